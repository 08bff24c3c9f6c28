internal import ArgumentParser
internal import KernelInterface
internal import ProcessEvents

/// The id of a process on the command line: a number from 1 on.
struct ProcessArgument: ExpressibleByArgument, Hashable {
  var process: ProcessID

  init?(argument: String) {
    guard argument.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int32(argument), number > 0
    else { return nil }
    process = ProcessID(number)
  }

  static let defaultCompletionKind = CompletionKind.custom { _, _, _ in
    completions(for: CompletionShell.requesting)
  }

  /// The processes that run now; with their names where the shell has a place for them.
  static func completions(for shell: CompletionShell?) -> [String] {
    var candidates: [String] = []
    // A shell that asks for completions has no place for what goes wrong.
    try? ProcessList.visit { process in
      let separator = shell == .zsh ? ":" : "\t"
      guard shell == .zsh || shell == .fish, let stat = ProcessStat(process: process) else {
        return candidates.append("\(process)")
      }
      var name: [UInt8] = []
      name.writePrintable(CommandName(bytes: stat.name))
      candidates.append("\(process)\(separator)\(String(decoding: name, as: UTF8.self))")
    }
    return candidates
  }
}
