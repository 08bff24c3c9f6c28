internal import ConnectorHub
internal import KernelInterface

/// Which PID namespaces lie above one, remembered while it is held.
struct NamespaceTree {
  private struct Known {
    /// From the outermost child namespace to it itself.
    var chain: [PIDNamespace]
    let hold: HeldNamespace
  }

  private var known: [UInt64: Known] = [:]
  /// A held namespace counts against the limits of its user.
  private static let limit = 64

  /// This process's own.
  private let outermost: UInt64

  init() {
    outermost =
      (try? ProcFiles.inode(of: HostFacts.processID, "ns/pid"))
      ?? NamespaceDescriptor.initialPIDNamespace
  }

  func isOutermost(_ inode: UInt64) -> Bool { inode == outermost }

  /// The namespaces from the outermost child namespace to a process's own; empty where it is in none.
  mutating func chain(of process: Int32) -> [PIDNamespace]? {
    guard let inode = try? ProcFiles.inode(of: process, "ns/pid") else { return nil }
    if isOutermost(inode) { return [] }
    if let known = known[inode] { return known.chain }
    guard let hold = try? HeldNamespace(of: process) else { return nil }
    return remember(hold)
  }

  /// The same for a namespace that is held.
  mutating func remember(_ hold: HeldNamespace) -> [PIDNamespace]? {
    if isOutermost(hold.namespace.rawValue) { return [] }
    if let known = known[hold.namespace.rawValue] { return known.chain }
    var chain: [PIDNamespace] = []
    do {
      if let parent = try hold.descriptor.parent() {
        guard let above = remember(HeldNamespace(parent)) else { return nil }
        chain = above
      }
    } catch {
      return nil
    }
    chain.append(hold.namespace)
    if known.count >= NamespaceTree.limit { known.removeAll(keepingCapacity: true) }
    known[hold.namespace.rawValue] = Known(chain: chain, hold: hold)
    return chain
  }

  /// The chain of a namespace by its number alone; nil where it has not been met.
  func chain(at inode: UInt64) -> [PIDNamespace]? {
    isOutermost(inode) ? [] : known[inode]?.chain
  }

  mutating func removeAll() { known.removeAll() }
}
