import ProcessEvents
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct HostileTextTests {
  private static let megabyte = 1_000_000

  @Test(arguments: ["(", ")", "()", "not ", "not(", "(not ", "(exit and ", "'", "[", "\0", "\\"])
  func aMegabyteOf(part: String) {
    let text = String(repeating: part, count: HostileTextTests.megabyte / part.utf8.count)
    #expect(throws: Filter.SyntaxError.self) { try Filter(parsing: text) }
    let clock = ContinuousClock()
    let time = clock.measure { _ = try? Filter(parsing: text) }
    #expect(time < .seconds(1), "\(time)")
  }

  @Test(arguments: ["exit and ", "exit or ", "pid == 1 and ", "not exit or ", "name ~ '*a' or "])
  func aMegabyteOfTerms(part: String) {
    let text = String(repeating: part, count: HostileTextTests.megabyte / part.utf8.count) + "exit"
    #expect(reason(text) == .tooManyTerms(limit: 4096))
  }

  @Test func depth() throws {
    let open = String(repeating: "(", count: 200)
    let close = String(repeating: ")", count: 200)
    #expect(try Filter(parsing: open + "exit" + close) == .exit)
    #expect(reason("(" + open + "exit" + close + ")") == .tooDeep(limit: 200))
    let nots = String(repeating: "not ", count: 200)
    let deepest = try Filter(parsing: nots + "exit")
    #expect(try Filter(parsing: deepest.description) == deepest)
    #expect(CompiledFilter(deepest).evaluate(Events.success) == .true)
    #expect(reason("not " + nots + "exit") == .tooDeep(limit: 200))
    // Their canonical text is nested deeper than they are.
    #expect(reason(nots + "event != exit") == .tooDeep(limit: 200))
    #expect(reason(nots + "event in (exit, fork)") == .tooDeep(limit: 200))
    #expect(reason(nots + "ancestor != 3") == .tooDeep(limit: 200))
  }

  @Test func manyTermsAtTheLimit() throws {
    let filter = try Filter(
      parsing: (1...4096).map { "pid == \($0)" }.joined(separator: " or "))
    #expect(CompiledFilter(filter).evaluate(Events.exec) == .true)
    #expect(try Filter(parsing: filter.description) == filter)
  }

  @Test func lists() throws {
    let values = (1...100_000).map { String(2 * $0) }.joined(separator: ",")
    guard case .number(.pid, .memberOf(let set)) = try Filter(parsing: "pid in (\(values))").node
    else {
      Issue.record("no membership")
      return
    }
    #expect(set.ranges.count == 100_000)
    #expect(reason("pid in (\(values),1)") == .tooManyValues(limit: 100_000))
    #expect(reason("pid in (1) or pid in (\(values))") == .tooManyValues(limit: 100_000))
  }

  @Test func length() {
    #expect(reason(String(repeating: " ", count: 1 << 20)) == nil)
    #expect(reason(String(repeating: " ", count: 1 + (1 << 20))) == .tooLong(limit: 1 << 20))
    #expect(reason("name == '" + String(repeating: "x", count: 4094) + "'") == nil)
    #expect(
      reason("name == '" + String(repeating: "x", count: 4095) + "'")
        == .textTooLong(limit: 4096))
    #expect(
      reason("name == " + String(repeating: "x", count: 4097)) == .textTooLong(limit: 4096))
    #expect(reason(String(repeating: "x", count: 1 << 20)) != nil)
    var limits = Filter.Limits()
    limits.terms = 1
    #expect(throws: Filter.SyntaxError.self) { try Filter(parsing: "exit or fork", limits: limits) }
  }

  @Test(arguments: [
    "pid == 4294967296", "pid == 99999999999999999999999999", "pid == -1", "pid == 0x100000000",
    "pid in (1..4294967296)", "pid == 0x" + String(repeating: "f", count: 10_000),
  ])
  func hugeNumbers(text: String) {
    #expect(reason(text) == .numberOutOfRange)
  }

  /// Whatever the bytes, there is a filter, or an error that can be shown.
  @Test(arguments: Seeds.chosen)
  func anyBytes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let bytes = random.mangledFilter()
      do throws(Filter.SyntaxError) {
        let filter = try Filter(parsing: bytes)
        let again = try? Filter(parsing: filter.description)
        #expect(again == filter, "\(bytes)")
      } catch {
        let source = String(decoding: bytes, as: UTF8.self)
        #expect(error.bytes.upperBound <= bytes.count)
        #expect(error.rendered(source).split(separator: "\n").count == 3, "\(bytes)")
      }
    }
  }

  private func reason(_ text: String) -> Filter.SyntaxError.Reason? {
    do throws(Filter.SyntaxError) {
      _ = try Filter(parsing: text)
      return nil
    } catch {
      return error.reason
    }
  }
}

extension SeededGenerator {
  /// A filter's text with some bytes changed, lost, doubled or swapped; or nothing but random bytes.
  fileprivate mutating func mangledFilter() -> [UInt8] {
    if once(in: 5) { return (0..<number(in: 0...40)).map { _ in bits() } }
    var bytes = Array(filter(depth: 3).description.utf8)
    for _ in 0..<number(in: 1...4) where !bytes.isEmpty {
      let index = number(in: 0...(bytes.count - 1))
      switch number(in: 0...4) {
      case 0: bytes[index] = bits()
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(bytes[index], at: index)
      case 3: bytes.insert(element(of: Array("()'\"\\.,~!=<>-é\n\t 0".utf8)), at: index)
      default: bytes.swapAt(index, number(in: 0...(bytes.count - 1)))
      }
    }
    return bytes
  }
}
