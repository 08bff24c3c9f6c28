/// Why the journal did not do what it was asked for; nothing of that is on disk then.
@nonexhaustive
public enum JournalError: Error, Hashable, Sendable {
  /// The disk, the quota or the file has no room.
  case full(String)
  /// The file is not what was written, or no database at all.
  case corrupt(String)
  /// The system could not read, write or open.
  case io(String)
  /// Another program, such as `sqlite3`, has kept the file locked for 5 s.
  case busy(String)
  /// It was written by a later version, which knows these changes of the schema.
  case newerVersion([String])
  /// The file is a database of something else.
  case foreign(path: String)
  /// Another daemon has it open.
  case lockedByAnother(path: String)
  /// It has been closed.
  case closed
  /// There is no such death.
  case unknownDeath(DeathID)
  /// The state of the death's clean-up does not allow that.
  case state(DeathID, CleanupState)
  /// That attempt is not the one in progress.
  case attempt(DeathID, number: Int)
  /// Whatever else SQLite answered.
  case sqlite(code: Int32, String)

  /// Whether it says something of one death's clean-up, and nothing of the journal.
  var isAboutOneDeath: Bool {
    switch self {
    case .unknownDeath, .state, .attempt: true
    default: false
    }
  }

  /// Whether the same call may succeed later without anybody having changed the file.
  public var mayPass: Bool {
    switch self {
    case .full, .io, .busy: true
    default: false
    }
  }
}

extension JournalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .full(let detail):
      "The journal's disk is full (\(detail)): make room, it goes on by itself"
    case .corrupt(let detail):
      "The journal is damaged (\(detail)): restore it, or let it be moved aside"
    case .io(let detail): "The journal cannot be read or written (\(detail)): check disk and rights"
    case .busy(let detail): "Another program keeps the journal locked (\(detail)): end it"
    case .newerVersion(let changes):
      "A later version wrote the journal (\(changes.joined(separator: ", "))): run that one"
    case .foreign(let path): "\(path) is the database of another program: choose another path"
    case .lockedByAnother(let path):
      "Another daemon has \(path) open: stop it, or choose another path"
    case .closed: "The journal has been closed"
    case .unknownDeath(let id): "There is no death \(id.rawValue)"
    case .state(let id, let state): "The clean-up of \(id.rawValue) is \(state.rawValue)"
    case .attempt(let id, let number):
      "Attempt \(number) at the clean-up of \(id.rawValue) is not in progress"
    case .sqlite(let code, let detail): "SQLite's error \(code): \(detail)"
    }
  }
}
