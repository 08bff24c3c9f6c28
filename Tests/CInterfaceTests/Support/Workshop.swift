import FoundationEssentials
import KernelInterface
import ProcessEvents

/// A folder that every user may read, with the library, its header and what is built against them.
final class Workshop {
  let folder: String

  /// All that a careful C programmer asks of his compiler.
  static let strictC = ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic"]

  init() throws {
    let files = FileManager.default
    folder = files.temporaryDirectory.path() + "pmon-c-\(UInt32.random(in: 0 ... .max))"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try files.copyItem(atPath: Library.file.path(), toPath: "\(folder)/libpmon.so.0")
    try files.createSymbolicLink(
      atPath: "\(folder)/libpmon.so", withDestinationPath: "libpmon.so.0")
    try files.copyItem(atPath: Library.header.path(), toPath: "\(folder)/pmon.h")
    for (file, mode) in [("", 0o755), ("/libpmon.so.0", 0o755), ("/pmon.h", 0o644)] {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + file)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Builds a program of `Programs`.
  func build(_ name: String) throws -> Executable {
    let file = Library.repository.appending(path: "Tests/CInterfaceTests/Programs/\(name).c")
    return try build(file, named: name, options: ["-D_DEFAULT_SOURCE", "-pthread"])
  }

  func build(_ source: URL, named name: String, options: [String] = []) throws -> Executable {
    let path = "\(folder)/\(name)"
    let compiler = try run(
      Workshop.strictC + options + [
        "-o", path, source.path(), "-I\(folder)", "-L\(folder)", "-lpmon", "-Wl,-rpath,\(folder)",
        "-ldl",
      ])
    guard compiler.status == .exited(code: 0) else { throw BuildFailure(text: compiler.error) }
    return Executable(workshop: self, path: path)
  }

  struct BuildFailure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  /// Runs a command to its end; none of its words may have a quote.
  func run(_ words: [String]) throws -> Outcome {
    try start(words).finish()
  }

  /// Starts a command.
  func start(_ words: [String]) throws -> RunningCommand {
    let name = "\(folder)/run-\(UInt32.random(in: 0 ... .max))"
    let line = words.map { "'\($0)'" }.joined(separator: " ")
    return RunningCommand(
      child: try ChildProcess(["/bin/sh", "-c", "exec \(line) >\(name).out 2>\(name).err"]),
      name: name)
  }
}

/// A program that was built, and the folder in which it and its library are.
struct Executable {
  let workshop: Workshop
  let path: String

  func run(_ arguments: String...) throws -> Outcome { try workshop.run([path] + arguments) }
}

/// How a command has ended, and what it has said.
struct Outcome {
  let status: ExitStatus
  let output: String
  let error: String
}

/// A command that may still run.
struct RunningCommand {
  let child: ChildProcess
  let name: String

  var output: String { text(".out") }
  var error: String { text(".err") }

  func finish() throws -> Outcome {
    let status = ExitStatus(rawValue: try child.wait())
    return Outcome(status: status, output: output, error: error)
  }

  private func text(_ suffix: String) -> String {
    let data = try? Data(contentsOf: URL(filePath: name + suffix))
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// Waits until it is true; a minute is too long.
  func wait(until isTrue: (RunningCommand) -> Bool) throws -> Bool {
    let end = Clocks.monotonic + 60_000_000_000
    while !isTrue(self) {
      if Clocks.monotonic > end { return false }
      _ = try pollReadable(-1, timeout: 5_000_000)
    }
    return true
  }
}
