internal import KernelInterface

/// A user as `/etc/passwd` and `/etc/group` have it.
///
/// The files are read anew each time: a statically linked program cannot load the C library's modules for other
/// sources, and a clean-up is rare.
struct UserAccount: Hashable, Sendable {
  var id: UInt32
  var group: UInt32
  /// All groups, the first one included.
  var groups: [UInt32]
  var name: String
  var home: String

  /// By name, or by number where no user has that name.
  static func named(
    _ name: String, passwords: String = "/etc/passwd", groups: String = "/etc/group"
  ) -> UserAccount? {
    find(passwords, groups) { $0 == name[...] }
      ?? UInt32(name).flatMap {
        find(passwords, groups, id: $0)
      }
  }

  /// By number. A user that the file does not know has a group and no other rights than its own.
  static func withID(
    _ id: UInt32, passwords: String = "/etc/passwd", groups: String = "/etc/group"
  ) -> UserAccount {
    find(passwords, groups, id: id)
      ?? UserAccount(id: id, group: nobody, groups: [nobody], name: String(id), home: "/")
  }

  /// What the kernel shows for ids that it cannot map: /proc/sys/kernel/overflowgid
  private static let nobody: UInt32 = 65_534
  private static let sizeLimit = 16 << 20

  private static func find(
    _ passwords: String, _ groups: String, id: UInt32? = nil,
    isWanted: (Substring) -> Bool = { _ in true }
  ) -> UserAccount? {
    guard let text = try? Files.text(of: passwords, limit: sizeLimit) else { return nil }
    for line in text.split(separator: "\n") {
      // name:password:uid:gid:gecos:home:shell
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 6, let first = fields[0].utf8.first,
        ![UInt8(ascii: "#"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(first),
        isWanted(fields[0]), let user = UInt32(fields[2]), id == nil || user == id,
        let group = UInt32(fields[3])
      else { continue }
      let home = fields[5].isEmpty ? "/" : String(fields[5])
      return UserAccount(
        id: user, group: group, groups: [group] + others(of: fields[0], than: group, groups),
        name: String(fields[0]), home: home)
    }
    return nil
  }

  /// name:password:gid:members
  private static func others(of user: Substring, than first: UInt32, _ path: String) -> [UInt32] {
    guard let text = try? Files.text(of: path, limit: sizeLimit) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 4, let id = UInt32(fields[2]), id != first,
        fields[3].split(separator: ",").contains(user)
      else { return nil }
      return id
    }
  }
}
