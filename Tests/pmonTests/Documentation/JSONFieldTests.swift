import CLinux
import EventRendering
import FoundationEssentials
import KernelInterface
import PlainData
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessConnector
@testable import pmon

@Suite("Fields of JSON")
struct JSONFieldTests {
  /// Descriptions in which everything is known, not certain, or unknown.
  private static var descriptions: [ProcessDescription?] {
    var known = ProcessDescription(process: ProcessID(3019))
    known.start = .known(KernelInstant(nanoseconds: 500_000_000))
    known.isStartExact = true
    known.name = .known(CommandName("bash"))
    known.executable = .known("/usr/bin/bash")
    known.arguments = .known(["bash", "-c", "exit 3"])
    known.userID = .known(0)
    known.userName = "root"
    let container = String(repeating: "0123456789abcdef", count: 4)
    known.controlGroup = .known("/system.slice/docker-\(container).scope")
    known.outOfMemory = .kernelLog
    var stale = known
    stale.start = known.start.asStale
    stale.isStartExact = false
    stale.name = known.name.asStale
    stale.executable = known.executable.asStale
    stale.arguments = known.arguments.asStale
    stale.userID = known.userID.asStale
    stale.controlGroup = known.controlGroup.asStale
    stale.outOfMemory = .controlGroup
    return [nil, known, stale, ProcessDescription(process: ProcessID(3019))]
  }

  @Test("watch prints every field that is documented, and no other")
  func watch() throws {
    let fields = try JSONFields(ofCommand: "watch")
    var renderer = JSONRenderer(clock: Samples.clock)
    var seen: Set<String> = []
    for element in Samples.all {
      for description in JSONFieldTests.descriptions {
        var line: [UInt8] = []
        renderer.render(ProcessElement(element, process: description), into: &line)
        let text = String(decoding: line, as: UTF8.self)
        #expect(try fields.undocumented(in: text) == [], "\(text)")
        seen.formUnion(try JSONFields.leaves(of: text).map(\.path))
      }
    }
    #expect(fields.paths.subtracting(seen) == [], "documented, but never printed")
  }

  @Test("stat prints every field that is documented, and no other")
  func stat() throws {
    let fields = try JSONFields(ofCommand: "stat")
    var tally = Tally()
    for element in Samples.all { tally.add(element) }
    let before = Snapshot(counters: ConnectorCounters(), cpu: 0, time: 0)
    let after = Snapshot(counters: ConnectorCounters(), cpu: 1_234_567, time: 2_000_000_000)
    let line = StatReport(tally, from: before, to: after).json
    let name = { (path: String) in path.hasPrefix("events.") ? "events.KIND" : path }
    #expect(try fields.undocumented(in: line, name: name) == [])
    #expect(fields.paths == Set(try JSONFields.leaves(of: line).map { name($0.path) }))
  }

  @Test("wait prints every field that is documented, and no other")
  func wait() throws {
    let fields = try JSONFields(ofCommand: "wait")
    var report = WaitReport(isJSON: true, clock: Samples.clock)
    var line: [UInt8] = []
    let status = ExitStatus(rawValue: 3 << 8)
    report.render(
      EndedProcess(process: ProcessID(3019), status: status, time: Samples.instant), into: &line)
    let text = String(decoding: line, as: UTF8.self)
    #expect(try fields.undocumented(in: text) == [], "\(text)")
    #expect(fields.paths == Set(try JSONFields.leaves(of: text).map(\.path)))
  }

  @Test("bench prints every field that is documented, and no other")
  func bench() throws {
    let fields = try JSONFields(ofCommand: "bench")
    let line = BenchSamples.results.json
    let name = { (path: String) in
      guard !path.contains("latency_ns"), let dot = path.lastIndex(of: ".") else { return path }
      let isStatistic = ["median", "min", "max", "values[]"].contains(
        String(path[dot...].dropFirst()))
      return isStatistic ? path[...dot] + "STATISTIC" : path
    }
    #expect(try fields.undocumented(in: line, name: name) == [])
    #expect(fields.paths == Set(try JSONFields.leaves(of: line).map { name($0.path) }))
  }

  @Test("doctor prints every field that is documented, and no other")
  func doctor() throws {
    let fields = try JSONFields(ofCommand: "doctor")
    let line = Examination.perform().json
    let name = { (path: String) in
      path.firstIndex(of: ".").map { "SUBJECT" + path[$0...] } ?? path
    }
    #expect(try fields.undocumented(in: line, name: name) == [])
    #expect(fields.paths == Set(try JSONFields.leaves(of: line).map { name($0.path) }))
  }

  @Test("Each subject of doctor's is documented")
  func doctorSubjects() throws {
    let examination = Examination.perform()
    #expect(examination.findings.contains { $0.subject == "hub" })
    let section = try JSONFields.section(ofCommand: "doctor")
    for finding in examination.findings {
      #expect(section.contains("`\(finding.subject)`"), "\(finding.subject)")
    }
  }
}

extension JSONFieldTests {
  /// Compares samples of the daemon's answers, as they are printed, with a section.
  private func expect(
    _ command: String, _ samples: [String], name: (String) -> String = { $0 }
  ) throws {
    let fields = try JSONFields(ofCommand: command)
    var seen: Set<String> = []
    for sample in samples {
      let line = String(
        decoding: try JSONParser.parse(Array(sample.utf8)).json, as: UTF8.self)
      #expect(try fields.undocumented(in: line, name: name) == [], "\(line)")
      seen.formUnion(try JSONFields.leaves(of: line).map { name($0.path) })
    }
    #expect(fields.paths.subtracting(seen) == [], "documented, but never printed")
  }

  @Test("deaths prints every field that is documented, and no other")
  func deaths() throws { try expect("deaths", DaemonSamples.deaths + [DaemonSamples.history]) }

  @Test("guard list prints every field that is documented, and no other")
  func registrations() throws { try expect("guard list", DaemonSamples.registrations) }

  @Test("status prints every field that is documented, and no other")
  func status() throws {
    try expect("status", [DaemonSamples.status, DaemonSamples.badStatus]) { path in
      path.hasPrefix("cleanups.") && path != "cleanups.running" ? "cleanups.STATE" : path
    }
  }

  @Test("status documents what the API's description has, and no other")
  func statusSchema() throws {
    let file = Repository.folder.appending(path: "Sources/MonitorService/openapi.json")
    let document = try JSONParser.parse(Array(try Data(contentsOf: file)))
    let schema = try #require(document["components"]?["schemas"]?["Status"])
    let paths = JSONFieldTests.leaves(ofSchema: schema).map { path in
      path.hasPrefix("cleanups.") && path != "cleanups.running" ? "cleanups.STATE" : path
    }
    #expect(try JSONFields(ofCommand: "status").paths == Set(paths))
  }

  private static func leaves(ofSchema schema: PlainValue, at path: String = "") -> [String] {
    guard case .mapping(let members)? = schema["properties"] else { return [path] }
    return members.flatMap { member in
      leaves(ofSchema: member.value, at: path.isEmpty ? member.key : "\(path).\(member.key)")
    }
  }
}

extension EndToEnd {
  @Suite("Fields of JSON, as the running kernel's events make them")
  struct JSONFieldTests {
    @Test(
      "Each field of each line is documented",
      arguments: [
        [], ["--args", "--user", "--cgroup", "--exe"], ["--threads", "--no-names"],
        ["--receive-buffer", "1KiB"],
      ])
    func watch(options: [String]) throws {
      let watch = try Program(
        [PmonBinary.path, "watch", "-e", "all", "--json"] + options)
      #expect(try watch.read { $0.error.text.contains("\n") })
      watch.send(signal: SIGSTOP)
      _ = try EndedChild.mixed(20)
      watch.send(signal: SIGCONT)
      let last = try EndedChild("exit 3")
      // Either the last death is told, or that something was lost.
      let isTold = try watch.read { watch in
        watch.output.lines.contains { line in
          line.contains("\"event\":\"lost\"")
            || line.contains("\"pid\":\(last.process),") && line.contains("\"code\":3")
        }
      }
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))
      #expect(isTold, "\(watch.error.text)")
      let fields = try JSONFields(ofCommand: "watch")
      // A signal that finds the pipe full cuts the last line off.
      let lines = watch.output.lines.dropLast(watch.output.bytes.last == 0x0A ? 0 : 1)
      #expect(!lines.isEmpty)
      for line in lines {
        let undocumented = try? fields.undocumented(in: line)
        #expect(undocumented == [], "\(line)")
      }
    }
  }
}
