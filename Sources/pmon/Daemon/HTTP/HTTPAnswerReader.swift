/// Takes an answer of HTTP/1 as it comes, in pieces of any size; RFC 9112.
///
/// It performs no effect, keeps no more than its limits allow, and believes nothing: lengths that contradict one another
/// are refused.
struct HTTPAnswerReader {
  /// Bytes of status lines, fields and trailers in all.
  static let headLimit = 16_384
  static let bodyLimit = 32 << 20
  /// Bytes of the line before a chunk.
  private static let chunkLineLimit = 256

  private enum State {
    case statusLine, fields
    case body(left: Int)
    /// The connection's end is the body's.
    case bodyToEnd
    case chunkLine
    case chunk(left: Int)
    case chunkEnd
    case trailers, complete
  }

  private var state = State.statusLine
  private var answer = HTTPAnswer(status: 0)
  private var line: [UInt8] = []
  private var headSize = 0

  /// The whole answer; nil while more is to come.
  var complete: HTTPAnswer? { if case .complete = state { answer } else { nil } }

  /// Takes what has come; what follows the answer is left unread.
  mutating func take(_ bytes: Span<UInt8>) throws(HTTPFault) {
    var index = 0
    while index < bytes.count {
      switch state {
      case .complete: return
      case .body(let left):
        let count = try append(bytes, from: &index, atMost: left)
        state = count == left ? .complete : .body(left: left - count)
      case .bodyToEnd: _ = try append(bytes, from: &index, atMost: .max)
      case .chunk(let left):
        let count = try append(bytes, from: &index, atMost: left)
        state = count == left ? .chunkEnd : .chunk(left: left - count)
      case .statusLine, .fields, .chunkLine, .chunkEnd, .trailers:
        let byte = bytes[index]
        index += 1
        try takeLine(byte)
      }
    }
  }

  /// The connection has ended.
  mutating func end() throws(HTTPFault) {
    switch state {
    case .complete: return
    case .bodyToEnd: state = .complete
    case .statusLine where headSize == 0: throw HTTPFault("the connection ended without an answer")
    default: throw HTTPFault("the answer ends before it is whole")
    }
  }

  /// Takes bytes of the body.
  private mutating func append(
    _ bytes: Span<UInt8>, from index: inout Int, atMost limit: Int
  ) throws(HTTPFault) -> Int {
    let count = min(limit, bytes.count - index)
    guard answer.body.count + count <= Self.bodyLimit else { throw Self.tooLong }
    for offset in index..<(index + count) { answer.body.append(bytes[offset]) }
    index += count
    return count
  }

  private static let tooLong = HTTPFault("the answer is longer than \(bodyLimit >> 20) MiB")

  private mutating func takeLine(_ byte: UInt8) throws(HTTPFault) {
    switch state {
    case .chunkLine, .chunkEnd:
      guard line.count < Self.chunkLineLimit else { throw HTTPFault("a chunk has no length") }
    default:
      headSize += 1
      guard headSize <= Self.headLimit else {
        throw HTTPFault("the answer's head is longer than \(Self.headLimit >> 10) KiB")
      }
    }
    guard byte == UInt8(ascii: "\n") else {
      line.append(byte)
      // What is no HTTP is known so before a line has ended.
      if case .statusLine = state, !HTTPLine.mayBeginStatus(line) { throw HTTPLine.noHTTP }
      return
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    defer { line.removeAll(keepingCapacity: true) }
    try takeWholeLine()
  }

  private mutating func takeWholeLine() throws(HTTPFault) {
    switch state {
    case .statusLine:
      answer = HTTPAnswer(status: try HTTPLine.status(line))
      state = .fields
    case .fields:
      if line.isEmpty { return try endHead() }
      answer.fields.append(try HTTPLine.field(line))
    case .chunkLine:
      let size = try HTTPLine.chunkSize(line, limit: Self.bodyLimit)
      state = size == 0 ? .trailers : .chunk(left: size)
    case .chunkEnd:
      guard line.isEmpty else { throw HTTPFault("a chunk is longer than it says") }
      state = .chunkLine
    case .trailers: if line.isEmpty { state = .complete }
    default: return
    }
  }

  /// Decides where the body ends.
  private mutating func endHead() throws(HTTPFault) {
    switch answer.status {
    // Something else follows.
    case 100..<200: state = .statusLine
    case 204, 304: state = .complete
    default:
      let lengths = answer.fields.filter { $0.name == "content-length" }.map(\.value)
      let codings = answer.fields.filter { $0.name == "transfer-encoding" }.map(\.value)
      switch (lengths.count, codings.count) {
      case (0, 0): state = .bodyToEnd
      case (0, 1) where codings[0].lowercased() == "chunked": state = .chunkLine
      case (1, 0):
        let left = try HTTPLine.length(lengths[0])
        guard left <= Self.bodyLimit else { throw Self.tooLong }
        state = left == 0 ? .complete : .body(left: left)
      default: throw HTTPFault("the answer contradicts itself on its length")
      }
    }
  }
}
