internal import ArgumentParser

struct GuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard",
    abstract: "Have the monitor daemon guard processes: what they leave is cleaned up.",
    discussion: """
      A registration belongs to one process and one guard. When the process dies, it becomes a death, with \
      the same id; the clean-up is then repeated until it succeeds, whatever crashes meanwhile.

      Examples:
        pmon guard add 4711 --guard locks --token s1 -- /usr/local/bin/release-locks
        pmon guard list --guard locks
        pmon guard rm --pid 4711 --guard locks
      """,
    subcommands: [GuardAddCommand.self, GuardRemoveCommand.self, GuardListCommand.self])
}
