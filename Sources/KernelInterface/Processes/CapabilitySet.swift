internal import CLinux

/// Parts of root's power, which the kernel grants one by one: capabilities(7).
package struct CapabilitySet: OptionSet, Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Files that permissions keep from others: C: `CAP_DAC_OVERRIDE`
  package static let fileAccess = CapabilitySet(bit: CAP_DAC_OVERRIDE)
  /// What only a file's owner may do, such as removing it from `/tmp`: C: `CAP_FOWNER`
  package static let fileOwnership = CapabilitySet(bit: CAP_FOWNER)
  /// C: `CAP_KILL`
  package static let signals = CapabilitySet(bit: CAP_KILL)
  /// C: `CAP_SETGID`
  package static let groupChange = CapabilitySet(bit: CAP_SETGID)
  /// C: `CAP_SETUID`
  package static let userChange = CapabilitySet(bit: CAP_SETUID)
  /// C: `CAP_NET_ADMIN`
  package static let networkAdministration = CapabilitySet(bit: CAP_NET_ADMIN)
  /// C: `CAP_SYS_ADMIN`
  package static let systemAdministration = CapabilitySet(bit: CAP_SYS_ADMIN)
  /// C: `CAP_PERFMON`
  package static let performanceMonitoring = CapabilitySet(bit: CAP_PERFMON)

  /// Those in force for the calling thread; none where the kernel does not tell.
  package static var own: CapabilitySet {
    var effective: UInt64 = 0
    guard unsafe clinux_capabilities(&effective) == 0 else { return [] }
    return CapabilitySet(rawValue: effective)
  }

  private init(bit: Int32) { self.init(rawValue: 1 << UInt64(bit)) }
}

extension CapabilitySet: CustomStringConvertible {
  /// As people know them: `CAP_SETUID, CAP_SETGID`.
  package var description: String {
    let names: [(CapabilitySet, String)] = [
      (.userChange, "CAP_SETUID"), (.groupChange, "CAP_SETGID"), (.signals, "CAP_KILL"),
      (.fileAccess, "CAP_DAC_OVERRIDE"), (.fileOwnership, "CAP_FOWNER"),
      (.networkAdministration, "CAP_NET_ADMIN"), (.performanceMonitoring, "CAP_PERFMON"),
      (.systemAdministration, "CAP_SYS_ADMIN"),
    ]
    return names.filter { contains($0.0) }.map { $0.1 }.joined(separator: ", ")
  }
}
