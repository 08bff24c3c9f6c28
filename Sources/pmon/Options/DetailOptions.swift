internal import ArgumentParser
internal import ProcessConnector
internal import ProcessTable

/// What to find out and tell about the processes.
struct DetailOptions: ParsableArguments {
  @Flag(help: "The arguments of processes, which may hold secrets; see --redact.")
  var args = false

  @Option(
    help: ArgumentHelp(
      "With --args: hide the values of arguments whose names match, besides those of passwords, tokens and the like.",
      valueName: "glob"))
  var redact: [String] = []

  @Flag(help: "The users whose rights processes have.")
  var user = false

  @Flag(help: "The control groups of processes; in JSON with systemd's unit and the container.")
  var cgroup = false

  @Flag(help: "The paths of programs.")
  var exe = false

  @Flag(help: "Events alone: no names, durations or anything else of the processes.")
  var noNames = false

  func validate() throws {
    if noNames, args || user || cgroup || exe {
      throw ValidationError("--no-names goes with none of --args, --user, --cgroup and --exe.")
    }
    if !redact.isEmpty, !args { throw ValidationError("--redact goes with --args.") }
  }

  var tellsProcesses: Bool { !noNames }

  func makeConfiguration(_ connector: ConnectorConfiguration) -> ProcessConfiguration {
    var configuration = ProcessConfiguration(connector, details: .outOfMemory)
    if args { configuration.details.insert(.arguments) }
    if user { configuration.details.insert(.user) }
    if cgroup { configuration.details.insert(.controlGroup) }
    if exe { configuration.details.insert(.executable) }
    configuration.redaction.add(patterns: redact)
    return configuration
  }

  func columns(isTree: Bool) -> ProcessColumns? {
    guard tellsProcesses else { return nil }
    return ProcessColumns(
      hasUser: user, hasControlGroup: cgroup, hasExecutable: exe, hasArguments: args,
      isTree: isTree)
  }
}
