internal import KernelInterface
package import ProcessEvents

/// The names of the users in `/etc/passwd`.
///
/// Users of other sources, such as a directory service, are not known here: a statically linked program cannot
/// load the C library's modules for them.
package struct UserDatabase {
  private let path: String
  private var users = Users()
  private var version: FileVersion?
  private var takenVersion: FileVersion?
  private var nextCheck = KernelInstant(nanoseconds: 0)

  /// Bytes of the file that are read at most.
  private static let sizeLimit = 16 << 20
  private static let checkInterval: UInt64 = 1_000_000_000

  package init(path: String = "/etc/passwd") { self.path = path }

  /// The name of a user; nil where the file has none.
  ///
  /// - Parameter now: the time; the file is looked at again where a second has passed.
  package mutating func name(of user: UInt32, at now: KernelInstant) -> String? {
    refresh(at: now)
    return users.names[user]
  }

  /// The id of a user; nil where the file has no such name.
  package mutating func id(of name: String, at now: KernelInstant) -> UInt32? {
    refresh(at: now)
    return users.ids[name]
  }

  /// All names by ids, if they have changed since this was asked the last time.
  package mutating func takeChangedNames(at now: KernelInstant) -> [UInt32: String]? {
    refresh(at: now)
    guard version != takenVersion else { return nil }
    takenVersion = version
    return users.names
  }

  private mutating func refresh(at now: KernelInstant) {
    guard now >= nextCheck else { return }
    nextCheck = now.advanced(byNanoseconds: Self.checkInterval)
    guard let current = FileVersion(of: path) else {
      users = Users()
      version = nil
      return
    }
    guard current != version, let file = FileVersion.read(path, limit: Self.sizeLimit) else {
      return
    }
    users = Users(file.bytes.span)
    version = file.version
  }
}

/// What passwd(5) says of names and ids.
struct Users {
  private(set) var names: [UInt32: String] = [:]
  private(set) var ids: [String: UInt32] = [:]

  init() {}

  /// Takes each line that has a name and an id, and passes over all others. Where there are several for one, the
  /// first counts, as for getpwuid(3).
  init(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      take(text.extracting(start..<end))
      start = end + 1
    }
  }

  private mutating func take(_ line: Span<UInt8>) {
    let colon = UInt8(ascii: ":")
    var position = 0
    guard line.skip(through: colon, at: &position), position > 1 else { return }
    let name = line.extracting(0..<(position - 1))
    // Comments, and entries that stand for another source.
    let first = name[0]
    guard first != UInt8(ascii: "#"), first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
      line.skip(through: colon, at: &position),
      let id: UInt32 = line.number(at: &position), line.byte(at: &position) == colon
    else { return }
    let text = String(name)
    if names[id] == nil { names[id] = text }
    if ids[text] == nil { ids[text] = id }
  }
}
