import ProcessEvents
import Testing

@Suite struct SpecializationTests {
  @Test(
    arguments: [
      ("all", EventMask.all.subtracting(.nonzeroExit)), ("not all", []),
      ("exit", .exit), ("exit and abnormal", .nonzeroExit), ("abnormal", .nonzeroExit),
      ("exit and code != 0", .nonzeroExit), ("code == 3", .nonzeroExit), ("code >= 0", .exit),
      ("signal == KILL or fork", [.fork, .nonzeroExit]), ("status > 0", .nonzeroExit),
      ("exit and code != 0 and not signal in (TERM, INT)", .nonzeroExit),
      ("exit and not code == 3", .exit),
      ("not exit and not fork and pid == 3", othersThanForkAndExit),
      ("code == 300", []), ("comm == 'systemd-journald'", []), ("tracer == 3", .ptrace),
      ("code == 3 and signal == 9", []), ("ruid == 0", .uid), ("exit and not abnormal", .exit),
      ("name == bash and exec", .exec),
    ] as [(String, EventMask)])
  func kinds(text: String, expected: EventMask) throws {
    #expect(try Filter(parsing: text).kinds == expected)
  }

  private static let othersThanForkAndExit: EventMask = [
    .exec, .uid, .gid, .sid, .ptrace, .comm, .coredump,
  ]

  @Test(arguments: [
    ("exit and code != 0", EventShape.exitFailure, "code != 0"),
    ("exit and code != 0", .exitSuccess, "not all"),
    ("exit and code != 0", .exitBySignal, "not all"),
    ("exit and abnormal and not signal in (TERM, INT)", .exitFailure, "all"),
    ("exit and abnormal and not signal in (TERM, INT)", .exitBySignal, "not signal in (INT, TERM)"),
    ("not (code == 3 or pid == 5)", .fork, "not pid == 5"),
    ("not (exec and pid == 5)", .exec, "not pid == 5"),
    ("signal <= 127", .exitBySignal, "all"),
    ("fork or name == x", .fork, "all"),
  ])
  func specialized(text: String, shape: EventShape, expected: String) throws {
    #expect(try Filter(parsing: text).specialized(for: shape).description == expected)
  }

  @Test(
    arguments: [
      ("exit and pid == 3", []), ("exit and ppid == 3", .parent), ("fork and ppid == 3", []),
      ("exec and ppid == 3", .parent),
      ("name == x and user == y", [.name, .userName]), ("uid", []), ("uid == 3", .userID),
      ("ancestor == 3 and exe ~ x", [.ancestors, .executable]), ("comm == x", []),
      ("args == x or cgroup == x", [.arguments, .controlGroup]), ("all or name == x", []),
    ] as [(String, FilterLookups)])
  func lookups(text: String, expected: FilterLookups) throws {
    #expect(try Filter(parsing: text).lookups == expected)
  }

  @Test func everyShapeHasItsEvents() {
    for (name, event) in Events.all {
      let kinds = event.shape.kinds
      #expect(event.shape == .unknown || kinds.admits(event), "\(name)")
    }
    #expect(Set(Events.all.map(\.event.shape)) == Set(EventShape.allCases))
  }
}
