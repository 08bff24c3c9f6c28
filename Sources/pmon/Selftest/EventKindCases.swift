internal import KernelInterface
internal import ProcessEvents

/// Each kind of event: provoked for real, asked for alone, and looked at field by field.
enum EventKindCases {
  static let all: [SelftestCase] = [
    single("fork", .fork, .exit(code: 0)) { event, child in
      guard case .fork(let fork) = event.payload else { return false }
      return fork.child == TaskID(leaderOf: child) && fork.parent.process == parent
    },
    single("exec", .exec, .exit(code: 0)) { event, child in
      event.payload == .exec(TaskID(leaderOf: child))
    },
    changeOfIDs("uid", .uid, .setUser(65_534)) { event, child in
      event.payload
        == .uid(CredentialChange(task: TaskID(leaderOf: child), real: 65_534, effective: 65_534))
    },
    changeOfIDs("gid", .gid, .setGroup(65_534)) { event, child in
      event.payload
        == .gid(CredentialChange(task: TaskID(leaderOf: child), real: 65_534, effective: 65_534))
    },
    single("sid", .sid, .becomeSessionLeader) { event, child in
      event.payload == .sid(TaskID(leaderOf: child))
    },
    single("comm", .comm, .rename("pmon self-test")) { event, child in
      event.payload
        == .comm(NameChange(task: TaskID(leaderOf: child), name: CommandName("pmon self-test")))
    },
    ptrace,
    single("coredump", .coredump, .signal(Signal.abort.rawValue)) { event, child in
      guard case .coredump(let dump) = event.payload else { return false }
      return dump.task == TaskID(leaderOf: child) && dump.parent.process == parent
    },
    single("exit", .exit, .exit(code: 0), isExit(.exited(code: 0))),
    single(
      "exit by a signal", .exit, .signal(Signal.terminate.rawValue), isExit(.signaled(.terminate))),
    single("nonzero exit", .nonzeroExit, .exit(code: 7), isExit(.exited(code: 7))),
  ]

  private static var parent: ProcessID { ProcessID(HostFacts.processID) }

  private static func isExit(_ status: ExitStatus) -> @Sendable (ProcessEvent, ProcessID) -> Bool {
    { event, child in
      event.payload
        == .exit(
          ThreadExit(
            task: TaskID(leaderOf: child), status: status,
            exitSignal: UInt32(Signal.child.rawValue), parent: TaskID(leaderOf: parent)))
    }
  }

  /// A kind asked for alone brings exactly one event of a child that causes it, and no other kind.
  private static func single(
    _ name: String, _ mask: EventMask, _ actor: Actor,
    _ isRight: @escaping @Sendable (ProcessEvent, ProcessID) -> Bool
  ) -> SelftestCase {
    SelftestCase("\(name): one event with the right fields, and no other kind") { _ in
      var witness = try Witness(mask)
      let child = try actor.run()
      let events = try witness.events(of: child.process) { !$0.isEmpty }
      try expect(events.count == 1, "\(events.count) events: \(events.map(\.payload))")
      try expect(isRight(events[0], child.process), "wrong: \(events[0].payload)")
      let strangers = witness.seen.filter { !mask.admits($0) }
      try expect(strangers.isEmpty, "not asked for: \(strangers.map(\.payload))")
      return .holds
    }
  }

  private static func changeOfIDs(
    _ name: String, _ mask: EventMask, _ actor: Actor,
    _ isRight: @escaping @Sendable (ProcessEvent, ProcessID) -> Bool
  ) -> SelftestCase {
    let proof = single(name, mask, actor, isRight)
    return SelftestCase(proof.name) { host in
      host.isRoot ? try proof.prove(host) : .skipped("changing ids takes root")
    }
  }

  private static let ptrace = SelftestCase(
    "ptrace: one event for the tracer's coming and one for its going"
  ) { _ in
    var witness = try Witness([.ptrace, .exec])
    let target = try Actor.live.start()
    defer { end(target) }
    // It allows its tracing right after its start; Yama might refuse before.
    _ = try witness.events(of: ProcessID(target.id)) { !$0.isEmpty }
    ProcessActions.sleep(milliseconds: 200)
    let tracer = try Actor.trace(target.id).run()
    try expect(tracer.status == .exited(code: 0), "the tracer ended with \(tracer.status)")
    let events = try witness.events(of: ProcessID(target.id)) { $0.count > 2 }
    let traces = events.compactMap { event in
      if case .ptrace(let trace) = event.payload { trace } else { nil }
    }
    let task = TaskID(leaderOf: ProcessID(target.id))
    try expect(
      traces == [
        Trace(task: task, tracer: TaskID(leaderOf: tracer.process)), Trace(task: task, tracer: nil),
      ], "got \(traces)")
    return .holds
  }

  private static func end(_ child: ChildProcess) {
    try? child.send(signal: Signal.kill.rawValue)
    _ = try? child.wait()
  }
}
