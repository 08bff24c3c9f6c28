internal import CLinux

/// A segment of System V shared memory: `shmget(2)`.
package struct SharedSegment: Hashable, Sendable {
  package var id: Int32
  package var creator: Int32
  /// The process of the last `shmat(2)` or `shmdt(2)`, the detaching at its end included; 0 is none.
  package var lastUser: Int32
  package var attachments: UInt64
  package var owner: UInt32
  /// Seconds since 1970, of the last attaching and detaching; 0 is never.
  package var lastUse: Int64
  /// Seconds since 1970, of its making or the last change of its permissions.
  package var change: Int64

  package init(
    id: Int32, creator: Int32, lastUser: Int32, attachments: UInt64, owner: UInt32,
    lastUse: Int64, change: Int64
  ) {
    self.id = id
    self.creator = creator
    self.lastUser = lastUser
    self.attachments = attachments
    self.owner = owner
    self.lastUse = lastUse
    self.change = change
  }

  /// All of them, whoever owns them: `/proc/sysvipc/shm`, none where the kernel has no System V IPC.
  package static func all() throws(SystemCallError) -> [SharedSegment] {
    let text: String
    do { text = try Files.text(of: "/proc/sysvipc/shm", limit: 8 << 20) } catch
      where error.errno == .noSuchFile
    { return [] }
    return parse(text)
  }

  /// Columns: key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap
  package static func parse(_ text: String) -> [SharedSegment] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count >= 14, let id = Int32(words[1]), let creator = Int32(words[4]),
        let lastUser = Int32(words[5]), let attachments = UInt64(words[6]),
        let owner = UInt32(words[7]), let attached = Int64(words[11]),
        let detached = Int64(words[12]), let change = Int64(words[13])
      else { return nil }
      return SharedSegment(
        id: id, creator: creator, lastUser: lastUser, attachments: attachments, owner: owner,
        lastUse: max(attached, detached), change: change)
    }
  }
}
