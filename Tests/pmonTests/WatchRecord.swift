import FoundationEssentials

/// A line of `pmon watch --json`.
struct WatchRecord: Decodable {
  var time: String
  var event: String
  var process: Process?
  var lost: Lost?

  struct Process: Decodable {
    var pid: Int32
    var parentPid: Int32?
    var exit: Exit?
    var executable: Executable?
    var durationNs: UInt64?
  }

  struct Executable: Decodable {
    var name: String?
    var state: String?
  }

  struct Exit: Decodable, Hashable {
    var code: UInt32?
    var signal: UInt32?
    var coreDumped: Bool
  }

  struct Lost: Decodable {
    var count: UInt64
  }

  init(_ line: some StringProtocol) throws {
    self = try JSONDecoder.ofOutput.decode(WatchRecord.self, from: Data(line.utf8))
  }
}

extension WatchRecord.Exit {
  /// The status that `wait(2)` would give.
  var rawStatus: UInt32 { (code ?? 0) << 8 | (signal ?? 0) | (coreDumped ? 0x80 : 0) }
}

extension JSONDecoder {
  /// For the names that pmon prints.
  static var ofOutput: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
