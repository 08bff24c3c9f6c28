import KernelInterface
import Logging
import MonitorService
import ProcessMonitor
import Synchronization

/// The daemon, which kills itself at one of the journal's steps, and again after each start until it has done so often
/// enough: `CrashProbe --config FILE SEED LIVES PREFIX`.
///
/// Each kill leaves an empty file: the prefix and its number. Every life ends at the next of the steps in turn.
@main
enum CrashProbe {
  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 6, let seed = UInt64(words[3]), let lives = Int(words[4]) else {
      ProcessActions.end(code: 2)
    }
    let (configuration, path) = try MonitorConfiguration.load(path: words[2])
    let (store, kept) = try DescriptorKeeper.begin(longestPause: 50_000_000)
    let prefix = words[5]
    var life = 0
    while (try? Files.text(of: "\(prefix)\(life)", limit: 1)) != nil { life += 1 }
    let steps = JournalStep.allCases
    let step = steps[life % steps.count]
    // Those of the start come but once.
    let isOfStart = step.rawValue <= JournalStep.recovered.rawValue
    let rest = Mutex(isOfStart ? 1 : 1 + (seed &+ UInt64(life) &* 7) % 12)
    let daemon = try MonitorDaemon(
      configuration, configurationPath: words[2], loadedPath: path,
      keeping: .keeper(store, kept),
      logger: Logger(label: "CrashProbe") { _ in StandardErrorLog(level: .notice) }
    ) { [life] found in
      guard found == step, life < lives else { return }
      let isTime = rest.withLock { rest in
        rest -= 1
        return rest == 0
      }
      guard isTime else { return }
      try? Files.createPrivate("\(prefix)\(life)")
      ProcessActions.send(signal: 9, to: HostFacts.processID)
      while true { ProcessActions.sleep(milliseconds: 1000) }
    }
    daemon.runToEnd()
  }
}
