import TestSupport
import Testing

@testable import ProcessTable

@Suite("Paths")
struct PathPoolTests {
  @Test("Paths are what the bytes say, however many there are", arguments: Seeds.chosen)
  func faithful(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var pool = PathPool()
    for _ in 0..<20_000 {
      let path = "/opt/services/program-\(generator.number(in: 1...5_000))"
      #expect(Self.path(Array(path.utf8), in: &pool) == path)
    }
    #expect(Self.path([], in: &pool) == "")
    for _ in 0..<2 { #expect(Self.path([0x2F, 0xFF, 0x61], in: &pool) == "/\u{FFFD}a") }
  }

  @Test("Equal paths are one string in memory")
  func shared() {
    var pool = PathPool()
    let paths = (0..<100).map { "/opt/services/program-\($0)" }
    let first = paths.map { Self.path(Array($0.utf8), in: &pool) }
    let second = paths.map { Self.path(Array($0.utf8), in: &pool) }
    #expect(first == paths)
    let shared = zip(first, second).count { Self.address($0) == Self.address($1) }
    // More than four of one set are rare among a hundred.
    #expect(shared >= 95)
  }

  private static func path(_ bytes: [UInt8], in pool: inout PathPool) -> String {
    unsafe pool.path(bytes.span.bytes)
  }

  private static func address(_ text: String) -> UInt? {
    unsafe text.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) }
  }
}
