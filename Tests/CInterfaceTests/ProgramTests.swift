import ProcessEvents
import TestSupport
import Testing

/// C programs that check by themselves what the header promises.
@Suite("C programs", .serialized)
struct ProgramTests {
  private static let isServed: ConditionTrait = .enabled(
    if: Host.isServed, "the kernel does not serve this process")

  private func expectSuccess(_ outcome: Outcome) {
    #expect(outcome.status == .exited(code: 0), "\(outcome.error)")
    #expect(outcome.error == "")
  }

  @Test("Wrong arguments are refused with a text, and harm nothing", Library.isBuilt, isServed)
  func hostile() throws {
    expectSuccess(try Workshop().build("hostile").run())
  }

  @Test(
    "Each death is told once, with its status, by any size of the array", Library.isBuilt, isServed,
    arguments: [["64"], ["1"], ["3", "immediate"]])
  func deliver(arguments: [String]) throws {
    let program = try Workshop().build("deliver")
    expectSuccess(try program.workshop.run([program.path] + arguments))
  }

  @Test("An ordinary user is told the same", Library.isBuilt, isServed)
  func ordinaryUser() throws {
    let program = try Workshop().build("deliver")
    guard Host.isRoot, Host.connectorFilters else { return expectSuccess(try program.run()) }
    expectSuccess(
      try program.workshop.run(["su", "nobody", "-s", "/bin/sh", "-c", "exec \(program.path) 64"]))
  }

  @Test("Each kind comes with its fields, and a filter can be exchanged", Library.isBuilt, isServed)
  func kinds() throws {
    expectSuccess(try Workshop().build("kinds").run())
  }

  @Test("Losses are told in their place", Library.isBuilt, isServed)
  func lose() throws {
    expectSuccess(try Workshop().build("lose").run())
  }

  @Test(
    "A plugin leaves signals, threads and descriptors alone, and survives fork and dlclose",
    Library.isBuilt, isServed)
  func guest() throws {
    let program = try Workshop().build("guest")
    let outcome = try program.run("\(program.workshop.folder)/libpmon.so.0")
    expectSuccess(outcome)
    #expect(outcome.output == "")
  }

  @Test(
    "Waits end by time, signal and event, and the descriptor alone is enough", Library.isBuilt,
    isServed)
  func wait() throws {
    expectSuccess(try Workshop().build("wait").run())
  }

  @Test(
    "Descriptors and memory stay when a thousand are opened and closed", Library.isBuilt, isServed)
  func repeating() throws {
    expectSuccess(try Workshop().build("repeat").run("1000"))
  }

  @Test("Several threads have a handle each, with small stacks", Library.isBuilt, isServed)
  func crowd() throws {
    expectSuccess(try Workshop().build("crowd").run())
  }

  @Test(
    "Valgrind finds no memory misused or lost", Library.isBuilt, isServed,
    .enabled(if: Library.has("valgrind"), "valgrind is not installed: apt-get install valgrind"),
    arguments: [["hostile"], ["repeat", "20"]])
  func memory(arguments: [String]) throws {
    let program = try Workshop().build(arguments[0])
    let valgrind = [
      "valgrind", "--quiet", "--error-exitcode=9", "--leak-check=full",
      "--errors-for-leak-kinds=definite", "--show-leak-kinds=definite",
    ]
    // It warns of system calls that are newer than it.
    let outcome = try program.workshop.run(valgrind + [program.path] + arguments.dropFirst())
    #expect(outcome.status == .exited(code: 0), "\(outcome.error)")
  }
}
