internal import GRDB
internal import KernelInterface

extension JournalError {
  /// Says what an error that came out of SQLite means.
  init(_ error: any Error) {
    if let error = error as? JournalError {
      self = error
      return
    }
    if let error = error as? SystemCallError, error.errno == .noSpace {
      self = .full("\(error)")
      return
    }
    guard let error = error as? DatabaseError else {
      self = .io("\(error)")
      return
    }
    let detail = error.message ?? "\(error.extendedResultCode)"
    self =
      switch (error.resultCode, error.extendedResultCode) {
      case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE): .full(detail)
      case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _): .corrupt(detail)
      // What was read is shorter than what was written.
      case (_, .SQLITE_IOERR_SHORT_READ), (_, .SQLITE_IOERR_DATA): .corrupt(detail)
      case (.SQLITE_IOERR, _), (.SQLITE_CANTOPEN, _), (.SQLITE_READONLY, _), (.SQLITE_PERM, _):
        .io("\(detail), \(error.extendedResultCode.rawValue)")
      case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _), (.SQLITE_PROTOCOL, _): .busy(detail)
      default: .sqlite(code: error.extendedResultCode.rawValue, detail)
      }
  }
}
