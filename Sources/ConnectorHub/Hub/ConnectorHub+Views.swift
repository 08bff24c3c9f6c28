extension ConnectorHub {
  /// The index of the view that a policy gives.
  mutating func view(of policy: Policy) -> Int32 {
    if let known = viewsByPolicy[policy] { return known }
    let index: Int32
    if let free = freeViews.popLast() {
      index = free
      views[Int(index)] = View(policy)
    } else {
      index = Int32(views.count)
      views.append(View(policy))
    }
    viewsByPolicy[policy] = index
    let place =
      switch policy.scope {
      case .everything: ConnectorHub.add(index, to: &openViews)
      case .user(let id): ConnectorHub.add(index, to: &userViews[id, default: []])
      case .group, .controlGroup, .namespace: ConnectorHub.add(index, to: &scopedViews)
      }
    views[Int(index)].place = Int32(place)
    return index
  }

  /// Gives up a view on behalf of one of its groups; the last one removes it.
  mutating func release(_ index: Int) {
    views[index].groupCount -= 1
    let view = views[index]
    if view.groupCount > 0 || view.policy == .everything { return }
    views[index] = .none
    viewsByPolicy[view.policy] = nil
    freeViews.append(Int32(index))
    let place = Int(view.place)
    let moved: Int32?
    switch view.policy.scope {
    case .everything: moved = ConnectorHub.remove(place, from: &openViews)
    case .user(let id):
      moved = ConnectorHub.remove(place, from: &userViews[id]!)
      if userViews[id]!.isEmpty { userViews[id] = nil }
    case .group, .controlGroup, .namespace: moved = ConnectorHub.remove(place, from: &scopedViews)
    }
    if let moved { views[Int(moved)].place = Int32(place) }
  }

  private static func add(_ index: Int32, to list: inout [Int32]) -> Int {
    list.append(index)
    return list.count - 1
  }

  /// Puts the last one in the place of one; the one that has moved.
  private static func remove(_ place: Int, from list: inout [Int32]) -> Int32? {
    let last = list.removeLast()
    guard place < list.count else { return nil }
    list[place] = last
    return last
  }
}
