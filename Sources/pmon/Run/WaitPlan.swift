internal import ProcessEvents

/// What `pmon wait` waits for, and what it ends with.
struct WaitPlan {
  /// In the order named, each once.
  private let processes: [ProcessID]
  private let last: ProcessID?
  private let isForAny: Bool
  private var waiting: Set<ProcessID>
  private var statuses: [ProcessID: Int32] = [:]
  private var first: Int32?

  enum Status {
    /// As of extrace's pwait.
    static let unknown: Int32 = 111
    /// As of coreutils' timeout.
    static let timedOut: Int32 = 124
    /// As of the shell's wait.
    static let absent: Int32 = 127
  }

  /// - Parameter any: one of them is enough.
  init(_ processes: [ProcessID], any: Bool) {
    waiting = Set(processes)
    var unseen = waiting
    self.processes = processes.filter { unseen.remove($0) != nil }
    last = processes.last
    isForAny = any
  }

  /// There is no such process.
  mutating func takeAbsent(_ process: ProcessID) {
    guard waiting.remove(process) != nil else { return }
    statuses[process] = Status.absent
  }

  /// A process has ended; nil is a status that cannot be known.
  mutating func take(_ process: ProcessID, _ status: ExitStatus?) {
    guard waiting.remove(process) != nil else { return }
    let number = status.map(WaitPlan.number) ?? Status.unknown
    statuses[process] = number
    if first == nil { first = number }
  }

  /// The exit status; nil while there is more to wait for.
  var result: Int32? {
    if isForAny, let first { return first }
    guard waiting.isEmpty else { return nil }
    return last.flatMap { statuses[$0] }
  }

  /// Whom it still waits for; of many only the first few.
  var waitingFor: String {
    let ids = processes.filter(waiting.contains).map(\.description)
    guard ids.count > 9 else { return ids.joined(separator: ", ") }
    return ids.prefix(8).joined(separator: ", ") + " and \(ids.count - 8) more"
  }

  /// The number that a shell would give.
  private static func number(_ status: ExitStatus) -> Int32 {
    if let signal = status.signal { return 128 + signal.rawValue }
    return Int32(status.code ?? 0)
  }
}
