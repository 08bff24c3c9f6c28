internal import CLinux

/// Children that do nothing and take next to no memory: a crowd to be looked at.
///
/// They share this process's memory, each with a stack of its own, and are killed when their owner goes.
@safe package final class SleepingProcesses {
  private let stacks: UnsafeMutableRawPointer
  private let capacity: Int
  private var processes: [Int32] = []

  private static let stackSize = 4096

  /// - Parameter capacity: the most that there will be.
  package init(capacity: Int) throws(SystemCallError) {
    self.capacity = max(1, capacity)
    let size = self.capacity * Self.stackSize
    let memory = unsafe mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    // C: MAP_FAILED
    guard let memory = unsafe memory, unsafe memory != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw SystemCallError("mmap") }
    unsafe stacks = memory
  }

  deinit {
    for process in processes { kill(process, SIGKILL) }
    for process in processes { _ = try? systemCall("waitpid") { waitpid(process, nil, 0) } }
    unsafe munmap(stacks, capacity * Self.stackSize)
  }

  package var count: Int { processes.count }

  /// Starts one more.
  ///
  /// - Throws: `EAGAIN` where the kernel allows no more.
  package func add() throws(SystemCallError) {
    precondition(processes.count < capacity)
    let end = unsafe stacks + (processes.count + 1) * Self.stackSize
    let process = unsafe clinux_start_sleeper(end)
    if process < 0 { throw SystemCallError("clone") }
    processes.append(process)
  }
}
