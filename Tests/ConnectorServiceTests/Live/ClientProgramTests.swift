import ConnectorService
import Foundation
import KernelInterface
import TestSupport
import Testing

/// Programs for the kernel's connector that know nothing of this project, and those that show how to use its socket.
@Suite(
  "Programs at the connector's socket", .serialized,
  .enabled(if: Host.isServed && Host.isRoot, "only root makes namespaces everywhere"))
struct ClientProgramTests {
  private let workshop: Workshop
  private let path: String
  private let door: ConnectorDoor

  init() throws {
    workshop = try Workshop()
    path = workshop.folder + "/connector.sock"
    door = try ConnectorDoor(path)
  }

  /// What has a program meet this socket where it opens the kernel's.
  private func shim() throws -> [String] {
    let shim = try workshop.build(
      Workshop.program("connector_shim.c"), options: ["-shared", "-fPIC"])
    return ["env", "PMON_CONNECTOR=\(path)", "LD_PRELOAD=\(shim)"]
  }

  @Test(
    "The kernel keeps what the program for it relies on",
    .enabled(if: Host.connectorFilters, "this kernel has no filter of events"))
  func besideKernel() throws {
    let outcome = try workshop.run([try workshop.build(Workshop.program("kernel_client.c"))])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test("The socket keeps what a program for the kernel relies on", arguments: Place.allCases)
  func kernelProgram(place: Place) throws {
    let program = try workshop.build(Workshop.program("kernel_client.c"))
    let outcome = try workshop.run(place.prefix + shim() + [program])
    #expect(outcome.status == 0, "\(outcome.text)")
    door.close()
  }

  @Test(
    "The example in C tells how processes ended, by the ids where it is", arguments: Place.allCases)
  func inC(place: Place) throws {
    let program = try workshop.build(Workshop.example("c/connector_client.c"))
    try expectEnds("", of: [program, "--via", path], in: place)
  }

  @Test(
    "The example in Python does the same", .enabled(if: Workshop.has("python3"), "no python3"),
    arguments: Place.allCases)
  func inPython(place: Place) throws {
    let program = try workshop.copy(Workshop.example("python/connector_client.py"))
    try expectEnds("exit ", of: ["python3", program, "--via", path, "--abnormal"], in: place)
  }

  @Test("An example ends with the server, and says so", arguments: ["c", "python"])
  func serverEnds(language: String) throws {
    if language == "python" && !Workshop.has("python3") { try Test.cancel("no python3") }
    let words =
      language == "c"
      ? [try workshop.build(Workshop.example("c/connector_client.c"))]
      : ["python3", try workshop.copy(Workshop.example("python/connector_client.py"))]
    // It listens once it has told of something.
    let process = try workshop.start(words + ["--via", path])
    let end = Clocks.monotonic + 60_000_000_000
    while workshop.text("log").isEmpty, Clocks.monotonic < end, process.isRunning {
      _ = try ChildProcess(["/bin/sh", "-c", "exit 3"]).wait()
    }
    door.close()
    #expect(try process.finish() == 1)
    #expect(workshop.text("log").hasSuffix("the daemon has ended\n"))
  }

  @Test(
    "forkstat prints what happens",
    .enabled(if: Workshop.has("forkstat"), "forkstat is not installed: apt-get install forkstat"),
    arguments: [Place.root, .container, .nested, .rootless])
  func forkstat(place: Place) throws {
    let script = try workshop.copy(Workshop.program("forkstat.sh"))
    let outcome = try workshop.run(
      place.prefix + ["sh", script, workshop.folder] + shim()
        + ["forkstat", "-l", "-e", "fork,exec,exit"])
    #expect(outcome.status == 0, "\(outcome.text) \(workshop.text("out"))")
    door.close()
  }

  /// Has a program tell the ends of processes that are started beside it, while others die outside.
  private func expectEnds(_ prefix: String, of words: [String], in place: Place) throws {
    let script = try workshop.copy(Workshop.program("hear.sh"))
    let process = try workshop.start(
      place.prefix + ["sh", script, workshop.folder, prefix] + words)
    while process.isRunning { _ = try ChildProcess(["/bin/sh", "-c", "exit 77"]).wait() }
    #expect(try process.finish() == 0, "\(workshop.text("log")) \(workshop.text("out"))")
    if !place.hearsAll { #expect(!workshop.text("out").contains("code 77")) }
    door.close()
  }
}
