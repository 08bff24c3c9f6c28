internal import ProcessEvents

extension ConnectorHub {
  mutating func enterGroup(_ index: Int, _ interest: Interest) {
    let group = group(for: interest)
    let isCongested = listeners[index].isCongested
    groups[group].population += 1
    listeners[index].group = Int32(group)
    if isCongested {
      listeners[index].position = groups[group].log.end
    } else {
      enterLog(index)
    }
    if listeners[index].isArmed { arm(index, in: group) }
  }

  /// Leaves the group with what waits.
  mutating func leaveGroup(_ index: Int) {
    let group = Int(listeners[index].group)
    guard group >= 0 else { return }
    settle(index)
    keepAll(index)
    if !listeners[index].isCongested { leaveLog(index) }
    disarm(index)
    listeners[index].group = -1
    // It was to be woken with its group.
    if listeners[index].isArmed && !listeners[index].backlog.isEmpty { wake(index) }
    groups[group].population -= 1
    if groups[group].population == 0 { removeGroup(group) }
  }

  /// Reads from its group's log from now on.
  mutating func enterLog(_ index: Int) {
    let group = Int(listeners[index].group)
    listeners[index].position = groups[group].log.enter()
    listeners[index].memberIndex = Int32(groups[group].members.count)
    groups[group].members.append(Int32(index))
    hasten(index)
  }

  /// Reads no more from its group's log.
  mutating func leaveLog(_ index: Int) {
    let group = Int(listeners[index].group)
    groups[group].log.leave(from: listeners[index].position, pool: &pool)
    let place = Int(listeners[index].memberIndex)
    let last = groups[group].members.removeLast()
    if Int(last) != index {
      groups[group].members[place] = last
      listeners[Int(last)].memberIndex = Int32(place)
    }
    listeners[index].memberIndex = -1
  }

  /// Moves what waits in the log up to a position to what waits for the listener alone.
  mutating func keep(_ index: Int, upTo end: UInt64) {
    let group = Int(listeners[index].group)
    let begin = listeners[index].position
    var position = begin
    while position < end {
      let (chunk, range) = groups[group].log.part(from: position)
      let count = min(range.count, Int(end - position))
      listeners[index].backlog.append(
        range.lowerBound..<range.lowerBound + count, of: chunk, pool: &pool)
      position += UInt64(count)
    }
    groups[group].log.move(from: begin, to: position, pool: &pool)
    listeners[index].position = position
  }

  /// Moves all that waits to what waits for the listener alone; it is settled.
  mutating func keepAll(_ index: Int) {
    let group = Int(listeners[index].group)
    guard group >= 0, !listeners[index].isCongested else { return }
    keep(index, upTo: groups[group].log.end)
  }

  private mutating func group(for interest: Interest) -> Int {
    if let known = groupsByInterest[interest] { return Int(known) }
    let view = view(of: interest.policy)
    let made = Group(interest, view: view)
    let index: Int32
    if let free = freeGroups.popLast() {
      index = free
      groups[Int(index)] = made
    } else {
      index = Int32(groups.count)
      groups.append(made)
    }
    groupsByInterest[interest] = index
    views[Int(view)].groupCount += 1
    for (row, isCertain) in interest.rows {
      groups[Int(index)].places[row] = Int32(views[Int(view)].rows[row].count)
      views[Int(view)].rows[row].append(View.Row(group: index, isCertain: isCertain))
    }
    return Int(index)
  }

  private mutating func removeGroup(_ index: Int) {
    var group = groups[index]
    groups[index] = .none
    group.log.removeAll(pool: &pool)
    groupsByInterest[group.interest] = nil
    let view = Int(group.view)
    for row in 0..<View.rowCount where group.places[row] >= 0 {
      let place = Int(group.places[row])
      let last = views[view].rows[row].removeLast()
      if Int(last.group) != index {
        views[view].rows[row][place] = last
        groups[Int(last.group)].places[row] = Int32(place)
      }
    }
    freeGroups.append(Int32(index))
    release(view)
  }
}
