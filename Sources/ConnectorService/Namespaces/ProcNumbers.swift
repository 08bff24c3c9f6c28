internal import ConnectorHub
internal import KernelInterface
internal import ProcessEvents

/// What `/proc` tells of tasks' numbers in child PID namespaces.
struct ProcNumbers {
  private var tree = NamespaceTree()

  /// A living task's, or a zombie's; nil where it is gone.
  mutating func chain(of task: TaskID) -> NumberChain? { read(task.thread.rawValue)?.chain }

  mutating func namespacesForChildren(of process: Int32) -> [PIDNamespace]? {
    guard let inode = try? ProcFiles.inode(of: process, "ns/pid_for_children") else { return nil }
    if let chain = tree.chain(at: inode) { return chain }
    guard let opened = try? NamespaceDescriptor(pidNamespaceForChildrenOf: process) else {
      return nil
    }
    return tree.remember(HeldNamespace(opened))
  }

  /// All living tasks in child namespaces.
  mutating func scan(_ body: (TaskID, NumberChain) -> Void) {
    var processes: [Int32] = []
    try? ProcessList.visit { processes.append($0) }
    for process in processes {
      guard let inode = try? ProcFiles.inode(of: process, "ns/pid"), !tree.isOutermost(inode)
      else { continue }
      var threads: [Int32] = []
      try? ProcessList.visit(threadsOf: process) { threads.append($0) }
      for thread in threads {
        guard let (chain, isEnded) = read(thread), !isEnded, !chain.links.isEmpty else { continue }
        body(TaskID(thread: ThreadID(thread), process: ProcessID(process)), chain)
      }
    }
  }

  mutating func remember(_ hold: HeldNamespace) { _ = tree.remember(hold) }

  mutating func forgetNamespaces() { tree.removeAll() }

  /// Threads are to be found in `/proc` by their numbers as well, though it does not list them.
  private mutating func read(_ thread: Int32) -> (chain: NumberChain, isEnded: Bool)? {
    guard let namespaces = tree.chain(of: thread) else { return nil }
    if namespaces.isEmpty { return (NumberChain(), false) }
    guard let text = ProcNumbers.text(of: thread), text.threads.count == namespaces.count + 1,
      text.processes.count == text.threads.count
    else { return nil }
    var links: [NumberChain.Link] = []
    for (index, namespace) in namespaces.enumerated() {
      // 0 is a task that has been reaped while it was looked at.
      guard text.threads[index + 1] > 0, text.processes[index + 1] > 0 else { return nil }
      links.append(
        NumberChain.Link(
          namespace,
          TaskID(
            thread: ThreadID(text.threads[index + 1]),
            process: ProcessID(text.processes[index + 1]))))
    }
    return (NumberChain(links), text.isEnded)
  }

  /// A user's groups stand before the numbers, and can be 65,536.
  private static func text(of thread: Int32) -> NumbersText? {
    for limit in [4096, 1 << 20] {
      guard
        let text = try? ProcFiles.text(of: thread, "status", limit: limit, { NumbersText($0) })
      else { return nil }
      if !text.threads.isEmpty { return text }
    }
    return nil
  }
}
