/// Why the process connector cannot be listened to, and what a person can do about it.
public struct ConnectorError: Error, Hashable, Sendable {
  /// What is the matter.
  public var cause: Cause
  /// The system call or step that failed, such as `bind`.
  public var operation: String
  /// The C library's error number, where a system call gave one.
  public var errno: Int32?

  /// What can be the matter.
  @nonexhaustive
  public enum Cause: Hashable, Sendable {
    /// The kernel serves the initial PID namespace only.
    case childPIDNamespace
    /// The kernel serves the initial user namespace only.
    case childUserNamespace
    /// The connector exists in the initial network namespace only.
    case childNetworkNamespace
    /// An ordinary user on a kernel before Linux 6.6.
    case notPermitted
    /// The kernel was built without the connector (`CONFIG_CONNECTOR`), or its module is not loaded.
    case noConnector
    /// The kernel was built without process events (`CONFIG_PROC_EVENTS`).
    case noProcessEvents
    /// Before Linux 6.6 any client can lower the count of listeners below that of the living ones.
    case listenerCountPoisoned
    /// A system call failed for a reason of its own.
    case system(String)
  }

  /// Makes an error of its parts.
  public init(_ cause: Cause, operation: String, errno: Int32? = nil) {
    self.cause = cause
    self.operation = operation
    self.errno = errno
  }
}

extension ConnectorError {
  /// What is the matter, in one clause.
  public var reason: String {
    switch cause {
    case .childPIDNamespace:
      "this process is in a child PID namespace, which the kernel does not serve"
    case .childUserNamespace:
      "this process is in a child user namespace, which the kernel does not serve"
    case .childNetworkNamespace:
      "this process is in a child network namespace, where there is no connector"
    case .notPermitted: "before Linux 6.6 the kernel serves only those with CAP_NET_ADMIN"
    case .noConnector: "this kernel has no process connector"
    case .noProcessEvents: "this kernel's connector has no process events"
    case .listenerCountPoisoned:
      "the kernel does not acknowledge: another program has ended a subscription that it did not have"
    case .system(let text): "\(operation) failed: \(text)"
    }
  }

  /// What to do next, as an imperative sentence without its full stop.
  public var nextStep: String {
    switch cause {
    case .childPIDNamespace:
      "run it in the host's PID namespace (docker run --pid=host, nsenter -t 1 -p)"
    case .childUserNamespace: "run it outside of the user namespace (rootful, not rootless)"
    case .childNetworkNamespace:
      "run it in the host's network namespace (docker run --network=host, nsenter -t 1 -n)"
    case .notPermitted: "run it as root or with CAP_NET_ADMIN, or use Linux 6.6 or later"
    case .noConnector:
      "load the module (modprobe cn) or use a kernel with CONFIG_CONNECTOR=y and CONFIG_PROC_EVENTS=y"
    case .noProcessEvents: "use a kernel with CONFIG_PROC_EVENTS=y"
    case .listenerCountPoisoned:
      "restart the machine, or use Linux 6.6 or later, which keeps a count per client"
    case .system: "see errno(3) and socket(7)"
    }
  }
}

extension ConnectorError: CustomStringConvertible {
  public var description: String { "\(reason); \(nextStep)" }
}
