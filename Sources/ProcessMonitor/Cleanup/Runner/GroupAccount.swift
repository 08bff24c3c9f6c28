internal import KernelInterface

/// A group as `/etc/group` has it; read anew each time, as ``UserAccount`` is.
package enum GroupAccount {
  /// The group's number; nil where the file has no such group, nor the name is a number.
  package static func id(named name: String, file: String = "/etc/group") -> UInt32? {
    guard let text = try? Files.text(of: file, limit: 16 << 20) else { return UInt32(name) }
    for line in text.split(separator: "\n") {
      // name:password:gid:members
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      if fields.count >= 3, fields[0] == name, let id = UInt32(fields[2]) { return id }
    }
    return UInt32(name)
  }
}
