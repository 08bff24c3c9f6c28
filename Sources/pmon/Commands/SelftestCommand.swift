internal import ArgumentParser
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Prove on the running kernel what pmon relies on; the result is TAP.",
    discussion: """
      It starts children of its own and ends them; other processes are left alone. What this kernel or \
      user cannot do is skipped, with the reason. It takes some seconds.

      Examples:
        pmon selftest                    all proofs, a line each
        pmon selftest | grep '^not ok'   those that fail
      """)

  func run() throws {
    let probe = try ConnectorReader(ConnectorConfiguration(events: .nonzeroExit))
    let host = SelftestHost(
      connectorFilters: probe.filterStage == .connector, isRoot: HostFacts.effectiveUser == 0)
    let cases =
      ListenerCases.all + EventKindCases.all + MaskCases.all + FilterCases.all
    var output = Output()
    output.append("TAP version 13\n1..\(cases.count)\n")
    output.append("# Linux \(HostFacts.kernelRelease), user \(HostFacts.effectiveUser)\n")
    var failures = 0
    for (index, test) in cases.enumerated() {
      let line: String
      switch verdict(on: test, host: host) {
      case .holds: line = "ok \(index + 1) - \(test.name)\n"
      case .skipped(let reason): line = "ok \(index + 1) - \(test.name) # SKIP \(reason)\n"
      case .broken(let reason):
        failures += 1
        line = "not ok \(index + 1) - \(test.name)\n# \(reason)\n"
      }
      output.append(line)
      output.flush()
    }
    try output.finish()
    if failures > 0 {
      StandardError.say("\(failures) of \(cases.count) promises are broken on this kernel")
      throw Pmon.Status.failed
    }
  }

  private func verdict(on test: SelftestCase, host: SelftestHost) -> SelftestCase.Verdict {
    do { return try test.prove(host) } catch { return .broken("\(error)") }
  }
}

/// A child of the self-test; not for people.
struct ActorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "actor", shouldDisplay: false)

  @Argument var words: [String]

  func run() throws {
    guard let actor = Actor(words: words) else { throw Pmon.Status.wrongUsage }
    try actor.perform()
  }
}
