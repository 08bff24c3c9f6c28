internal import CLinux

/// A directory held open, whatever its path comes to mean meanwhile.
///
/// Each step is one name, never a path, and no step follows a symbolic link.
package struct Folder: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  private init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  package static func root() throws(SystemCallError) -> Folder {
    Folder(try .open("/", flags: flags))
  }

  /// O_PATH asks for the right to search alone, as the use of a path would.
  private static let flags = clinux_path_flag | O_DIRECTORY | O_NOFOLLOW

  /// - Throws: `ENOTDIR` where the name is something else, such as a symbolic link.
  package borrowing func folder(_ name: String) throws(SystemCallError) -> Folder {
    let parent = descriptor.rawValue
    return Folder(
      OwnedDescriptor(
        owning: try systemCall("open \(name)") {
          unsafe clinux_open_at(parent, name, Self.flags | O_CLOEXEC)
        }))
  }

  /// All names in it but `.` and `..`, in no order; those that are not UTF-8 are left out.
  package borrowing func names() throws(SystemCallError) -> [String] {
    let parent = descriptor.rawValue
    let listed = OwnedDescriptor(
      owning: try systemCall("open for listing") {
        unsafe clinux_open_at(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      })
    let raw = listed.rawValue
    var names: [String] = []
    var buffer = [UInt8](repeating: 0, count: 32_768)
    while true {
      let count = try systemCall("getdents64") {
        unsafe buffer.withUnsafeMutableBytes {
          unsafe clinux_directory_entries(raw, $0.baseAddress, $0.count)
        }
      }
      if count == 0 { return names }
      // C: `struct linux_dirent64`: u64 inode, u64 offset, u16 length at 16, u8 type, name from 19
      var start = 0
      while count - start > 19 {
        let length = Int(buffer[start + 16]) | Int(buffer[start + 17]) << 8
        guard length > 19, length <= count - start else { break }
        let bytes = buffer[(start + 19)..<(start + length)].prefix { $0 != 0 }
        if let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." {
          names.append(name)
        }
        start += length
      }
    }
  }

  /// Who owns what has the name, of a symbolic link the link's owner, and whether it is a directory.
  package borrowing func entry(
    _ name: String
  ) throws(SystemCallError) -> (owner: UInt32, isFolder: Bool) {
    var facts = stat()
    let parent = descriptor.rawValue
    try systemCall("stat \(name)") { unsafe fstatat(parent, name, &facts, AT_SYMLINK_NOFOLLOW) }
    return (facts.st_uid, facts.st_mode & UInt32(S_IFMT) == UInt32(S_IFDIR))
  }

  /// Removes what has the name, unless it is a directory.
  ///
  /// - Throws: `EISDIR` where it is one.
  package borrowing func remove(_ name: String) throws(SystemCallError) {
    let parent = descriptor.rawValue
    try systemCall("unlink \(name)") { unsafe unlinkat(parent, name, 0) }
  }
}
