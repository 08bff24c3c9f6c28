import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite(
    "Where the kernel does not serve",
    .enabled(if: Host.isRoot, "only root makes namespaces everywhere"))
  struct ContainerTests {
    private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    private static let inside = ["unshare", "-pf", "--mount-proc"]
    private static let rootless = nobody + ["unshare", "-Urnpf", "--mount-proc"]
    static let containers = [inside, inside + inside, rootless, rootless + inside]

    private let binary: BinaryForOthers
    private let script: String

    init() throws {
      binary = try BinaryForOthers()
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "container.sh")
      script = try String(contentsOf: file, encoding: .utf8)
    }

    @Test(
      "In a container that has only the socket, it finds it by itself and tells all that ends there",
      arguments: containers)
    func finds(container: [String]) throws {
      let connector = try ServedConnector()
      try expectAll(
        in: connector.hiding + container, by: [binary.path, "watch"],
        from: "/run/pmon/connector.sock")
    }

    @Test("By --via, it does the same", arguments: containers)
    func isTold(container: [String]) throws {
      let connector = try ServedConnector()
      try expectAll(
        in: container, by: [binary.path, "watch", "--via", connector.path], from: connector.path)
    }

    @Test("In a network namespace the socket serves, and the kernel does not")
    func network() throws {
      let connector = try ServedConnector()
      let words = connector.hiding + ["unshare", "-n", binary.path, "watch", "-x", "--for", "0.1s"]
      let program = try Program(words)
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.error.text.contains("from /run/pmon/connector.sock"))
      let refused = try Program(words + ["--via", "kernel"])
      #expect(try refused.finish() == .exited(code: 3))
      #expect(refused.error.text.contains("child network namespace"))
    }

    @Test("pmon doctor finds it, and that it works", arguments: containers)
    func doctor(container: [String]) throws {
      let connector = try ServedConnector()
      let program = try Program(connector.hiding + container + [binary.path, "doctor"])
      #expect(try program.finish() == .exited(code: 0), "\(program.output.text)")
      #expect(program.output.text.contains("by its own ids"))
      #expect(program.output.text.contains("5 children with code 7, each came back"))
    }

    @Test("It ends with 3, at once, when the server does")
    func serverEnds() throws {
      var connector: ServedConnector? = try ServedConnector()
      let program = try Program.subscribed("watch", "-x", "--via", connector!.path)
      connector = nil
      #expect(try program.finish() == .exited(code: 3))
      #expect(program.error.text.contains("has ended; start pmond"))
    }

    /// Runs processes in a container beside `pmon`, and others outside of it meanwhile.
    private func expectAll(in container: [String], by pmon: [String], from source: String) throws {
      let words = ["sh", "-c", script, "sh"] + pmon + ["-e", "fork,exit,coredump", "--json"]
      let program = try Program(["timeout", "120"] + container + words)
      repeat {
        for _ in 0..<20 { _ = try ChildProcess(["/bin/sh", "-c", "exit 77"]).wait() }
        _ = try program.read(atMost: 1) { $0.output.text.contains("\npmon ") }
      } while !program.output.text.contains("\npmon ") && program.output.rawDescriptor >= 0
      #expect(try program.finish() == .exited(code: 0), "\(program.error.text)")
      let report = ContainerReport(program.output.lines)
      #expect(report.pmon == 0, "\(program.output.text.prefix(500))")
      #expect(report.text.contains("from \(source)"), "\(report.text)")
      #expect(report.ended.count == 1004)

      let missing = report.ended.filter { report.told[$0.key] == nil }
      #expect(UInt64(missing.count) <= report.lost, "\(missing)")
      #expect(report.lost < 100, "nearly all can be told")
      for (process, statuses) in report.told {
        #expect(statuses.count == 1, "\(process) died \(statuses.count) times")
        // Others are the container's own: what waits and looks.
        if let expected = report.ended[process] {
          // Whether a core is written is for the host to say.
          #expect(statuses.map { $0 & ~0x80 } == [expected])
        }
        #expect(!statuses.contains(77 << 8))
      }
      for (process, parent) in report.parents where report.ended[process] != nil {
        #expect(
          parent == 1 || parent == nil, "\(process) is a child of \(String(describing: parent))")
      }
    }
  }
}

/// What `container.sh` prints.
private struct ContainerReport {
  /// Wait statuses by process.
  var ended: [Int32: UInt32] = [:]
  var pmon: Int32?
  var text = ""
  var told: [Int32: [UInt32]] = [:]
  var parents: [Int32: Int32?] = [:]
  var lost: UInt64 = 0

  init(_ lines: [Substring]) {
    for line in lines {
      let words = line.split(separator: " ")
      if words.first == "ended", words.count == 3 {
        ended[Int32(words[1]) ?? 0] = UInt32(words[2])
      } else if words.first == "pmon", words.count == 2 {
        pmon = Int32(words[1])
      } else if let record = try? WatchRecord(line) {
        lost += record.lost?.count ?? 0
        guard let process = record.process, let exit = record.exit(of: process) else { continue }
        told[process.pid, default: []].append(exit)
        parents[process.pid] = process.parentPid
      } else {
        text += line + "\n"
      }
    }
  }
}

extension WatchRecord {
  /// The wait status where it is an exit.
  fileprivate func exit(of process: Process) -> UInt32? {
    event == "exit" ? process.exit?.rawStatus : nil
  }
}
