internal import KernelInterface

/// Somebody else's program, where it is installed.
struct ForeignTool: Hashable {
  let name: String
  /// Names that it has in the distributions, and its options.
  let commands: [[String]]
  private let kind: Kind

  private enum Kind: Hashable { case forkstat, extrace, exitsnoop }

  static let all = [
    ForeignTool(
      name: "forkstat", commands: [["forkstat", "-e", "fork,exec,exit"]],
      kind: .forkstat),
    ForeignTool(
      name: "extrace", commands: [["extrace", "-t"]], kind: .extrace),
    ForeignTool(
      name: "exitsnoop", commands: [["exitsnoop-bpfcc"], ["exitsnoop"]],
      kind: .exitsnoop),
  ]

  func expectedEvents(of truth: LoadTruth) -> Int {
    switch kind {
    case .forkstat: 3 * truth.processes
    case .extrace: 2 * truth.processes
    case .exitsnoop: truth.processes
    }
  }

  /// How many of its lines are about events of these processes.
  func countEvents(of processes: Set<Int32>, in output: String) -> Int {
    output.split(separator: "\n").count { line in
      process(of: line).map { processes.contains($0) } == true
    }
  }

  /// The process of a line that tells one event; nil of all others.
  private func process(of line: Substring) -> Int32? {
    let words = line.split(separator: " ", maxSplits: 7)
    switch kind {
    case .forkstat:
      // Time Event PID Info Duration Process; a fork has a line of the parent and one of the child.
      guard words.count > 3, ["fork", "exec", "exit"].contains(words[1]),
        words[1] != "fork" || words[3] == "child"
      else { return nil }
      return Int32(words[2])
    case .extrace:
      // pid+ command, and pid- command exited …
      guard let word = words.first, word.last == "+" || word.last == "-" else { return nil }
      return Int32(word.dropLast())
    case .exitsnoop:
      // PCOMM PID PPID TID AGE(s) EXIT_CODE
      return words.count > 2 ? Int32(words[1]) : nil
    }
  }

  /// Where it is installed, with its options.
  func installed() -> [String]? {
    let path = (HostFacts.environment("PATH") ?? "") + ":/usr/sbin:/sbin"
    for command in commands {
      for candidate in CommandSearch.candidates(for: command[0], path: path)
      where Files.isExecutable(candidate) {
        return [candidate] + command.dropFirst()
      }
    }
    return nil
  }
}
