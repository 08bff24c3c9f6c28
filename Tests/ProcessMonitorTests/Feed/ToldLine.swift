import FoundationEssentials
import ProcessMonitor

/// A line of a stream, as far as tests look at it.
struct ToldLine: Decodable, Hashable {
  struct Process: Decodable, Hashable {
    struct Exit: Decodable, Hashable { var code: Int? }
    struct Executable: Decodable, Hashable { var name: String? }
    struct User: Decodable, Hashable {
      var id: UInt32
      var state: String?
    }
    var pid: Int32
    var parentPid: Int32?
    var exit: Exit?
    var executable: Executable?
    var user: User?
    var commandArgs: [String]?
  }
  struct Lost: Decodable, Hashable {
    var count: Int
    var place: String
    var since: String
    var until: String
  }

  var time: String
  var event: String
  var process: Process?
  var lost: Lost?
}

/// What one reader has been told.
struct FeedTold {
  private(set) var lines: [ToldLine] = []
  private(set) var bytes: [UInt8] = []

  var events: [ToldLine] { lines.filter { $0.lost == nil } }

  /// Events that found no room with this reader.
  var lost: Int {
    lines.reduce(0) { $0 + ($1.lost?.place == "stream" ? $1.lost?.count ?? 0 : 0) }
  }

  mutating func add(_ more: [UInt8]) throws {
    bytes += more
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    for line in more.split(separator: UInt8(ascii: "\n")) {
      lines.append(try decoder.decode(ToldLine.self, from: Data(line)))
    }
  }

  /// Reads until a line has come, or the stream has ended.
  mutating func read(
    _ subscription: FeedSubscription, maxBytes: Int = 64 << 10, until isLast: (ToldLine) -> Bool
  ) async throws {
    while let more = try await subscription.next(maxBytes: maxBytes) {
      let known = lines.count
      try add(more)
      if lines[known...].contains(where: isLast) { return }
    }
  }
}

extension ToldLine {
  func isEnd(of id: Int32) -> Bool { event == "exit" && process?.pid == id }
}
