package import KernelInterface
internal import ProcessConnector

/// Why perf's side band cannot be read, and what a person can do about it.
package struct SideBandError: Error, Hashable, Sendable {
  package var cause: Cause
  /// The system call that failed.
  package var operation: String
  package var errno: Errno

  package enum Cause: Hashable, Sendable {
    /// No CAP_PERFMON, and `kernel.perf_event_paranoid` has this value; nil where `/proc` does not tell.
    case notPermitted(paranoid: Int?)
    /// The capability is one of a child user namespace, which does not count.
    case childUserNamespace
    /// Perf cannot tell processes outside of a child PID namespace apart: all have the id 0 there.
    case childPIDNamespace
    /// A container's seccomp profile or a security module forbids the call.
    case forbidden
    /// The kernel was built without `CONFIG_PERF_EVENTS`.
    case noPerfEvents
    /// Before Linux 6.0.
    case kernelTooOld
    /// The rings may not lock so much memory.
    case memoryLimit
    /// A descriptor for each CPU is more than this process may have.
    case descriptorLimit
    /// A system call failed for a reason of its own.
    case system
  }
}

/// What decides whether the kernel serves this process.
package struct SideBandEnvironment: Hashable, Sendable {
  /// `kernel.perf_event_paranoid`; nil where there is none, as in kernels without perf events.
  package var paranoid: Int?
  package var hasPerformanceMonitoring: Bool
  package var isInitialUserNamespace: Bool?
  package var isInitialPIDNamespace: Bool?

  package init(
    paranoid: Int?, hasPerformanceMonitoring: Bool, isInitialUserNamespace: Bool?,
    isInitialPIDNamespace: Bool? = nil
  ) {
    self.isInitialPIDNamespace = isInitialPIDNamespace
    self.paranoid = paranoid
    self.hasPerformanceMonitoring = hasPerformanceMonitoring
    self.isInitialUserNamespace = isInitialUserNamespace
  }

  /// This process's, as `/proc` tells it.
  package static func current() -> SideBandEnvironment {
    let text = try? Files.text(of: "/proc/sys/kernel/perf_event_paranoid")
    let host = HostEnvironment.current()
    return SideBandEnvironment(
      paranoid: text.flatMap { Int($0.prefix { !$0.isWhitespace }) },
      hasPerformanceMonitoring: HostFacts.hasPerformanceMonitoring,
      isInitialUserNamespace: host.isInitialUserNamespace,
      isInitialPIDNamespace: host.isInitialPIDNamespace)
  }

  /// Whether the kernel's own rules let this process read the side band.
  package var isPermitted: Bool {
    guard let paranoid, isInitialPIDNamespace != false else { return false }
    return paranoid <= 0 || (hasPerformanceMonitoring && isInitialUserNamespace != false)
  }
}

extension SideBandError {
  /// The cause behind a system call that failed when the side band was opened.
  package init(
    _ failure: SystemCallError, in environment: @autoclosure () -> SideBandEnvironment
  ) {
    operation = failure.call
    errno = failure.errno
    cause =
      switch (failure.call, failure.errno) {
      case ("perf_event_open", .accessDenied): SideBandError.refusal(in: environment())
      case ("perf_event_open", .notPermitted): .forbidden
      case ("perf_event_open", .noSystemCall), ("perf_event_open", .noSuchFile): .noPerfEvents
      case ("perf_event_open", .invalidArgument): .kernelTooOld
      case ("mmap", .notPermitted), ("mmap", .outOfMemory): .memoryLimit
      case (_, .tooManyOpenFiles): .descriptorLimit
      default: .system
      }
  }

  /// Why the records would not be of use here, if they would not.
  package init?(unusableIn environment: SideBandEnvironment) {
    guard environment.isInitialPIDNamespace == false else { return nil }
    self.init(cause: .childPIDNamespace, operation: "perf_event_open", errno: .noSuchProcess)
  }

  private static func refusal(in environment: SideBandEnvironment) -> Cause {
    environment.hasPerformanceMonitoring && environment.isInitialUserNamespace == false
      ? .childUserNamespace : .notPermitted(paranoid: environment.paranoid)
  }

  /// What is the matter, in one clause.
  package var reason: String {
    switch cause {
    case .notPermitted(let paranoid?):
      "this process has not CAP_PERFMON, and kernel.perf_event_paranoid is \(paranoid)"
    case .notPermitted(nil): "this process has not CAP_PERFMON"
    case .childUserNamespace:
      "this process is in a child user namespace, whose capabilities do not count for perf events"
    case .childPIDNamespace:
      "this process is in a child PID namespace, where perf does not tell apart who is outside of it"
    case .forbidden: "a seccomp profile or a security module forbids perf_event_open"
    case .noPerfEvents: "this kernel has no perf events"
    case .kernelTooOld: "this kernel is too old: it does not count lost perf records"
    case .memoryLimit: "this process may not lock the memory that perf's rings need"
    case .descriptorLimit: "perf needs a descriptor for each CPU, which is more than the limit"
    case .system: "\(operation) failed: \(errno)"
    }
  }

  /// What to do next, as an imperative sentence without its full stop.
  package var nextStep: String {
    switch cause {
    case .notPermitted:
      "run it as root or with CAP_PERFMON, or let everybody (sysctl kernel.perf_event_paranoid=0)"
    case .childUserNamespace: "run it outside of the user namespace (rootful, not rootless)"
    case .childPIDNamespace: "run it in the host's PID namespace (docker run --pid=host)"
    case .forbidden: "give the container the capability (docker run --cap-add PERFMON)"
    case .noPerfEvents: "use a kernel with CONFIG_PERF_EVENTS=y"
    case .kernelTooOld: "use Linux 6.1 or later"
    case .memoryLimit:
      "run it as root or with CAP_IPC_LOCK, or raise kernel.perf_event_mlock_kb"
    case .descriptorLimit: "raise the limit of open files (ulimit -n)"
    case .system: "see errno(3) and perf_event_open(2)"
    }
  }
}

extension SideBandError: CustomStringConvertible {
  package var description: String { "\(reason); \(nextStep)" }
}
