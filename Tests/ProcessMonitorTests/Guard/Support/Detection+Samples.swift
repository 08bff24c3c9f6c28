import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable
import Testing

func bootID() throws -> BootID { try #require(BootID.current()) }

extension Detector.Settings {
  /// Hands over what is told, and holds at most some processes by descriptor.
  init(_ told: Told, held: Int?) {
    self.init(
      deliver: { told.add($0) }, fail: { Issue.record("the detector failed: \($0)") })
    limits.resyncInterval = 1000
    limits.heldProcesses = held
    limits.unsettledMemory = 1 << 20
  }
}

extension Registration {
  init(of child: ChildProcess, _ trigger: GuardTrigger = .abnormal) throws {
    let process = try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: bootID()))
    self.init(
      process: process,
      terms: GuardTerms(
        guardName: "test", trigger: trigger, plan: CleanupPlan(actions: [.endOrphans])),
      token: "\(child.id)")
  }
}
