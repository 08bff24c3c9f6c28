internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// A process and all its descendants: who they were, how long they lived and how they ended. It performs no
/// effect.
struct FamilyTree {
  private(set) var members: [Member] = []
  /// Descendants that found no room.
  private(set) var omitted: UInt64 = 0
  /// Events that were lost meanwhile, so that members may be missing.
  private(set) var lost: UInt64 = 0
  private var living: [ProcessID: Int] = [:]
  /// Those whose ids others have got since; the news of their ends may be late.
  private var replaced: [ProcessID: Int] = [:]

  /// The most members that are kept.
  private static let capacity = 100_000

  struct Member {
    let id: ProcessID
    /// Which member forked it; nil of the first.
    let parent: Int?
    var children: [Int] = []
    /// What was known of it last.
    var description: ProcessDescription
    var start: KernelInstant?
    var ending = Ending.living
  }

  enum Ending: Equatable {
    case living
    case ended(ExitStatus, at: KernelInstant)
    /// It has ended, and the event that tells how has been lost.
    case unknown
  }

  /// - Parameter root: the process that it begins with.
  init(root: ProcessID) {
    members = [Member(id: root, parent: nil, description: ProcessDescription(process: root))]
    living[root] = 0
  }

  var root: Member { members[0] }

  /// Members that live as far as is known.
  var survivors: [ProcessID] { living.keys.sorted() }

  var abnormalCount: Int {
    members.count { member in
      if case .ended(let status, _) = member.ending { status.isAbnormal } else { false }
    }
  }

  mutating func take(_ element: ProcessElement) {
    switch element.element {
    case .lost(let loss): lost &+= loss.count
    case .death(let death): take(death, element.process)
    case .event(let event):
      if case .fork(let fork) = event.payload {
        take(fork, at: event.time, element.process)
      } else if let index = event.task.flatMap({ living[$0.process] }), let news = element.process {
        members[index].description = news
      }
    }
  }

  private mutating func take(_ fork: Fork, at time: KernelInstant, _ news: ProcessDescription?) {
    guard fork.isProcess else { return }
    let child = fork.child.process
    if child == root.id, root.start == nil {
      members[0].start = time
      if let news { members[0].description = news }
      return
    }
    if let former = living.removeValue(forKey: child) { replaced[child] = former }
    guard let parent = living[fork.parent.process] else { return }
    guard members.count < FamilyTree.capacity else {
      omitted &+= 1
      return
    }
    var member = Member(
      id: child, parent: parent, description: news ?? ProcessDescription(process: child))
    member.start = time
    members.append(member)
    members[parent].children.append(members.count - 1)
    living[child] = members.count - 1
  }

  private mutating func take(_ death: ProcessDeath, _ news: ProcessDescription?) {
    let id = death.process
    let index: Int
    if let current = living[id], members[current].start.map({ $0 <= death.time }) ?? true {
      index = current
      living[id] = nil
    } else if let former = replaced.removeValue(forKey: id) {
      index = former
    } else {
      return
    }
    members[index].ending = .ended(death.status, at: death.time)
    if let news { members[index].description = news }
  }

  /// Takes the status of the first process from whoever waited for it: there is none that is more certain.
  mutating func rootEnded(_ status: ExitStatus, at time: KernelInstant) {
    if case .ended(_, let end) = root.ending {
      members[0].ending = .ended(status, at: end)
    } else {
      members[0].ending = .ended(status, at: time)
      living[root.id] = nil
    }
  }

  /// Takes note that a member was found gone.
  mutating func foundGone(_ id: ProcessID) {
    guard let index = living.removeValue(forKey: id) else { return }
    members[index].ending = .unknown
  }

  /// Tells all members from the top down.
  ///
  /// - Parameter tell: gets a member, and the way to it from the first: whether each on it is the last child of
  ///   its parent.
  func visit(_ tell: (_ member: Member, _ way: [Bool]) -> Void) {
    var way: [Bool] = []
    var open: [(index: Int, depth: Int, isLast: Bool)] = [(0, 0, true)]
    while let next = open.popLast() {
      let member = members[next.index]
      if next.depth > 0 {
        way.removeLast(way.count - next.depth + 1)
        way.append(next.isLast)
      }
      tell(member, way)
      for (position, child) in member.children.enumerated().reversed() {
        open.append((child, next.depth + 1, position == member.children.count - 1))
      }
    }
  }
}
