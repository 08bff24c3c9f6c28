import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import Testing

/// The probe as a daemon with guards, its journal, and processes for it to watch.
struct KilledDaemon {
  struct Victim {
    let child: ChildProcess
    let identity: ProcessIdentity
    /// Where it reads with which code to end; nil where it waits for a signal.
    var codes: String?

    var name: String { "\(identity.process) \(identity.startTicks)" }
  }

  let folder: URL
  private(set) var probe: ProbeProgram

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "pmon-guards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "wanted"))
    probe = try ProbeProgram(["guards", folder.path])
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  mutating func restartKeeper() throws { probe = try ProbeProgram(["guards", folder.path]) }

  var journal: [String] {
    let text = try? String(contentsOf: folder.appending(path: "journal"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  /// What the journal says in lines that begin with a word, without it.
  func lines(after word: String) -> [String] {
    journal.filter { $0.hasPrefix("\(word) ") }.map { String($0.dropFirst(word.count + 1)) }
  }

  /// The daemon that was started last.
  var daemon: Int32? {
    lines(after: "start").last?.split(separator: " ").first.flatMap { Int32($0) }
  }

  /// Waits for something that the journal is to say.
  func wait(_ condition: (Self) -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while !condition(self) {
      guard ContinuousClock.now < end else { throw TimeOut(journal: journal.suffix(50)) }
      usleep(5_000)
    }
  }

  struct TimeOut: Error { var journal: [String] }

  /// Starts processes, and waits until the daemon has journaled their registrations.
  func victims(_ count: Int) throws -> [Victim] {
    let boot = try #require(BootID.current())
    let victims = try (0..<count).map { number in
      var codes: String?
      let arguments: [String]
      switch number % 4 {
      case 0: arguments = ["/bin/sleep", "1000"]
      case 1: arguments = [ProbeProgram.path(of: "KeeperProbe"), "threads"]
      default:
        let path = folder.appending(path: UUID().uuidString).path
        try #require(unsafe mkfifo(path, 0o600) == 0)
        codes = path
        arguments = ["/bin/sh", "-c", "read code < \(path); exit $code"]
      }
      let child = try ChildProcess(arguments)
      let identity = try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: boot))
      return Victim(child: child, identity: identity, codes: codes)
    }
    let wanted = try FileHandle(forWritingTo: folder.appending(path: "wanted"))
    try wanted.seekToEnd()
    try wanted.write(contentsOf: Data(victims.map { "\($0.name)\n" }.joined().utf8))
    try wanted.close()
    try wait { daemon in
      let registered = Set(daemon.lines(after: "registered"))
      return victims.allSatisfy { registered.contains($0.name) }
    }
    return victims
  }
}

extension KilledDaemon.Victim {
  /// Ends it in a way that is its own, and gives the wait status.
  func end(_ choice: Int) throws -> UInt32 {
    if let codes {
      let code = choice % 2 == 0 ? 0 : 7
      try FileHandle(forWritingTo: URL(filePath: codes)).write(contentsOf: Data("\(code)\n".utf8))
    } else {
      try child.send(signal: choice % 2 == 0 ? 9 : 15)
    }
    return try child.wait()
  }
}
