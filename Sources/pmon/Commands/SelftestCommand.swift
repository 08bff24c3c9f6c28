internal import ArgumentParser
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "selftest")
}
struct ActorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "actor", shouldDisplay: false)
}
