package import KernelInterface

/// What decides whether the kernel serves this process, and cannot be seen from the socket.
package struct HostEnvironment: Hashable, Sendable {
  /// Nil where `/proc` does not tell.
  package var isInitialPIDNamespace: Bool?
  package var isInitialUserNamespace: Bool?
  /// Whether the kernel's connector lists process events.
  package var hasProcessEvents: Bool?

  package init(
    isInitialPIDNamespace: Bool?, isInitialUserNamespace: Bool?, hasProcessEvents: Bool?
  ) {
    self.isInitialPIDNamespace = isInitialPIDNamespace
    self.isInitialUserNamespace = isInitialUserNamespace
    self.hasProcessEvents = hasProcessEvents
  }

  /// This process's, as `/proc` tells it.
  package static func current() -> HostEnvironment {
    HostEnvironment(
      isInitialPIDNamespace: (try? Files.linkTarget(of: "/proc/self/ns/pid"))
        .map { $0 == "pid:[\(NamespaceDescriptor.initialPIDNamespace)]" },
      isInitialUserNamespace: (try? Files.linkTarget(of: "/proc/self/ns/user"))
        .map { $0 == "user:[\(NamespaceDescriptor.initialUserNamespace)]" },
      hasProcessEvents: (try? Files.text(of: "/proc/net/connector"))
        .map { $0.contains("cn_proc") })
  }
}

extension ConnectorError {
  /// The cause behind a system call that failed on the way to a subscription.
  package init(_ failure: SystemCallError, in environment: @autoclosure () -> HostEnvironment) {
    let cause: Cause =
      switch (failure.call, failure.errno) {
      case ("socket", .protocolNotSupported): .noConnector
      case ("send", .connectionRefused): .childNetworkNamespace
      case ("bind", .notPermitted):
        environment().isInitialUserNamespace == false ? .childUserNamespace : .notPermitted
      default: .system(failure.errno.description)
      }
    self.init(cause, operation: failure.call, errno: failure.errno.rawValue)
  }

  /// The cause behind a kernel that takes a request and does not acknowledge it.
  package init(silenceIn environment: HostEnvironment) {
    let cause: Cause =
      if environment.isInitialPIDNamespace == false {
        .childPIDNamespace
      } else if environment.isInitialUserNamespace == false {
        .childUserNamespace
      } else if environment.hasProcessEvents == false {
        .noProcessEvents
      } else {
        .listenerCountPoisoned
      }
    self.init(cause, operation: "listen")
  }
}
