internal import GRDB

extension Journal {
  /// Removes finished deaths that are too old, and the oldest of them while the file is too large.
  ///
  /// In pieces, so that others can write in between. A clean-up that was given up is finished.
  public func applyRetention(
    _ limits: RetentionLimits, at time: UInt64
  ) async throws(JournalError) -> RetentionResult {
    var removed = 0
    let longestAge = limits.longestAge.map { max($0, limits.shortestAge) }
    if let longestAge, longestAge <= time {
      while true {
        let count = try await removeFinished(before: time - longestAge, limit: 500)
        removed += count
        if count == 0 { break }
      }
    }
    if let largest = limits.largestSize, limits.shortestAge <= time {
      while try await size().used > largest {
        // Few, since those that the limit has room for stay.
        let count = try await removeFinished(before: time - limits.shortestAge, limit: 50)
        removed += count
        if count == 0 { break }
      }
    }
    try await giveBackFreePages(largestSize: limits.largestSize)
    let size = try await size()
    return RetentionResult(
      removedDeaths: removed, size: size,
      isTooLarge: limits.largestSize.map { size.file > $0 } ?? false)
  }

  /// How much room the journal takes.
  public func size() async throws(JournalError) -> JournalSize {
    try await read(Self.size)
  }

  private static let pagesAtOnce = 500

  private func removeFinished(before time: UInt64, limit: Int) async throws(JournalError) -> Int {
    try await committer.commit { db in
      try db.cachedStatement(
        sql: """
          DELETE FROM death WHERE seq IN (
            SELECT seq FROM death WHERE finished < ? ORDER BY finished LIMIT ?)
          """
      ).execute(arguments: [ColumnCoding.column(time), limit])
      return db.changesCount
    }
  }

  /// Makes the file smaller, but leaves an eighth of it to the next deaths where it is not too large.
  private func giveBackFreePages(largestSize: UInt64?) async throws(JournalError) {
    while true {
      let hasShrunk = try await committer.commit { db in
        let before = try Self.size(db)
        let spare = before.file - before.used
        guard spare > before.file / 8 || spare > 0 && before.file > largestSize ?? .max else {
          return false
        }
        try db.execute(sql: "PRAGMA incremental_vacuum(\(Self.pagesAtOnce))")
        return try Self.size(db).file < before.file
      }
      if !hasShrunk { break }
    }
    // What is only in the log does not make the file smaller.
    await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { db in
        _ = try? db.checkpoint(.passive)
        continuation.resume()
      }
    }
  }

  private static func size(_ db: Database) throws -> JournalSize {
    let page = try UInt64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
    let pages = try UInt64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    let free = try UInt64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    return JournalSize(file: page * pages, used: page * (pages - free))
  }
}
