internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// Registered processes that are held by descriptor, up to a limit: what became of them is then certain.
struct HeldProcesses: ~Copyable {
  private var descriptors: [ProcessIdentity: Held] = [:]
  private let store: (any DescriptorStore)?
  private let limit: Int

  private final class Held: Sendable {
    let descriptor: PidDescriptor
    init(_ descriptor: consuming PidDescriptor) { self.descriptor = descriptor }
  }

  init(store: (any DescriptorStore)?, limit: Int) {
    self.store = store
    self.limit = limit
  }

  var count: Int { descriptors.count }

  /// Holds a process from now on, if there is room; the caller looks at it afterwards, so that the descriptor
  /// is known to be its own.
  mutating func hold(_ process: ProcessIdentity) {
    guard descriptors[process] == nil, descriptors.count < limit,
      let descriptor = try? PidDescriptor(process: process.process.rawValue),
      // It began before the descriptor was opened, so it had the id then as well.
      ProcessStat(process: process.process.rawValue)?.start.rawValue == process.startTicks
    else { return }
    if let store, descriptors.count < store.capacity - Self.others {
      try? store.keep(descriptor.rawDescriptor, as: Self.name(of: process))
    }
    descriptors[process] = Held(descriptor)
  }

  /// Takes over what a predecessor held.
  ///
  /// - Returns: false where it is no process's.
  mutating func adopt(_ kept: KeptDescriptor, boot: BootID) -> Bool {
    let parts = kept.name.split(separator: "-")
    guard parts.count == 3, parts[0] == "process", let id = Int32(parts[1]),
      let start = UInt64(parts[2])
    else { return false }
    let process = ProcessIdentity(boot: boot, process: ProcessID(id), startTicks: start)
    let descriptor = OwnedDescriptor(owning: kept.rawDescriptor)
    descriptors[process] = Held(PidDescriptor(owning: descriptor))
    return true
  }

  mutating func release(_ process: ProcessIdentity) {
    guard descriptors.removeValue(forKey: process) != nil else { return }
    try? store?.drop(Self.name(of: process))
  }

  /// Releases those that are not among some.
  mutating func release(unless isWanted: (ProcessIdentity) -> Bool) {
    for process in descriptors.keys.filter({ !isWanted($0) }) { release(process) }
  }

  /// What its descriptor tells of a process; nil where it is not held.
  func state(of process: ProcessIdentity) -> HeldProcess? {
    guard let held = descriptors[process], let hasEnded = try? held.descriptor.hasEnded else {
      return nil
    }
    guard hasEnded else { return .alive }
    let status =
      held.descriptor.exitStatus
      ?? ZombieStatus.read(of: process.process.rawValue, heldBy: held.descriptor)
    return .ended(status.map(ExitStatus.init(rawValue:)))
  }

  /// What else there is in the store: the socket, and what was read from it.
  private static let others = 2

  private static func name(of process: ProcessIdentity) -> String {
    "process-\(process.process)-\(process.startTicks)"
  }
}
