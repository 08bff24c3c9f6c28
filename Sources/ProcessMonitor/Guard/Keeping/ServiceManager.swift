internal import KernelInterface

/// What systemd is told of the daemon's life: sd_notify(3) with `Type=notify`, sd_watchdog_enabled(3).
///
/// Where systemd has not started this process, nothing is told and nothing fails.
package struct ServiceManager: Sendable {
  private let socket: NotificationSocket?
  /// Within how many nanoseconds systemd wants a sign of life; nil where it wants none.
  package let watchdogTimeout: UInt64?

  /// - Parameter environment: looks a variable up.
  package init(
    environment: (String) -> String? = HostFacts.environment,
    process: Int32 = HostFacts.processID
  ) {
    let path = environment("NOTIFY_SOCKET")
    socket = (try? NotificationSocket(path: path)) ?? nil
    watchdogTimeout = socket == nil ? nil : Self.timeout(environment, process)
  }

  /// Without `WATCHDOG_PID` whoever has the variable is meant.
  private static func timeout(_ environment: (String) -> String?, _ process: Int32) -> UInt64? {
    if let owner = environment("WATCHDOG_PID"), Int32(owner) != process { return nil }
    guard let text = environment("WATCHDOG_USEC"), let time = UInt64(text), time > 0 else {
      return nil
    }
    let (nanoseconds, overflow) = time.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : nanoseconds
  }

  /// Whether there is anybody to tell.
  package var isPresent: Bool { socket != nil }

  /// How often to tell ``Notice/alive``, in nanoseconds: twice within the time that systemd waits.
  package var watchdogInterval: UInt64? { watchdogTimeout.map { max(1, $0 / 2) } }

  /// Tells one thing or several at once.
  ///
  /// - Returns: whether it was handed to systemd; the daemon goes on in any case.
  @discardableResult
  package func tell(_ notices: Notice...) -> Bool {
    guard let socket, !notices.isEmpty else { return false }
    return (try? socket.send(notices.map(\.text).joined(separator: "\n"))) != nil
  }
}

extension ServiceManager {
  package enum Notice: Hashable, Sendable {
    /// The start, or the reading of another configuration, is complete.
    case ready
    /// Another configuration is read; ``ready`` follows, whatever came of it.
    case reloading
    case stopping
    /// What the daemon does, for a person: the first line of it.
    case status(String)
    /// A sign of life.
    case alive
    /// A start, reload or stop takes this much longer from now on, in nanoseconds.
    case extendTimeout(UInt64)

    var text: String {
      switch self {
      case .ready: "READY=1"
      // systemd 253 wants to know which of two reloads is meant: `Type=notify-reload`
      case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Clocks.monotonic / 1000)"
      case .stopping: "STOPPING=1"
      case .status(let text): "STATUS=\(PlainText.line(text))"
      case .alive: "WATCHDOG=1"
      case .extendTimeout(let time): "EXTEND_TIMEOUT_USEC=\(time / 1000)"
      }
    }
  }
}
