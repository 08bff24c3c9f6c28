import PlainData
import Testing

@testable import pmon

@Suite("Lists of the daemon's")
struct DaemonPageTests {
  /// Items 0 to `count` - 1, in pages of at most `most`, as the contract has it.
  private func daemon(count: Int, most: Int = 1000) throws -> ScriptedDaemon {
    try ScriptedDaemon { request in
      let query = request.line.split(separator: "?").last ?? ""
      func number(_ key: String) -> Int? {
        query.split(separator: "&").first { $0.hasPrefix("\(key)=") }
          .flatMap { Int($0.dropFirst(key.count + 1)) }
      }
      let start = number("after") ?? 0
      let end = min(count, start + min(most, number("limit") ?? 100))
      let items = (start..<end).map { "\($0)" }.joined(separator: ",")
      let next = end < count ? #","next":"\#(end)""# : ""
      return .json(#"{"things":[\#(items)]\#(next)}"#)
    }
  }

  private func fetch(_ daemon: ScriptedDaemon, limit: Int?) throws -> (items: [Int], hasMore: Bool)
  {
    var items: [Int] = []
    let hasMore = try DaemonClient(socket: daemon.path).forEachPage(
      of: "things", query: [("name", "a b&c")], limit: limit
    ) { page in
      items += page.compactMap { $0.number() }
      return true
    }
    return (items, hasMore)
  }

  @Test(
    "All pages are fetched, up to the limit",
    arguments: [(0, 10), (5, 5), (5, 4), (2500, 2500), (2500, 2499), (2500, 1000), (2500, nil)]
      as [(Int, Int?)])
  func pages(count: Int, limit: Int?) throws {
    let (items, hasMore) = try fetch(try daemon(count: count), limit: limit)
    #expect(items == Array(0..<min(count, limit ?? .max)))
    #expect(hasMore == (count > limit ?? .max))
  }

  @Test("Pages smaller than asked for are no end, and the query is the same on each")
  func smallPages() throws {
    let daemon = try daemon(count: 7, most: 3)
    #expect(try fetch(daemon, limit: 6).items == Array(0..<6))
    #expect(
      daemon.lines == [
        "GET /v1/things?name=a%20b%26c&limit=6", "GET /v1/things?name=a%20b%26c&limit=3&after=3",
      ])
  }

  @Test(
    "A list that would go on for ever is given up",
    arguments: [#"{"things":[],"next":"x"}"#, #"{"things":[1],"next":"x"}"#])
  func endless(page: String) throws {
    let daemon = try ScriptedDaemon(always: .json(page))
    #expect(throws: DaemonFailure.self) { try fetch(daemon, limit: nil) }
    #expect(daemon.lines.count <= 2)
  }

  @Test("A page larger than asked for is cut", arguments: [1, 2])
  func largePage(limit: Int) throws {
    let daemon = try ScriptedDaemon(always: .json(#"{"things":[1,2,3]}"#))
    let (items, hasMore) = try fetch(daemon, limit: limit)
    #expect(items == Array(1...limit))
    #expect(hasMore)
  }

  @Test(
    "An answer without the list is none of pmond's", arguments: ["[]", "{}", #"{"things":{}}"#])
  func noList(page: String) throws {
    let daemon = try ScriptedDaemon(always: .json(page))
    #expect(throws: DaemonFailure.self) { try fetch(daemon, limit: nil) }
  }
}
