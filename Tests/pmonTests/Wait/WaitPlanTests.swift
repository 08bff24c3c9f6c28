import ProcessEvents
import Testing

@testable import pmon

@Suite("What wait ends with")
struct WaitPlanTests {
  private let first = ProcessID(10)
  private let second = ProcessID(20)

  @Test(
    "The number that a shell gives",
    arguments: [
      (.exited(code: 0), 0), (.exited(code: 255), 255), (.signaled(.kill), 137),
      (.signaled(.abort, coreDumped: true), 134), (nil, 111),
    ] as [(ProcessEvents.ExitStatus?, Int32)])
  func number(status: ProcessEvents.ExitStatus?, expected: Int32) {
    for any in [false, true] {
      var plan = WaitPlan([first], any: any)
      #expect(plan.result == nil)
      plan.take(first, status)
      #expect(plan.result == expected)
    }
  }

  @Test("All have to end, and the last one named decides")
  func all() {
    var plan = WaitPlan([second, first, second], any: false)
    plan.take(second, .exited(code: 2))
    #expect(plan.result == nil)
    plan.take(first, .exited(code: 1))
    #expect(plan.result == 2)
  }

  @Test("For any, the first to end decides")
  func any() {
    var plan = WaitPlan([first, second], any: true)
    plan.take(second, .exited(code: 2))
    #expect(plan.result == 2)
    plan.take(first, .exited(code: 1))
    #expect(plan.result == 2)
  }

  @Test("Who is not there counts where it was named last, or there is nobody else")
  func absent() {
    var plan = WaitPlan([first, second], any: false)
    plan.takeAbsent(first)
    #expect(plan.result == nil)
    plan.take(second, .exited(code: 2))
    #expect(plan.result == 2)

    plan = WaitPlan([first, second], any: false)
    plan.takeAbsent(second)
    plan.take(first, .exited(code: 1))
    #expect(plan.result == 127)

    plan = WaitPlan([first, second], any: true)
    plan.takeAbsent(first)
    #expect(plan.result == nil)
    plan.takeAbsent(second)
    #expect(plan.result == 127)
  }

  @Test("Whom it waits for, each once, of many the first few")
  func list() {
    var plan = WaitPlan([second, first, second], any: false)
    #expect(plan.waitingFor == "20, 10")
    plan.take(second, nil)
    #expect(plan.waitingFor == "10")
    let many = WaitPlan((1...12).map { ProcessID($0) }, any: false)
    #expect(many.waitingFor == "1, 2, 3, 4, 5, 6, 7, 8 and 4 more")
  }

  @Test("What is a process on the command line")
  func argument() {
    #expect(ProcessArgument(argument: "1")?.process == ProcessID(1))
    #expect(ProcessArgument(argument: "2147483647")?.process == ProcessID(.max))
    for text in ["0", "-1", "+1", "", "1x", "0x10", "1 ", "2147483648", "٣", "self"] {
      #expect(ProcessArgument(argument: text) == nil, "\(text)")
    }
  }
}
