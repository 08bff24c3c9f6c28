import ConnectorHub
import ProcessEvents

/// What is known of processes, written down.
struct TableOfFacts: ProcessFacts {
  var users: [Int32: UInt32] = [:]
  var groups: [Int32: UInt32] = [:]
  /// The control groups of a process, from its own up.
  var controlGroups: [Int32: [UInt64]] = [:]
  var numbers: [PIDNamespace: [Int32: Int32]] = [:]
  var names: [Int32: String] = [:]

  func user(of task: TaskID, at time: KernelInstant) -> UInt32? { users[task.process.rawValue] }

  func group(of task: TaskID, at time: KernelInstant) -> UInt32? { groups[task.process.rawValue] }

  func isInside(controlGroup: UInt64, _ task: TaskID, at time: KernelInstant) -> Bool {
    controlGroups[task.process.rawValue]?.contains(controlGroup) ?? false
  }

  func numbers(
    of task: TaskID, in namespace: PIDNamespace, at time: KernelInstant
  ) -> TaskID? {
    guard let table = numbers[namespace], let thread = table[task.thread.rawValue],
      let process = table[task.process.rawValue]
    else { return nil }
    return TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }

  func text(
    _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
    _ test: (Span<UInt8>) -> Bool
  ) -> Filter.Truth {
    guard field == .name, let name = names[task.process.rawValue] else { return .undecided }
    return Filter.Truth(test(Array(name.utf8).span))
  }
}
