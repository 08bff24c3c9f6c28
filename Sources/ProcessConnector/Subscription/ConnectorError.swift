/// Why the process connector cannot be listened to, and what a person can do about it.
public struct ConnectorError: Error, Hashable, Sendable {
  /// What is the matter.
  public var cause: Cause
  /// The system call or step that failed, such as `bind`.
  public var operation: String
  /// The C library's error number, where a system call gave one.
  public var errno: Int32?
  /// What is the matter with the hub, where that was asked as well; see ``ConnectorSource/automatic``.
  public var causeOfHub: Cause?

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
    /// A hub does not serve, whose socket is at this path.
    case hub(HubProblem, path: String)
    /// A system call failed for a reason of its own.
    case system(String)
  }

  /// Why a hub does not serve.
  @nonexhaustive
  public enum HubProblem: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The file has been left by a daemon that is gone.
    case abandoned
    /// This user may not connect to it.
    case notPermitted
    /// The file is no hub's socket.
    case foreign
    /// It closed the connection at once: it has as many clients as it takes.
    case full
    /// It does not answer.
    case silent
    /// It served, and has ended.
    case ended
  }

  /// Makes an error of its parts.
  public init(_ cause: Cause, operation: String, errno: Int32? = nil) {
    self.cause = cause
    self.operation = operation
    self.errno = errno
  }
}

extension ConnectorError {
  /// What is the matter: a clause, or two where neither kernel nor hub serves.
  public var reason: String {
    let reason = cause.reason(operation)
    guard let causeOfHub else { return reason }
    return "\(reason), and \(causeOfHub.reason("connect"))"
  }

  /// What to do next, as an imperative sentence without its full stop.
  public var nextStep: String {
    guard let causeOfHub else { return cause.nextStep }
    return "\(cause.nextStep), or \(causeOfHub.nextStep)"
  }
}

extension ConnectorError.Cause {
  fileprivate func reason(_ operation: String) -> String {
    switch self {
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
    case .hub(let problem, let path): problem.reason(path)
    case .system(let text): "\(operation) failed: \(text)"
    }
  }

  fileprivate var nextStep: String {
    switch self {
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
    case .hub(let problem, _): problem.nextStep
    case .system: "see errno(3) and socket(7)"
    }
  }
}

extension ConnectorError.HubProblem {
  fileprivate func reason(_ path: String) -> String {
    switch self {
    case .missing: "there is no hub's socket at \(path)"
    case .abandoned: "nobody serves \(path), whose daemon is gone"
    case .notPermitted: "this user may not connect to \(path)"
    case .foreign: "\(path) is not a hub's socket"
    case .full:
      "the hub at \(path) closed the connection at once: it has as many clients as it takes"
    case .silent: "the hub at \(path) does not answer"
    case .ended: "the hub at \(path) has ended"
    }
  }

  fileprivate var nextStep: String {
    switch self {
    case .missing:
      "start pmond, or in a container mount the host's socket there (docker run -v \(ConnectorSource.usualHub):\(ConnectorSource.usualHub))"
    case .abandoned: "start pmond"
    case .notPermitted: "let this user into the socket's folder and write to the socket"
    case .foreign: "name the hub's socket, \(ConnectorSource.usualHub) as a rule"
    case .full: "end other clients, or let the daemon take more"
    case .silent: "see what holds up pmond"
    case .ended: "start pmond, and then this again; what happens until then is not told"
    }
  }
}

extension ConnectorError: CustomStringConvertible {
  public var description: String { "\(reason); \(nextStep)" }
}
