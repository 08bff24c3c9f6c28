import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable

/// A watch on its own: `LivingProbe FILTER [BUFFER]` prints `ready SOURCE`, a line for each action, and for each
/// line that it reads `cpu NANOSECONDS` with its counters; it ends with its input.
@main
enum LivingProbe {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let boot = BootID.current() else { return }
    let rule = GuardRule(
      name: "probe", match: try Filter(parsing: arguments[1]),
      plan: CleanupPlan(actions: [.command(["/bin/true"])]))
    var settings = LivingWatch.Settings(
      deliver: { actions in for action in actions { say(line(action)) } },
      fail: { say("failed \($0)") })
    // Nobody's descendants.
    settings.daemon = ProcessID(2)
    if arguments.count > 2, let bytes = UInt64(arguments[2]) {
      settings.limits.receiveBuffer = bytes
    }
    let watch = try LivingWatch(boot: boot, [rule], settings)
    if let source = await watch.nameSource() { say("ready \(source)") }
    while readLine() != nil {
      if let counters = await watch.counters() {
        say(
          "cpu \(Clocks.processCPU) matched \(counters.matched) told \(counters.told)"
            + " undecided \(counters.undecided) registered \(counters.registered)"
            + " withdrawn \(counters.withdrawn) lost \(counters.lost)"
            + " lost-records \(counters.lostRecords) rescans \(counters.rescans)")
      }
    }
    watch.stop()
  }

  private static func line(_ action: LivingAction) -> String {
    switch action {
    case .record(let death):
      "death \(death.process.process) \(death.process.startTicks) \(death.status?.rawValue ?? 0)"
        + " \(death.name ?? "-")"
    case .register(let registration):
      "register \(registration.process.process) \(registration.process.startTicks)"
    case .withdraw(let process, _): "withdraw \(process.process) \(process.startTicks)"
    case .undecided(let death, _): "undecided \(death.process) \(death.status.rawValue)"
    }
  }

  private static func say(_ line: String) {
    _ = try? Files.write(Array("\(line)\n".utf8).span, to: 1)
  }
}
