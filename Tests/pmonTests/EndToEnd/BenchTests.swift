import CLinux
import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@testable import pmon

extension EndToEnd {
  @Suite("bench")
  struct BenchTests {
    private struct Report: Decodable {
      struct Row: Decodable {
        struct Spread: Decodable {
          var values: [Double]
        }
        struct Latency: Decodable {
          var p50, p99, max, count: UInt64
        }
        var name: String
        var skipped: String?
        var servedBy: String?
        var cpuMs, events: Spread?
        var missing, lost: UInt64?
        var latencyNs: Latency?
      }
      struct Ratio: Decodable {
        var name: String
        var cpu, p50: Row.Spread?
      }
      var rounds: Int
      var end: String
      var rows: [Row]
      var toReference: [Ratio]
    }

    private static let arguments = [
      "bench", "--processes", "60", "--runs", "2", "--json", "--rows",
      "exits,forks-exits,forks-exits-execs,everything,abnormal,filter,deaths,exits-at-once,all-at-once,"
        + "processes,processes-20ms,processes-at-once,c-epoll,c-batch,pidfd,scan",
    ]

    /// Of 60 processes, every twentieth ends with code 3, and as many by a signal.
    private static let truth: [String: Double] = [
      "exits": 60, "forks-exits": 120, "forks-exits-execs": 180, "everything": 180, "abnormal": 6,
      "filter": 3, "deaths": 6, "exits-at-once": 60, "all-at-once": 180, "pidfd": 60,
      "processes": 180, "processes-20ms": 180, "processes-at-once": 180, "c-epoll": 180,
      "c-batch": 180,
    ]

    private func expectTruth(_ program: Program) throws {
      #expect(try program.finish() == .exited(code: 0), "\(program.error.text)")
      let report = try JSONDecoder.ofOutput.decode(Report.self, from: Data(program.output.bytes))
      #expect(report.rounds == 2 && report.end == "complete")
      for (name, expected) in Self.truth {
        let row = try #require(report.rows.first { $0.name == name })
        #expect(row.skipped == nil, "\(name)")
        // What the machine's other work has pushed out of a small buffer is known to be missing.
        let seen = try #require(row.events).values.reduce(0, +)
        #expect(seen + Double(row.missing ?? 0) == 2 * expected, "\(name): \(row)")
        #expect((row.missing ?? 0) <= (row.lost ?? 0), "\(name): \(row)")
        #expect(try #require(row.cpuMs).values.allSatisfy { $0 > 0 })
        if name != "pidfd" {
          let latency = try #require(row.latencyNs)
          #expect(Double(latency.count) == seen)
          #expect(latency.p50 <= latency.p99 && latency.p99 <= latency.max && latency.p50 > 0)
        }
      }
      #expect(
        Set(report.toReference.map(\.name)) == [
          "forks-exits-execs", "everything", "all-at-once", "processes", "processes-20ms",
          "processes-at-once", "c-batch",
        ])
      for ratio in report.toReference {
        #expect(try #require(ratio.cpu).values.allSatisfy { $0 > 0 })
        #expect(try #require(ratio.p50).values.count == 2)
      }
      let scans = report.rows.filter { $0.name.hasPrefix("scan-") }
      #expect(!scans.isEmpty)
      for scan in scans where scan.skipped == nil {
        #expect(try #require(scan.events).values.allSatisfy { $0 > 60 })
      }
    }

    @Test("Each row counts what the load did")
    func own() throws {
      try expectTruth(try Program([PmonBinary.path] + Self.arguments + ["--quick"]))
    }

    @Test(
      "The same for an ordinary user",
      .enabled(if: Host.isRoot, "only root can become nobody"),
      .enabled(if: Host.connectorFilters, "before Linux 6.6 the kernel serves root only"))
    func nobody() throws {
      let binary = try BinaryForOthers()
      let command = ([binary.path] + Self.arguments + ["--quick"]).joined(separator: " ")
      try expectTruth(try Program(["su", "nobody", "-s", "/bin/sh", "-c", "exec \(command)"]))
    }

    @Test("Interrupted, it tells what there is, and leaves nobody behind")
    func interrupted() throws {
      let plot = FileManager.default.temporaryDirectory.path() + "bench-\(HostFacts.processID).svg"
      defer { try? FileManager.default.removeItem(atPath: plot) }
      let bench = try Program([
        PmonBinary.path, "bench", "--processes", "200", "--runs", "1000", "--rows", "exits",
        "--plot", plot,
      ])
      #expect(try bench.read { $0.error.text.contains("round 2 ") })
      let children = try children(of: bench.id)
      #expect(!children.isEmpty)
      bench.send(signal: SIGINT)
      #expect(try bench.finish() == .exited(code: 0))
      #expect(bench.output.text.contains("It was interrupted"))
      #expect(bench.output.text.contains("\nexits "))
      let drawing = try String(contentsOfFile: plot, encoding: .utf8)
      #expect(drawing.hasPrefix("<svg ") && drawing.hasSuffix("</svg>\n"))
      try expectGone(children)
    }

    @Test("Killed, it leaves nobody behind either")
    func killed() throws {
      let bench = try Program([
        PmonBinary.path, "bench", "--processes", "200", "--runs", "1000", "--rows", "exits",
      ])
      #expect(try bench.read { $0.error.text.contains("round 1 ") })
      let children = try children(of: bench.id)
      #expect(!children.isEmpty)
      bench.send(signal: SIGKILL)
      #expect(try bench.finish() == .signaled(.kill))
      try expectGone(children)
    }

    @Test(
      "Wrong requests are refused",
      arguments: [
        ["--processes", "0"], ["--rows", "nonsense"], ["--plot", "x.gif"],
        ["--json", "--markdown"],
      ])
    func refusals(options: [String]) throws {
      let bench = try Program([PmonBinary.path, "bench"] + options)
      #expect(try bench.finish() == .exited(code: 2))
      #expect(bench.output.text.isEmpty)
    }

    @Test(
      "A picture is drawn by the program for it",
      .enabled(if: PictureConverter() != nil, "rsvg-convert is not installed"))
    func picture() throws {
      let plot = FileManager.default.temporaryDirectory.path() + "bench-\(HostFacts.processID).png"
      defer { try? FileManager.default.removeItem(atPath: plot) }
      let bench = try Program([
        PmonBinary.path, "bench", "--processes", "20", "--runs", "1", "--rows", "exits", "--plot",
        plot,
      ])
      #expect(try bench.finish() == .exited(code: 0), "\(bench.error.text)")
      let picture = try Data(contentsOf: URL(filePath: plot))
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 1000)
    }

    @Test("Without that program a picture is refused before anything is measured")
    func noPicture() throws {
      let bench = try Program(
        ["/usr/bin/env", "PATH=/nowhere", PmonBinary.path, "bench", "--plot", "x.png"])
      #expect(try bench.finish() == .exited(code: 2))
      #expect(bench.error.text.contains("librsvg2-bin") && bench.output.text.isEmpty)
    }

    @Test("A picture that cannot be written is refused before anything is measured")
    func badPlot() throws {
      let bench = try Program([PmonBinary.path, "bench", "--plot", "/nonexistent/x.svg"])
      #expect(try bench.finish() == .exited(code: 1))
      #expect(bench.error.lines.count == 1)
      #expect(bench.error.text.hasPrefix("pmon: /nonexistent/x.svg cannot be written: ENOENT "))
      #expect(bench.output.text.isEmpty)
    }

    @Test("Where writing the picture fails, the table has been printed")
    func fullPlot() throws {
      let plot = FileManager.default.temporaryDirectory.path() + "full-\(HostFacts.processID).svg"
      try FileManager.default.createSymbolicLink(
        atPath: plot, withDestinationPath: "/dev/full")
      defer { try? FileManager.default.removeItem(atPath: plot) }
      let bench = try Program([
        PmonBinary.path, "bench", "--processes", "20", "--runs", "1", "--rows", "exits", "--plot",
        plot,
      ])
      #expect(try bench.finish() == .exited(code: 1))
      #expect(bench.output.text.contains("\nexits "))
      #expect(
        bench.error.lines.last?.hasPrefix("pmon: \(plot) cannot be written: ENOSPC ") == true)
    }

    @Test("What was in the file stays until there is a picture, and who may read it the umask says")
    func replacedPlot() throws {
      let plot = FileManager.default.temporaryDirectory.path() + "old-\(HostFacts.processID).svg"
      defer { try? FileManager.default.removeItem(atPath: plot) }
      let old = String(repeating: "old", count: 100_000)
      try old.write(toFile: plot, atomically: false, encoding: .utf8)
      let arguments = "bench --processes 20 --runs 1000 --rows exits --plot \(plot)"
      let killed = try Program([PmonBinary.path] + arguments.split(separator: " ").map(String.init))
      #expect(try killed.read { $0.error.text.contains("round 1 ") })
      killed.send(signal: SIGKILL)
      _ = try killed.finish()
      #expect(try String(contentsOfFile: plot, encoding: .utf8) == old)

      let once = arguments.replacing("1000", with: "1")
      let script = "umask 027; exec \(PmonBinary.path) \(once)"
      #expect(try Program(["/bin/sh", "-c", script]).finish() == .exited(code: 0))
      #expect(try String(contentsOfFile: plot, encoding: .utf8).hasSuffix("</svg>\n"))
      try FileManager.default.removeItem(atPath: plot)
      #expect(try Program(["/bin/sh", "-c", script]).finish() == .exited(code: 0))
      var status = stat()
      #expect(unsafe stat(plot, &status) == 0 && status.st_mode & 0o777 == 0o640)
    }

    private func children(of process: Int32) throws -> [ProcessIdentityInTicks] {
      var children: [ProcessIdentityInTicks] = []
      try ProcessList.visit { id in
        guard let stat = ProcessStat(process: id), stat.parent == process else { return }
        children.append(ProcessIdentityInTicks(process: id, start: stat.start))
      }
      return children
    }

    private func expectGone(_ processes: [ProcessIdentityInTicks]) throws {
      let end = Clocks.monotonic + 30_000_000_000
      for process in processes {
        while let stat = ProcessStat(process: process.process), stat.start == process.start,
          stat.state != UInt8(ascii: "Z"), Clocks.monotonic < end
        { usleep(10_000) }
        let left = ProcessStat(process: process.process)
        #expect(
          left == nil || left?.start != process.start || left?.state == UInt8(ascii: "Z"),
          "\(process.process)")
      }
    }

    private struct ProcessIdentityInTicks {
      let process: Int32
      let start: ClockTicks
    }
  }
}
