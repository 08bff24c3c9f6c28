internal import PlainData

extension DaemonClient {
  /// As many as the daemon gives at once.
  private static let pageSize = 1000

  /// Fetches a list page by page.
  ///
  /// - Parameters:
  ///   - list: the list's name, in the address and in the answer.
  ///   - limit: the most items to fetch; nil is all.
  ///   - body: takes a page; false ends it.
  /// - Returns: whether there are more than were asked for.
  func forEachPage(
    of list: String, query: [(key: String, value: String)], limit: Int?,
    _ body: ([PlainValue]) throws -> Bool
  ) throws -> Bool {
    var left = limit ?? .max
    var cursor: String?
    while left > 0 {
      var page = query + [("limit", "\(min(left, Self.pageSize))")]
      if let cursor { page.append(("after", cursor)) }
      let answer = try get("v1", list, query: page)
      guard let items = answer[list]?.items else { throw failure("it has no \"\(list)\"") }
      // A page may be larger than was asked for.
      guard try body(Array(items.prefix(left))) else { return false }
      if items.count > left { return true }
      left -= items.count
      guard let next = answer["next"]?.text else { return false }
      // Otherwise this would go on for ever.
      if items.isEmpty || next == cursor { throw failure("its pages do not end") }
      cursor = next
    }
    return true
  }
}
