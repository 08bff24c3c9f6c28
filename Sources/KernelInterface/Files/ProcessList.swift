internal import CLinux

/// The ids of all processes, in the order of `/proc`: ascending.
package enum ProcessList {
  /// Calls `body` with each; those that begin meanwhile may be among them or not.
  package static func visit(_ body: (Int32) -> Void) throws(SystemCallError) {
    try visit("/proc", body)
  }

  /// The same for the ids of a process's threads.
  package static func visit(
    threadsOf process: Int32, _ body: (Int32) -> Void
  ) throws(SystemCallError) {
    try visit("/proc/\(process)/task", body)
  }

  private static func visit(_ path: String, _ body: (Int32) -> Void) throws(SystemCallError) {
    if !ProcFiles.hasOwnIDs { throw SystemCallError("open /proc", .noSuchProcess) }
    let directory = try OwnedDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY)
    let descriptor = directory.rawValue
    try unsafe withUnsafeTemporaryAllocation(byteCount: 32_768, alignment: 8) {
      buffer throws(SystemCallError) in
      while true {
        let count = try systemCall("getdents64") {
          unsafe clinux_directory_entries(descriptor, buffer.baseAddress, buffer.count)
        }
        if count == 0 { return }
        unsafe visitProcesses(
          in: UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self).span,
          body)
      }
    }
  }

  /// The entries whose names are numbers.
  ///
  /// C: `struct linux_dirent64` of include/linux/dirent.h: u64 inode, u64 offset, u16 length at 16, u8 type, name from 19
  package static func visitProcesses(in entries: Span<UInt8>, _ body: (Int32) -> Void) {
    var start = 0
    while entries.count - start > nameOffset {
      let length = Int(entries[start + 16]) | Int(entries[start + 17]) << 8
      guard length > nameOffset, length <= entries.count - start else { return }
      let name = entries.extracting((start + nameOffset)..<(start + length))
      var position = 0
      if let process: Int32 = name.number(at: &position), name.byte(at: &position) == 0 {
        body(process)
      }
      start += length
    }
  }

  private static let nameOffset = 19
}
