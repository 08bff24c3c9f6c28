import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@Suite("Examples in C and Python", .serialized)
struct ExampleTests {
  private static let isServed: ConditionTrait = .enabled(
    if: Host.isServed, "the kernel does not serve this process")
  private static let hasPython: ConditionTrait = .enabled(
    if: Library.has("python3"), "python3 is not installed")

  private static let examples = Library.repository.appending(path: "Examples")

  private func c(_ workshop: Workshop) throws -> [String] {
    [
      try workshop.build(ExampleTests.examples.appending(path: "c/deaths.c"), named: "deaths").path
    ]
  }

  private func python(_ workshop: Workshop) throws -> [String] {
    let file = "\(workshop.folder)/deaths.py"
    try FileManager.default.copyItem(
      atPath: ExampleTests.examples.appending(path: "python/deaths.py").path(), toPath: file)
    return ["env", "LD_LIBRARY_PATH=\(workshop.folder)", "python3", file]
  }

  /// Runs it while children die in known ways, and ends it by a signal.
  private func expectDeaths(
    of command: [String], in workshop: Workshop, endedBy signal: Int32
  ) throws {
    let program = try workshop.start(command)
    let isReady = try program.wait { $0.error.contains("\n") }
    #expect(isReady && program.error == "deaths: watching\n", "\(program.error)")
    var expected: [String] = []
    for (script, end) in [
      ("exit 3", "code 3"), ("kill -9 $$", "signal 9 (Killed)"),
      ("kill -TERM $$", "signal 15 (Terminated)"),
    ] {
      let child = try ChildProcess(["/bin/sh", "-c", script])
      _ = try child.wait()
      expected.append("\(child.id) \(end)")
    }
    let fine = try ChildProcess(["/bin/true"])
    _ = try fine.wait()
    let areTold = try program.wait { program in expected.allSatisfy(program.output.contains) }
    #expect(areTold, "\(expected) are not in \(program.output)")
    try program.child.send(signal: signal)
    let outcome = try program.finish()
    #expect(outcome.status == .exited(code: 0))
    #expect(outcome.error == "deaths: watching\n")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    for line in expected { #expect(lines.count { $0 == line } == 1, "\(line)") }
    #expect(!lines.contains { $0.hasPrefix("\(fine.id) ") })
  }

  private func expectRefusals(of command: [String], in workshop: Workshop) throws {
    let mistake = try workshop.run(command + ["exit and exot"])
    #expect(mistake.status == .exited(code: 2))
    #expect(
      mistake.error
        == "deaths: unknown word \"exot\"; did you mean \"exit\"?\n  exit and exot\n           ^~~~\n"
    )
    let unknown = try workshop.run(command + ["exit and exe == /bin/sh"])
    #expect(unknown.status == .exited(code: 3))
    #expect(unknown.error == "deaths: events do not tell what the filter asks for: exe\n")
  }

  @Test("The one in C tells deaths, and ends well by SIGINT", Library.isBuilt, isServed)
  func inC() throws {
    let workshop = try Workshop()
    let command = try c(workshop)
    try expectDeaths(of: command, in: workshop, endedBy: 2)
    try expectRefusals(of: command, in: workshop)
  }

  @Test("The one in Python does the same", Library.isBuilt, isServed, hasPython)
  func inPython() throws {
    let workshop = try Workshop()
    let command = try python(workshop)
    try expectDeaths(of: command, in: workshop, endedBy: 15)
    try expectRefusals(of: command, in: workshop)
  }

  @Test("The manual's example compiles, and so does the header's", Library.isBuilt)
  func manual() throws {
    let page = Library.repository.appending(path: "Documentation/man/man3/libpmon.3")
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let start = try #require(text.firstRange(of: "#include <err.h>"))
    let end = try #require(text[start.lowerBound...].firstRange(of: ".Ed"))
    let program = text[start.lowerBound..<end.lowerBound]
      .replacing("\\e", with: "\\").replacing("\\-", with: "-")
    let workshop = try Workshop()
    let file = URL(filePath: "\(workshop.folder)/manual.c")
    try Data(program.utf8).write(to: file)
    _ = try workshop.build(file, named: "manual")

    let header = String(decoding: try Data(contentsOf: Library.header), as: UTF8.self)
    let first = try #require(header.firstRange(of: " *   struct pmon *monitor;\n"))
    let last = try #require(header.firstRange(of: " *   pmon_close(monitor);\n"))
    let body = header[first.lowerBound..<last.upperBound].split(separator: "\n")
      .map { $0.dropFirst(2) }.joined(separator: "\n")
    try Data(
      """
      #include <err.h>
      #include <pmon.h>
      static void handle(const struct pmon_event *events, int count) { (void)events, (void)count; }
      int main(void) {
      \(body)
      return 0;
      }

      """.utf8
    ).write(to: file)
    _ = try workshop.build(file, named: "header")
  }

  @Test("Python has the header's layout", Library.isBuilt, hasPython)
  func layout() throws {
    let workshop = try Workshop()
    _ = try python(workshop)
    let script =
      "import sys; sys.path.insert(0, \"\(workshop.folder)\"); import deaths, ctypes; "
      + "[print(\"pmon_event.\" + n, getattr(deaths.Event, n).offset) for n, _ in deaths.Event._fields_]; "
      + "print(\"pmon_event\", ctypes.sizeof(deaths.Event))"
    let inPython = try workshop.run(["python3", "-B", "-c", script])
    let inC = try workshop.build("layout").run()
    let lines = inC.output.split(separator: "\n").filter { $0.hasPrefix("pmon_event") }
    #expect(inPython.output.split(separator: "\n") == lines, "\(inPython.error)")
  }
}
