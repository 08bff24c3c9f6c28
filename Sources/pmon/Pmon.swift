internal import ArgumentParser
internal import KernelInterface
internal import ProcessConnector
internal import ProgramVersion

@main
struct Pmon: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pmon",
    abstract:
      "Tells which processes fork, execute, change and die, and above all which die abnormally.",
    discussion: """
      It listens to the kernel's process connector: nothing is polled, and with -x the kernel sends \
      abnormal deaths only. Linux 6.6 and later serve every user, older kernels root.

      Examples:
        pmon watch -x           what dies abnormally, as it happens
        pmon stat --for 10s     how much happens
        pmon doctor             what works here, and what to do about the rest

      Exit status: 0 fine, 1 the work failed, 2 the request was wrong, 3 the system cannot do it; \
      wait has more.
      """,
    version: ProgramVersion.line(of: "pmon"),
    subcommands: [
      WatchCommand.self, TopCommand.self, StatCommand.self, RunCommand.self, WaitCommand.self,
      RecordCommand.self, ReplayCommand.self, ExplainCommand.self, GuardCommand.self,
      DeathsCommand.self, CleanupsCommand.self, StatusCommand.self, DoctorCommand.self,
      SelftestCommand.self, BenchCommand.self, ActorCommand.self, BenchActorCommand.self,
    ])

  /// The tool's exit statuses; ArgumentParser has others for wrong usage.
  enum Status {
    static let failed = ExitCode(1)
    static let wrongUsage = ExitCode(2)
    static let impossible = ExitCode(3)
  }

  /// How signals were to be treated when this process began, for commands that it runs.
  static let inheritedSignals = InheritedSignals()

  static func main() {
    // Before any of it is changed.
    _ = inheritedSignals
    Files.occupyStandardDescriptors()
    ignoreBrokenPipeSignal()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  private static func end(with error: any Error) -> Never {
    switch error {
    case let error as ConnectorError:
      StandardError.say("\(error)")
      exit(withError: Status.impossible)
    case let error as SystemCallError:
      StandardError.say("\(error)")
      exit(withError: Status.failed)
    case let error as CaptureFailure:
      StandardError.say("\(error)")
      exit(withError: Status.failed)
    case let error as FileFailure:
      StandardError.say("\(error)")
      exit(withError: Status.failed)
    case let error as BenchFailure:
      StandardError.say("\(error)")
      exit(withError: Status.failed)
    case let error as DaemonFailure:
      StandardError.say("\(error)")
      exit(withError: ExitCode(error.exitStatus))
    case let error as CommandError:
      StandardError.say("\(error)")
      exit(withError: ExitCode(error.shellStatus))
    case let error as FilterProblem:
      StandardError.say("\(error)")
      exit(withError: Status.wrongUsage)
    case is ExitCode:
      exit(withError: error)
    default:
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      StandardError.write(fullMessage(for: error) + "\n")
      exit(withError: Status.wrongUsage)
    }
  }
}
