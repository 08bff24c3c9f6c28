import KernelInterface
import Measurements
import ProcessEvents

/// The parts that every event goes through, against what each may take: `make bench-hot-path`.
///
///     HotPath PMON                    measures, with pmon's binary for what only a process can show
///     HotPath --fixed PART PASSES     does the same work every time, for counting instructions
///     HotPath --live EVENTS           reads so many events from the kernel, for counting allocations
///     HotPath --rename EVENTS         is the child that makes these events
///     HotPath --capture FILE EVENTS   writes the same capture every time
@main
struct HotPath {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("--fixed", 3):
      guard let part = Part.all.first(where: { $0.name == arguments[1] }),
        let passes = Int(arguments[2])
      else { return usage() }
      print(part.perform(passes: passes))
    case ("--live", 2):
      guard let events = Int(arguments[1]) else { return usage() }
      print(try LiveReading.perform(events))
    case ("--rename", 2):
      for _ in 0..<(Int(arguments[1]) ?? 0) { try ProcessActions.rename("hot-path") }
    case ("--capture", 3):
      guard let events = Int(arguments[2]) else { return usage() }
      try FixedCapture.write(events, to: arguments[1])
    case (let pmon?, 1) where !pmon.hasPrefix("-"):
      try measure(PmonBinary(path: pmon))
    default: usage()
    }
  }

  private static func usage() {
    print("usage: HotPath PMON | --fixed PART PASSES | --live EVENTS | --capture FILE EVENTS")
    ProcessActions.end(code: 2)
  }

  private static func measure(_ pmon: PmonBinary) throws {
    print("Linux \(HostFacts.kernelRelease), \(HostFacts.processorCount) CPUs\n")
    print("| part | budget | median (lowest to highest) |")
    print("|---|---|---|")
    for part in Part.all { report(part.title, part.budget, part.measure()) }
    report("JSON lines a second, from a capture", "1,000,000", try pmon.measureLines())
    report("start of `watch -x` to its first event, ms", "15", try pmon.measureStart())
    let idle = try pmon.measureIdleness()
    print("| idle `watch -x`, wake-ups in 3 s | 0 | \(idle) |")
  }

  private static func report(_ title: String, _ budget: String, _ samples: Samples) {
    print("| \(title) | \(budget) | \(samples.summary) |")
  }
}
