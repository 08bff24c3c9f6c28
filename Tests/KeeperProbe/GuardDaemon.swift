import Dispatch
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor
import ProcessTable
import Synchronization

/// A daemon whose journal is a file of lines, and that kills itself now and then before or after it has stored something.
///
/// It registers the processes of the file `wanted`, lines of `PID TICKS`. Into `journal` go `start PID CONTINUITY`,
/// `registered PID TICKS`, `death PID TICKS STATUS seen|inferred` and `forgotten PID TICKS`.
final class GuardDaemon: Sendable {
  private let folder: String
  private let boot: BootID
  private let journal: OwnedDescriptor
  private let batches: AsyncStream<GuardBatch>
  private let handedOver: AsyncStream<GuardBatch>.Continuation

  /// A crash for so many batches.
  private static let crashes = 30

  static func run(
    in folder: String, _ store: KeeperDescriptorStore, _ kept: [KeptDescriptor]
  ) throws -> Never {
    let daemon = try GuardDaemon(folder)
    let detector = try daemon.start(store, kept)
    Task { await daemon.store(detector) }
    Task { await daemon.register(detector) }
    dispatchMain()
  }

  private init(_ folder: String) throws {
    self.folder = folder
    guard let boot = BootID.current() else { fatalError("no boot id") }
    self.boot = boot
    // C: O_WRONLY | O_CREAT | O_APPEND
    journal = try OwnedDescriptor.open("\(folder)/journal", flags: 1 | 0o100 | 0o2000, mode: 0o600)
    (batches, handedOver) = AsyncStream.makeStream()
  }

  private func start(
    _ store: KeeperDescriptorStore, _ kept: [KeptDescriptor]
  ) throws -> Detector {
    let handedOver = handedOver
    var settings = Detector.Settings(
      deliver: { handedOver.yield($0) }, fail: { fatalError("\($0)") })
    // Without descriptors there is nothing to go by but events.
    if Bool.random() { settings.limits.heldProcesses = 0 }
    let detector = try Detector(
      boot: boot, restoring: registered().map(registration), settings, store: store, kept: kept)
    write("start \(HostFacts.processID) \(detector.continuity.map { "\($0)" } ?? "new")")
    return detector
  }

  private func store(_ detector: Detector) async {
    for await batch in batches {
      try? await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
      crashPerhaps()
      let lines = batch.actions.compactMap { action -> String? in
        switch action {
        case .record(let death), .report(let death):
          let status = death.status.map { "\($0.rawValue)" } ?? "unknown"
          return "death \(name(death.process)) \(status) \(death.isInferred ? "inferred" : "seen")"
        case .forget(let registration): return "forgotten \(name(registration.process))"
        default: return nil
        }
      }
      write(lines.joined(separator: "\n"))
      crashPerhaps()
      detector.stored(upTo: batch.number)
    }
  }

  private func register(_ detector: Detector) async {
    var known = Set(registered())
    while true {
      for process in identities(in: "wanted") where known.insert(process).inserted {
        switch await detector.register(registration(of: process)) {
        case .added, .replaced: write("registered \(name(process))")
        default: write("refused \(name(process))")
        }
      }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private func crashPerhaps() {
    guard Int.random(in: 0..<Self.crashes) == 0 else { return }
    ProcessActions.send(signal: 9, to: HostFacts.processID)
    while true { ProcessActions.sleep(milliseconds: 1000) }
  }

  /// Those that are registered and not over.
  private func registered() -> [ProcessIdentity] {
    let over = Set(
      identities(in: "journal", after: "death") + identities(in: "journal", after: "forgotten"))
    return identities(in: "journal", after: "registered").filter { !over.contains($0) }
  }

  private func identities(in file: String, after word: String? = nil) -> [ProcessIdentity] {
    let text = (try? Files.text(of: "\(folder)/\(file)", limit: 16 << 20)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ")
      if let word {
        guard words.first == word[...] else { return nil }
        words.removeFirst()
      }
      guard words.count >= 2, let id = Int32(words[0]), let ticks = UInt64(words[1]) else {
        return nil
      }
      return ProcessIdentity(boot: boot, process: ProcessID(id), startTicks: ticks)
    }
  }

  private func registration(of process: ProcessIdentity) -> Registration {
    Registration(
      process: process,
      terms: GuardTerms(guardName: "probe", plan: CleanupPlan(actions: [.endOrphans])))
  }

  private func name(_ process: ProcessIdentity) -> String {
    "\(process.process) \(process.startTicks)"
  }

  private func write(_ lines: String) {
    do { try Files.write(Array("\(lines)\n".utf8).span, to: journal.rawValue) } catch {
      fatalError("\(error)")
    }
  }
}
