import EventCapture
private import Glibc
import ProcessEvents
import Testing

@Suite("A capture of version 1")
struct GoldenCaptureTests {
  @Test("It is read")
  func decodes() {
    let reading = Reading(GoldenCapture.bytes)
    #expect(reading.records == GoldenCapture.records)
    #expect(reading.error == nil)
  }

  @Test("It is written, byte for byte")
  func encodes() throws {
    #expect(try CaptureEncoder(GoldenCapture.records).finished() == GoldenCapture.bytes)
  }

  @Test("It has an element of every kind")
  func complete() {
    let kinds = GoldenCapture.elements.map { element -> String in
      switch element {
      case .event(let event): event.kind.description
      case .death: "death"
      case .lost: "lost"
      }
    }
    let all = EventMask.names.map(\.name) + ["death", "lost", "0x400"]
    #expect(Set(kinds) == Set(all).subtracting(["nonzero_exit"]))
  }

  @Test("The fuzzer starts from it, and from the records of its second block")
  func inCorpus() {
    #expect(GoldenCaptureTests.contents(of: "golden") == GoldenCapture.bytes)
    let records = 16 + 20 + 66 + 20
    #expect(
      GoldenCaptureTests.contents(of: "records") == Array(GoldenCapture.bytes[records...]))
  }

  /// At most 4096 bytes of a file in the corpus; nil where there is none.
  private static func contents(of name: String) -> [UInt8]? {
    let folder =
      #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
      + "/Fuzz/CaptureCorpus/"
    guard let file = unsafe fopen(folder + name, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
