internal import CLinux

/// Facts about the machine and this process's place in it.
package enum HostFacts {
  /// The owner of the user namespace that this process's PID namespace belongs to, as a user here; nil where that
  /// namespace is outside of this process's own. Linux 4.11.
  package static var ownerOfPIDNamespace: UInt32? {
    guard let namespace = try? NamespaceDescriptor.ownPIDNamespace() else { return nil }
    return try? namespace.ownerUser()
  }

  /// Such as `6.18.0`; what `uname -r` prints.
  package static var kernelRelease: String {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return "unknown" }
    return unsafe withUnsafeBytes(of: &name.release) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// What `uname -n` prints.
  package static var hostName: String {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return "unknown" }
    return unsafe withUnsafeBytes(of: &name.nodename) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  package static var effectiveUser: UInt32 { geteuid() }

  package static var processID: Int32 { getpid() }

  package static var parentProcessID: Int32 { getppid() }

  /// Raises the soft limit of open descriptors to the hard one, up to `wanted`.
  package static func raiseDescriptorLimit(to wanted: UInt) {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = max(limit.rlim_cur, min(wanted, limit.rlim_max))
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

extension HostFacts {
  /// How many descriptors this process may have: the soft limit.
  package static var descriptorLimit: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return 1024
    }
    return Int(clamping: limit.rlim_cur)
  }
}

extension HostFacts {
  /// A variable of the environment.
  package static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}

extension HostFacts {
  /// Whether this thread has CAP_NET_ADMIN.
  package static var hasNetworkAdministration: Bool {
    CapabilitySet.own.contains(.networkAdministration)
  }

  /// Whether it has CAP_PERFMON, or CAP_SYS_ADMIN, which stands for that as well.
  package static var hasPerformanceMonitoring: Bool {
    !CapabilitySet.own.isDisjoint(with: [.performanceMonitoring, .systemAdministration])
  }
}
