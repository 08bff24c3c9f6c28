package import KernelInterface

/// What a kernel can do for a filter.
package struct Capabilities: Hashable, Sendable {
  /// Whether the connector itself filters by kind. Kernel: Linux 6.6.
  package var connectorFilters: Bool
  /// The longest socket filter that the kernel takes.
  package var maximumInstructions: Int
  /// The bytes that a socket may tie up with its filters, the one in place and the one that replaces it
  /// counted together; nil is no limit.
  ///
  /// C: `net.core.optmem_max`
  package var optionMemory: Int?

  /// - Parameter maximumInstructions: 0 where there shall be no socket filter.
  package init(
    connectorFilters: Bool, maximumInstructions: Int = Capabilities.kernelMaximum,
    optionMemory: Int? = nil
  ) {
    self.connectorFilters = connectorFilters
    self.maximumInstructions = maximumInstructions
    self.optionMemory = optionMemory
  }

  /// C: `BPF_MAXINSNS`, include/uapi/linux/bpf_common.h
  package static let kernelMaximum = 4096

  /// Those of Linux 6.1 as it comes, and of others before 6.6.
  package static let beforeLinux66 = Capabilities(connectorFilters: false, optionMemory: 20_480)
}

extension Capabilities {
  /// Those of the running kernel.
  package static func current(connectorFilters: Bool) -> Capabilities {
    let text = try? Files.text(of: "/proc/sys/net/core/optmem_max", limit: 32)
    let memory = text.flatMap { Int($0.prefix(while: \.isNumber)) }
    // Unreadable, as where /proc is not mounted, it is taken for the smallest there is.
    var capabilities = Capabilities(
      connectorFilters: connectorFilters, optionMemory: memory ?? 20_480)
    // Where the connector does not filter, it may be a hub that does, and the program one with a beginning.
    if !connectorFilters { capabilities.leaveRoom(for: SocketFilterProgram.admittingReports) }
    return capabilities
  }

  private mutating func leaveRoom(for beginning: [FilterInstruction]) {
    maximumInstructions -= beginning.count
    optionMemory = optionMemory.map { $0 - 2 * beginning.kernelBytes }
  }

  /// Whether the kernel takes a program, also in place of another that fits.
  package func fits(_ program: [FilterInstruction]) -> Bool {
    guard program.count <= maximumInstructions else { return false }
    guard let optionMemory else { return true }
    return 2 * program.kernelBytes < optionMemory
  }
}
