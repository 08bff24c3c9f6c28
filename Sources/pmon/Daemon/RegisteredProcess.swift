internal import KernelInterface
internal import PlainData
internal import ProcessEvents

/// The process that is to be registered, as it was when pmon looked at it.
struct RegisteredProcess: Hashable {
  var process: Int32
  /// When it began, so that the daemon refuses another that has got its id; nil where `/proc` hides that.
  var startTicks: UInt64?

  /// - Parameter process: nil is the one that has started pmon.
  /// - Throws: where that has ended.
  init(_ process: ProcessID?) throws(SystemCallError) {
    self.process = process?.rawValue ?? HostFacts.parentProcessID
    startTicks = ProcessStat(process: self.process)?.start.rawValue
    if process != nil { return }
    // It may have ended, and another have got its id, before it was looked at.
    guard self.process > 1, HostFacts.parentProcessID == self.process else {
      throw SystemCallError("looking for the process that has started pmon", .noSuchProcess)
    }
  }

  var value: PlainValue {
    var entries = [PlainValue.Entry(key: "pid", value: .word("\(process)"))]
    if let startTicks { entries.append(.init(key: "start_ticks", value: .word("\(startTicks)"))) }
    return .mapping(entries)
  }
}
