extension ConnectorHub {
  /// Whether anybody has become readable since ``takeReadable(_:)`` was called.
  public var hasReadable: Bool { !wokenGroups.isEmpty || !wokenListeners.isEmpty }

  /// Names the listeners that have become readable: whose queue was empty, or new, and to whom something has come.
  ///
  /// Call it after publishing and after requests. Each is named once until it has been emptied again by reading; that
  /// nothing waits by now is possible.
  public mutating func takeReadable(_ body: (ListenerID) -> Void) {
    // A group whose members have all left since may have been made anew, or not.
    for group in wokenGroups where groups[Int(group)].isWoken {
      let armed = groups[Int(group)].armed
      groups[Int(group)].armed.removeAll(keepingCapacity: true)
      groups[Int(group)].isWoken = false
      for index in armed {
        listeners[Int(index)].isArmed = false
        listeners[Int(index)].armedIndex = -1
        body(ListenerID(index: index, generation: listeners[Int(index)].generation))
      }
    }
    wokenGroups.removeAll(keepingCapacity: true)
    for id in wokenListeners where isOpen(id) { body(id) }
    wokenListeners.removeAll(keepingCapacity: true)
  }

  /// Has a listener woken by what comes next in its group.
  mutating func arm(_ index: Int, in group: Int) {
    listeners[index].armedIndex = Int32(groups[group].armed.count)
    groups[group].armed.append(Int32(index))
  }

  /// Has a listener no longer woken with its group.
  mutating func disarm(_ index: Int) {
    let place = Int(listeners[index].armedIndex)
    guard place >= 0 else { return }
    let group = Int(listeners[index].group)
    let last = groups[group].armed.removeLast()
    if Int(last) != index {
      groups[group].armed[place] = last
      listeners[Int(last)].armedIndex = Int32(place)
    }
    listeners[index].armedIndex = -1
  }

  /// Something has come for one listener alone.
  mutating func wake(_ index: Int) {
    guard listeners[index].isArmed else { return }
    disarm(index)
    listeners[index].isArmed = false
    wokenListeners.append(
      ListenerID(index: Int32(index), generation: listeners[index].generation))
  }
}
