internal import ArgumentParser
internal import ProcessConnector

/// Who is to tell of the events: the option of all commands that listen.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who tells of the events: kernel, the path of a daemon's connector.sock, or auto: the kernel, and where it does not serve this process, as in containers, \(ConnectorSource.usualHub) if it is there.",
      valueName: "source"),
    completion: .file())
  var via = SourceArgument.auto
}

/// A source of events as the command line names it.
struct SourceArgument: ExpressibleByArgument, CustomStringConvertible {
  let source: ConnectorSource

  static let auto = SourceArgument(source: .automatic)

  private init(source: ConnectorSource) { self.source = source }

  /// A path has a `/`, so that no source of a later version is taken for one.
  init?(argument: String) {
    switch argument {
    case "auto": source = .automatic
    case "kernel": source = .kernel
    case let path where path.contains("/"): source = .hub(path: path)
    default: return nil
    }
  }

  var description: String {
    switch source {
    case .automatic: "auto"
    case .hub(let path): path
    default: "kernel"
    }
  }

  var defaultValueDescription: String { description }
}
