import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@Suite struct ProcessStatTests {
  /// A text as the kernel makes it, of Linux 6.18.
  static func text(name: [UInt8], start: String = "86391") -> [UInt8] {
    Array("4711 (".utf8) + name
      + Array(
        (") S 4242 4711 4711 34816 4711 4194304 137 0 0 0 0 0 0 0 20 0 3 0 \(start) 9506816 480 "
          + "18446744073709551615 94 95 140 0 0 0 0 0 0 1 0 0 17 1 0 0 0 0 0 1 2 3 4 5 6 7 0\n")
          .utf8)
  }

  private func parsed(_ text: [UInt8]) -> ProcessStat? { ProcessStat(text.span) }

  @Test(arguments: [
    "sleep", "", ") (", "a) S 1 1 1", "))))", "((((", "(sd-pam)", "a b\nc", "\n", "kworker/0:1-ev",
    "exactly15bytes!",
  ])
  func aNameMayHoldAnything(_ name: String) throws {
    let stat = try #require(parsed(Self.text(name: Array(name.utf8))))
    #expect(stat.process == 4711)
    #expect(CommandName(bytes: stat.name) == CommandName(name))
    #expect(stat.state == UInt8(ascii: "S"))
    #expect(stat.parent == 4242)
    #expect(stat.flags == 4_194_304)
    #expect(!stat.isEnding)
    #expect(stat.threadCount == 3)
    #expect(stat.start.rawValue == 86391)
  }

  @Test func aNameNeedNotBeUTF8() throws {
    let stat = try #require(parsed(Self.text(name: [0xFF, 0xC3, 0x29, 0x20, 0x80])))
    #expect((0..<6).map { stat.name[$0] } == [0xFF, 0xC3, 0x29, 0x20, 0x80, 0])
  }

  @Test func aKernelThreadsLongNameIsCutAt15Bytes() throws {
    let stat = try #require(
      parsed(Self.text(name: Array("kworker/u8:1-events_unbound".utf8))))
    #expect(CommandName(bytes: stat.name).description == "kworker/u8:1-ev")
  }

  @Test func aTextThatIsCutBeforeTheLastFieldIsNone() throws {
    let text = Self.text(name: Array("a) (b".utf8))
    let marker = Array(" 86391 ".utf8)
    let end = try #require(
      text.indices.first { text[$0...].starts(with: marker) }.map { $0 + marker.count })
    for count in 0..<end { #expect(parsed(Array(text[..<count])) == nil, "\(count)") }
    for count in end...text.count {
      #expect(parsed(Array(text[..<count]))?.start.rawValue == 86391, "\(count)")
    }
  }

  @Test(arguments: ["18446744073709551616", "99999999999999999999999", "-1", "", "x"])
  func aNumberThatDoesNotFitIsNone(_ number: String) {
    #expect(parsed(Self.text(name: [], start: number)) == nil)
  }

  @Test func theLargestStartIsAMoment() throws {
    let stat = try #require(parsed(Self.text(name: [], start: "18446744073709551615")))
    #expect(stat.start.monotonic(suspended: Suspension(nanoseconds: 0)) == .max)
    #expect(ClockTicks(rawValue: 0).monotonic(suspended: Suspension(nanoseconds: 5)) == 0)
  }

  @Test(arguments: Seeds.chosen) func noTextTraps(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      var text = Self.text(name: Array("na me".utf8))
      for _ in 0..<random.number(in: 1...8) {
        let index = random.number(in: 0...(text.count - 1))
        switch random.number(in: 0...2) {
        case 0: text[index] = random.bits()
        case 1: text.remove(at: index)
        default: text.insert(random.element(of: Array(" ()0123456789-".utf8)), at: index)
        }
      }
      _ = parsed(text)
    }
  }

  @Test func aMomentOfThisTickIsNotEarlier() throws {
    let stat = try #require(ProcessStat(process: HostFacts.processID))
    #expect(!stat.start.isLater(than: Clocks.monotonic))
    #expect(stat.start.rawValue == 0 || stat.start.isLater(than: 0))
  }
}
