/// The beginning of an HTTP/1 answer.
struct AnswerHead: Hashable, Sendable {
  var status: Int
  /// Where the text after it begins.
  var end: Int

  enum State: Hashable, Sendable {
    case complete(AnswerHead)
    case incomplete
    /// It is not HTTP/1.
    case invalid
  }

  /// Looks for the head of the final answer; those of 1xx before it are passed over.
  static func find(in bytes: [UInt8]) -> State {
    var start = 0
    while true {
      guard let end = endOfHead(bytes, from: start) else {
        return isPlausible(bytes[start...]) ? .incomplete : .invalid
      }
      guard let status = status(of: bytes[start..<end]) else { return .invalid }
      if status >= 200 || status == 101 { return .complete(AnswerHead(status: status, end: end)) }
      start = end
    }
  }

  private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
    let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    guard bytes.count - start >= 4 else { return nil }
    for index in start...(bytes.count - 4) where bytes[index..<(index + 4)].elementsEqual(blank) {
      return index + 4
    }
    return nil
  }

  /// `HTTP/1.1 204 No Content`
  private static func status(of head: ArraySlice<UInt8>) -> Int? {
    guard isPlausible(head), head.count >= 13 else { return nil }
    let digits = head.dropFirst(9).prefix(3)
    guard head[head.startIndex + 8] == UInt8(ascii: " "),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return (100..<600).contains(number) ? number : nil
  }

  private static func isPlausible(_ head: ArraySlice<UInt8>) -> Bool {
    zip(head, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
  }
}
