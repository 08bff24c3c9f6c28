import ArgumentParser
import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@testable import pmon

/// The scripts that shells complete by, in those shells, calling the binary where they need it.
@Suite("Completions", .serialized)
struct CompletionTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "pmon-completions-\(HostFacts.processID)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (shell, name) in [("bash", "pmon.bash"), ("zsh", "_pmon"), ("fish", "pmon.fish")] {
      let pmon = try Program.pmon("--generate-completion-script", shell)
      #expect(try pmon.finish() == .exited(code: 0))
      try Data(pmon.output.bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }
  }

  /// What a shell prints that finds `pmon` in PATH and has the scripts' folder as `$1`.
  private func output(of shell: [String], _ script: String) throws -> [String] {
    let binaries = URL(filePath: PmonBinary.path).deletingLastPathComponent().path()
    let path = binaries + ":" + (HostFacts.environment("PATH") ?? "/usr/bin:/bin")
    let program = try Program(
      ["env", "PATH=\(path)", "HOME=\(folder)", "timeout", "60"] + shell + ["-c", script])
    let status = try program.finish()
    #expect(status == .exited(code: 0), "\(program.error.text)")
    return program.output.lines.map(String.init)
  }

  /// What bash offers for each line, whose last word is the one to complete.
  private func bash(_ lines: [[String]]) throws -> [Set<String>] {
    let queries = lines.map { line in "ask " + line.map { "'\($0)'" }.joined(separator: " ") }
    let script = """
      source \(folder)/pmon.bash
      ask() {
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
        COMP_POINT=${#COMP_LINE}
        _pmon pmon "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "offers ${COMPREPLY[*]}"
      }
      \(queries.joined(separator: "\n"))
      """
    return try output(of: ["bash"], script).map {
      Set($0.split(separator: " ").dropFirst().map(String.init))
    }
  }

  @Test(
    "bash offers each command and option that people see, and no other",
    .enabled(if: Shell.has("bash"), "bash is not installed"))
  func bashKnowsTheTree() throws {
    let root = try CommandTree.read()
    let commands = root.all
    let offered = try bash(commands.map { $0.path + ["--"] } + [root.path + [""]])
    #expect(offered.count == commands.count + 1)
    for (command, words) in zip(commands, offered) {
      let names = command.shownArguments.flatMap { $0.names ?? [] }.map(\.spelling)
      #expect(words == Set(names.filter { $0.hasPrefix("--") }), "\(command.page)")
    }
    let words = offered.last?.filter { !$0.hasPrefix("-") }
    #expect(words == Set(root.children.map(\.commandName) + ["help"]))
  }

  @Test("bash completes values", .enabled(if: Shell.has("bash"), "bash is not installed"))
  func bashValues() throws {
    let offered = try bash([
      ["pmon", "watch", "-e", "ex"], ["pmon", "watch", "--events", "fork,ex"],
      ["pmon", "watch", "--color", ""], ["pmon", "explain", "--kernel", "6"],
      ["pmon", "watch", "exit", "and", "abn"], ["pmon", "watch", "--for", "10"],
    ])
    #expect(
      offered == [
        ["exec", "exit"], ["fork,exec", "fork,exit"], ["auto", "always", "never"], ["6.1"],
        ["abnormal"], ["100ms", "10s", "10m"],
      ])
  }

  @Test(
    "bash offers processes by their ids",
    .enabled(if: Shell.has("bash"), "bash is not installed"))
  func processes() throws {
    let offered = try bash([["pmon", "wait", ""], ["pmon", "wait", "\(HostFacts.processID)"]])
    #expect(offered.allSatisfy { $0.contains("\(HostFacts.processID)") }, "\(offered)")
    #expect(offered.allSatisfy { $0.allSatisfy { Int32($0) != nil || $0.hasPrefix("-") } })
  }

  @Test("Other shells get names with the ids", arguments: [CompletionShell.zsh, .fish])
  func names(shell: CompletionShell) throws {
    let name = try String(contentsOfFile: "/proc/self/comm", encoding: .utf8)
      .trimming { $0 == "\n" }
    let candidate = "\(HostFacts.processID)\(shell == .zsh ? ":" : "\t")\(name)"
    #expect(ProcessArgument.completions(for: shell).contains(candidate))
  }

  @Test(
    "zsh offers what the binary says", .enabled(if: Shell.has("zsh"), "zsh is not installed"))
  func zsh() throws {
    let script = """
      zmodload zsh/zpty
      zpty shell 'TERM=dumb zsh -f -i'
      zpty -w shell 'fpath=(\(folder) $fpath); autoload -U compinit; compinit -u -D; echo rea""dy'
      zpty -r shell text '*ready*' || exit 1
      zpty -w -n shell $'pmon watch -e fork,ex\\t'
      zpty -r shell text '*fork,exec*fork,exit*' || exit 2
      echo offered
      zpty -d shell
      """
    #expect(try output(of: ["zsh", "-f"], script) == ["offered"])
  }

  @Test("fish completes values", .enabled(if: Shell.has("fish"), "fish is not installed"))
  func fish() throws {
    // What calls the binary needs a terminal there, as fish 3 tells the cursor's place to nobody else.
    let script = """
      source \(folder)/pmon.fish
      complete -C 'pmon expl'
      complete -C 'pmon watch --colo'
      complete -C 'pmon watch --color al'
      complete -C 'pmon act'
      """
    let words = try output(of: ["fish", "--no-config"], script).map { $0.prefix { $0 != "\t" } }
    #expect(words == ["explain", "--color", "always"])
  }

  @Test(
    "Lists of events are completed at their end",
    arguments: [
      ("", 11), ("fork,", 9), ("--events=fork,", 9), ("fork,exec,e", 8), ("nonsense,", 10),
    ])
  func eventLists(beginning: String, count: Int) {
    let lists = EventList.completions(of: beginning)
    #expect(lists.count == count, "\(lists)")
    #expect(Set(lists).count == count)
    if !beginning.contains("nonsense") {
      #expect(lists.allSatisfy { EventList(argument: $0) != nil }, "\(lists)")
    }
  }
}
