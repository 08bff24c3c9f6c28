internal import CLinux
internal import Synchronization

/// A socket of datagrams in the file system, whose file goes with it.
///
/// Its address is a single character, whatever its path: clients see that as the sender of what they receive, and it ends
/// before the place where `struct sockaddr_nl` has the port. So who has cleared that reads port 0, as from the kernel.
package struct PacketSocketFile: ~Copyable, Sendable {
  package let path: String
  private let place: Place

  /// Listens at a path, in the place of a socket that was left there.
  ///
  /// The caller has made sure that nobody listens there; see ``SocketFile/isServed(_:byPackets:)``.
  ///
  /// - Parameter path: absolute.
  package init(_ path: String, mode: UInt32) throws(SystemCallError) {
    let making = Making()
    // The working directory is that of the thread alone, so this one has to go.
    try Thread { making.run(path, mode) }.join()
    place = try making.place
    self.path = path
  }

  deinit {
    if Identity(of: path) == place.identity { unsafe unlink(path) }
  }

  package var rawDescriptor: Int32 { place.listener.rawDescriptor }

  /// See ``PacketListener/accept()``.
  package borrowing func accept() throws(SystemCallError) -> PacketSocket {
    try place.listener.accept()
  }

  private final class Place: Sendable {
    let listener: PacketListener
    let identity: Identity

    init(_ listener: consuming PacketListener, _ identity: Identity) {
      self.listener = listener
      self.identity = identity
    }
  }

  private struct Identity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64

    init?(of path: String) {
      var status = stat()
      guard unsafe lstat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  /// What the thread does.
  private final class Making: Sendable {
    private let result = Mutex<Result<Place, SystemCallError>>(
      .failure(SystemCallError("bind", .inputOutput)))

    var place: Place {
      get throws(SystemCallError) { try result.withLock { $0 }.get() }
    }

    func run(_ path: String, _ mode: UInt32) {
      do throws(SystemCallError) {
        let place = try bind(path, mode)
        result.withLock { $0 = .success(place) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
    }

    private func bind(_ path: String, _ mode: UInt32) throws(SystemCallError) -> Place {
      let (folder, name) = Self.split(path)
      let room = try Self.makeRoom(in: folder, for: name)
      defer { unsafe rmdir(room) }
      try WorkingDirectory.moveThread(to: room)
      let listener = try PacketListener(bindingTo: "s", mode: mode)
      do throws(SystemCallError) {
        guard let identity = Identity(of: "s") else { throw SystemCallError("lstat") }
        // Whoever finds it is let in at once.
        try systemCall("rename to \(path)") { unsafe rename("s", "../\(name)") }
        return Place(listener, identity)
      } catch {
        unsafe unlink("s")
        throw error
      }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
      let parts = path.split(separator: "/")
      return ("/" + parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
    }

    /// Makes a folder in which any name is free.
    private static func makeRoom(
      in folder: String, for name: String
    ) throws(SystemCallError) -> String {
      var attempt = 0
      while true {
        let room = "\(folder)/.\(name).\(getpid()).\(attempt)"
        do {
          try systemCall("mkdir \(room)") { unsafe mkdir(room, 0o700) }
          return room
        } catch {
          attempt += 1
          if error.errno != .fileExists || attempt == 100 { throw error }
        }
      }
    }
  }
}
