internal import ProcessEvents

/// Listeners that want the same.
struct Group: Sendable {
  let interest: Interest
  let matcher: Matcher
  /// The index of its view.
  let view: Int32
  /// Where it stands in each row of its view; negative is not at all.
  var places: [Int32]
  var log = GroupLog()

  /// Listeners in it.
  var population = 0
  /// Those of them that read from the log, which the congested do not.
  var members: [Int32] = []
  /// Those to be woken by what comes next.
  var armed: [Int32] = []
  /// Whether those have been woken, but nobody has asked yet who they are.
  var isWoken = false
  /// Where in the log to look next for members that have fallen behind.
  var nextScan: UInt64 = 0

  init(_ interest: Interest, view: Int32) {
    self.interest = interest
    matcher = Matcher(interest)
    self.view = view
    places = Array(repeating: -1, count: View.rowCount)
  }

  /// What stands where a group has ended.
  static let none = Group(Interest(mask: [], policy: .everything), view: -1)
}

/// What all listeners with one policy see: a connector of its own, in which groups are found by an event's shape.
struct View: Sendable {
  struct Row: Sendable {
    var group: Int32
    /// Whether the shape alone decides.
    var isCertain: Bool
  }

  let policy: Policy
  /// The groups that may want events of each shape, and in the last row those that get acknowledgements.
  var rows: [[Row]]
  /// Where it stands in its list of views.
  var place: Int32 = -1
  var groupCount = 0
  /// The numbers that its messages get. Those of events outside of it are not counted, so that to somebody who
  /// wants everything a gap means a loss, as it does with the kernel.
  var numbers = MessageNumbers()

  static let acknowledgementRow = EventShape.allCases.count
  static let rowCount = acknowledgementRow + 1

  let isUsed: Bool

  init(_ policy: Policy, isUsed: Bool = true) {
    self.policy = policy
    self.isUsed = isUsed
    rows = Array(repeating: [], count: View.rowCount)
  }

  /// What stands where a view has ended.
  static let none = View(.everything, isUsed: false)
}

/// The number of the next message of each CPU.
struct MessageNumbers: Sendable {
  private var next: [UInt32] = []
  private var others: [UInt32: UInt32] = [:]

  /// CPUs that are looked up by their index.
  private static let usual: UInt32 = 1024

  subscript(cpu: UInt32) -> UInt32 {
    cpu < next.count ? next[Int(cpu)] : others[cpu, default: 0]
  }

  @inline(__always)
  mutating func take(_ cpu: UInt32) -> UInt32 {
    if cpu < next.count {
      let number = next[Int(cpu)]
      next[Int(cpu)] = number &+ 1
      return number
    }
    return takeUnusual(cpu)
  }

  @inline(never)
  private mutating func takeUnusual(_ cpu: UInt32) -> UInt32 {
    if cpu < MessageNumbers.usual {
      while next.count <= Int(cpu) { next.append(0) }
      return take(cpu)
    }
    let number = others[cpu, default: 0]
    others[cpu] = number &+ 1
    return number
  }
}
