internal import ConnectorProtocol
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Which events come for which mask, alone, together and after a change.
enum MaskCases {
  static let all: [SelftestCase] = [
    mix("fork and exec", [.fork, .exec], [.fork, .exec]),
    mix("exec, comm and exit", [.exec, .comm, .exit], [.exec, .exit]),
    mix("all", .all, [.fork, .exec, .exit]),
    exits("nonzero exit alone withholds normal exits", .nonzeroExit, expected: [3, 7]),
    exits("nonzero exit with exit brings every exit", [.nonzeroExit, .exit], expected: [0, 3, 7]),
    nonzeroWithFork, twoListeners, changeWhileRunning, invalidBits,
  ]

  /// What a child that executes and exits with 0 brings.
  private static func mix(
    _ name: String, _ mask: EventMask, _ expected: [EventMask]
  ) -> SelftestCase {
    SelftestCase("mask \(name): exactly these kinds") { _ in
      var witness = try Witness(mask)
      let child = try Actor.exit(code: 0).run()
      let events = try witness.events(of: child.process) { $0.count >= expected.count }
      try expect(events.map(\.kind) == expected, "got \(events.map(\.kind))")
      let strangers = witness.seen.filter { !mask.admits($0) }
      try expect(strangers.isEmpty, "not asked for: \(strangers.map(\.payload))")
      return .holds
    }
  }

  private static func exits(
    _ name: String, _ mask: EventMask, expected: [UInt8]
  ) -> SelftestCase {
    SelftestCase(name) { _ in
      var witness = try Witness(mask)
      let children = try [0, 3, 7].map { try Actor.exit(code: $0).run().process }
      _ = try witness.events(of: children[2]) { !$0.isEmpty }
      let codes = witness.seen.compactMap { event in
        if case .exit(let exit) = event.payload, children.contains(exit.task.process) {
          exit.status.code
        } else {
          nil
        }
      }
      try expect(codes == expected, "exits with \(codes)")
      return .holds
    }
  }

  private static let nonzeroWithFork = SelftestCase(
    "nonzero exit with fork brings forks and abnormal exits"
  ) { _ in
    var witness = try Witness([.nonzeroExit, .fork])
    let normal = try Actor.exit(code: 0).run()
    let abnormal = try Actor.exit(code: 5).run()
    let last = try witness.events(of: abnormal.process) { $0.count == 2 }
    let first = try witness.events(of: normal.process) { _ in true }
    try expect(last.map(\.kind) == [.fork, .exit], "of the abnormal one \(last.map(\.kind))")
    try expect(first.map(\.kind) == [.fork], "of the normal one \(first.map(\.kind))")
    return .holds
  }

  private static let twoListeners = SelftestCase(
    "two listeners with different masks each get their own"
  ) { _ in
    var forks = try Witness(.fork)
    var exits = try Witness(.exit)
    let child = try Actor.exit(code: 0).run()
    let one = try forks.events(of: child.process) { !$0.isEmpty }
    let other = try exits.events(of: child.process) { !$0.isEmpty }
    try expect(one.map(\.kind) == [.fork], "the first got \(one.map(\.kind))")
    try expect(other.map(\.kind) == [.exit], "the second got \(other.map(\.kind))")
    return .holds
  }

  private static let changeWhileRunning = SelftestCase(
    "a mask changed while running holds from then on"
  ) { _ in
    var witness = try Witness(.exec)
    let before = try Actor.exit(code: 3).run()
    try witness.setEvents(.nonzeroExit)
    let after = try Actor.exit(code: 4).run()
    let late = try witness.events(of: after.process) { !$0.isEmpty }
    let early = try witness.events(of: before.process) { _ in true }
    try expect(early.map(\.kind) == [.exec], "before \(early.map(\.kind))")
    try expect(late.map(\.kind) == [.exit], "after \(late.map(\.kind))")
    return .holds
  }

  private static let invalidBits = SelftestCase("bits that mean nothing are dropped") { host in
    guard host.connectorFilters else { return .skipped("the mask needs Linux 6.6") }
    var listener = try BareListener()
    try listener.request(.listen, mask: EventMask.fork.rawValue | 0x1000)
    let child = try Actor.exit(code: 3).run()
    let kinds = try listener.events(of: child.process).map(\.kind)
    try expect(kinds == [.fork], "fork and 0x1000 brought \(kinds)")
    try listener.request(.listen, mask: 0x1000)
    let other = try Actor.exit(code: 3).run()
    let all = try listener.events(of: other.process).map(\.kind)
    try expect(all.contains(.fork) && all.contains(.exit), "0x1000 alone brought \(all)")
    return .holds
  }
}
