internal import ArgumentParser
internal import KernelInterface
internal import Logging
internal import MonitorService
internal import ProcessMonitor
internal import ProgramVersion

@main
struct PmondCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pmond",
    abstract: "Guards processes: tells of their abnormal deaths and cleans up after them.",
    discussion: """
      It needs neither a configuration nor systemd. SIGHUP makes it read the configuration anew, \
      SIGTERM ends it; what is not done then is done after the next start.

      Examples:
        pmond                               with /etc/pmon/pmond.yaml or defaults
        pmond --config guards.yaml --check  only say what is wrong with that file

      Exit status: 0 fine, 1 the work failed, 2 the request or the configuration was wrong, 3 the \
      system cannot do it.
      """,
    version: ProgramVersion.line(of: "pmond"))

  @Option(help: ArgumentHelp("Read this configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Only check the configuration, and say all that is wrong with it.")
  var check = false

  @Flag(
    help:
      "Start no parent that keeps the subscription through a crash; under systemd, which does that, there is none in any case."
  )
  var noKeeper = false

  @Option(
    help: ArgumentHelp(
      "Log from this level on.", valueName: "level"))
  var logLevel = LogLevel.info

  /// As swift-log has them.
  enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
  }

  static func main() {
    Files.occupyStandardDescriptors()
    ignoreBrokenPipeSignal()
    do {
      let command = try parse()
      try command.start()
    } catch let failure as DaemonFailure {
      end(with: failure)
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      end(with: DaemonFailure(fullMessage(for: error), status: 2))
    }
  }

  private func start() throws(DaemonFailure) {
    let (configuration, path) = try load()
    if check {
      // A group that is not there is a mistake as well.
      _ = try daemon(configuration, path, .nowhere)
      for warning in configuration.warnings {
        Self.say("\(path.map { $0 + ": " } ?? "")warning: \(warning)")
      }
      return
    }
    try MonitorDaemon.checkSocket(configuration)
    // It may divide this process in two, for which there must be no thread yet.
    let keeping = try keeping()
    // One that is started anew finds the configuration as it is by now, if that is in order.
    let (current, currentPath) = (try? load()) ?? (configuration, path)
    try daemon(current, currentPath, keeping).runToEnd()
  }

  /// Absolute, so that it means the same to whoever is told.
  private var configurationPath: String? {
    guard let config, !config.hasPrefix("/"),
      let folder = try? Files.linkTarget(of: "/proc/self/cwd")
    else { return config }
    return folder + (folder.hasSuffix("/") ? "" : "/") + config
  }

  private func load() throws(DaemonFailure) -> (MonitorConfiguration, path: String?) {
    do {
      return try MonitorConfiguration.load(path: configurationPath)
    } catch {
      throw DaemonFailure("\(error)", status: 2)
    }
  }

  private func daemon(
    _ configuration: MonitorConfiguration, _ path: String?, _ keeping: MonitorDaemon.Keeping
  ) throws(DaemonFailure) -> MonitorDaemon {
    let level = logLevel.level
    return try MonitorDaemon(
      configuration, configurationPath: configurationPath, loadedPath: path, keeping: keeping,
      logger: Logger(label: "pmond") { _ in StandardErrorLog(level: level) })
  }

  private func keeping() throws(DaemonFailure) -> MonitorDaemon.Keeping {
    do {
      if let store = try SystemdDescriptorStore() {
        return noKeeper ? .nowhere : .systemd(store, SystemdDescriptorStore.kept())
      }
      if noKeeper { return .nowhere }
      let (store, kept) = try DescriptorKeeper.begin()
      return .keeper(store, kept)
    } catch {
      throw DaemonFailure("The daemon cannot be divided into two processes: \(error).")
    }
  }

  /// Mistakes of a configuration begin with its name; all else with this program's.
  private static func end(with failure: DaemonFailure) -> Never {
    say(failure.status == 2 ? failure.message : "pmond: " + failure.message)
    ProcessActions.end(code: failure.status)
  }

  private static func say(_ text: String) {
    _ = try? Files.write(Array((text + "\n").utf8).span, to: 2)
  }
}
