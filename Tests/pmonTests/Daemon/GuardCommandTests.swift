import KernelInterface
import PlainData
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import pmon

/// The built binary against a scripted daemon.
@Suite("Commands that register")
struct GuardCommandTests {
  @Test("A registration's process, guard, terms and clean-up are sent as they are given")
  func add() throws {
    let daemon = try DaemonSamples.daemon()
    let process = HostFacts.processID
    let ending = try Ending.of(
      "guard add", "\(process)", "--guard", "locks", "--token", "s1", "--on", "code == 3",
      "--on-unknown", "report", "--remove-files", "/tmp/x.{pid}", "--remove-files", "/tmp/y",
      "--remove-shared-memory", "--remove-shared-memory-named", "b-{token}", "--end-orphans",
      "--post", "unix:/s:/p", "--time-limit", "1m30s", "--attempts", "7", "--user", "nobody", "--",
      "sh", "-c", "--json \"x\"", asking: daemon)
    #expect(ending.status == .exited(code: 0), "\(ending.error)")
    #expect(ending.output == "\(DaemonSamples.boot)/4711/812345/locks\n")
    let request = try #require(daemon.requests.first)
    #expect(request.line == "POST /v1/registrations")
    let ticks = try #require(ProcessStat(process: process)).start.rawValue
    let shell = try #require(CommandSearch.find("sh", path: HostFacts.environment("PATH")))
    #expect(
      request.body
        == #"{"process":{"pid":\#(process),"start_ticks":\#(ticks)},"guard":{"name":"locks","token":"s1"},"#
        + #""on":"code == 3","on_unknown":"report","cleanup":{"actions":[{"end_orphans":null},"#
        + #"{"command":["\#(shell)","-c","--json \"x\""]},{"remove_files":"/tmp/x.{pid}"},"#
        + #"{"remove_files":"/tmp/y"},{"remove_shared_memory":null},"#
        + #"{"remove_shared_memory":"b-{token}"},{"post":"unix:/s:/p"}],"user":"nobody","#
        + #""time_limit":"90000ms","attempts":7}}"#)
  }

  @Test("Without a process the one that has started pmon is registered")
  func addParent() throws {
    let daemon = try DaemonSamples.daemon()
    let ending = try Ending.of("guard add", "--guard", "locks", "--json", asking: daemon)
    #expect(ending.output == DaemonSamples.registrations[0] + "\n")
    let body = try JSONParser.parse(Array(try #require(daemon.requests.first).body.utf8))
    #expect(body["process", "pid"]?.number() == HostFacts.processID)
    #expect(body["cleanup"] == nil)
    #expect(body["on"] == nil)
  }

  @Test("A registration is withdrawn by id, with or without the boot, or by process and guard")
  func remove() throws {
    let daemon = try DaemonSamples.daemon()
    let boot = try #require(BootID.current())
    for arguments in [[DaemonSamples.id], ["1/2/x"], ["--pid", "1", "--guard", "x"]] {
      let ending = try Ending(
        ["guard", "rm", "--socket", daemon.path] + arguments)
      #expect(ending.status == .exited(code: 0), "\(ending.error)")
      #expect(ending.output + ending.error == "")
    }
    #expect(
      daemon.lines == [
        "DELETE /v1/registrations/\(DaemonSamples.id)", "DELETE /v1/registrations/\(boot)/1/2/x",
        "DELETE /v1/registrations?pid=1&guard=x",
      ])
  }

  @Test("guard list asks for what it is to list")
  func list() throws {
    let daemon = try DaemonSamples.daemon()
    let ending = try Ending.of("guard list", "--pid", "4711", "--guard", "locks", asking: daemon)
    #expect(ending.lines.count == 3)
    #expect(daemon.lines == ["GET /v1/registrations?pid=4711&guard=locks&limit=1000"])
  }
}
