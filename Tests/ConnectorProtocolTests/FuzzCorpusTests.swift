import CLinux
import ConnectorProtocol
import ProcessEvents
import Testing

/// The fuzzer starts from what a kernel sent, so that it need not find the headers by itself.
@Suite("The fuzzer's corpus")
struct FuzzCorpusTests {
  static let folder =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    + "/Fuzz/Corpus/"

  /// At most 200 bytes of a file; nil where there is none.
  static func contents(of name: String) -> [UInt8]? {
    guard let file = unsafe fopen(folder + name, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  @Test("Each datagram is in it, under the name of its kind and number", arguments: GoldenFrame.all)
  func hasFrame(frame: GoldenFrame) {
    let name =
      switch frame.message {
      case .event(let event): "\(event.kind)-\(event.sequence)"
      case .acknowledgement(let answer): "ack-\(answer.sequence)"
      }
    #expect(FuzzCorpusTests.contents(of: name) == frame.bytes)
  }

  @Test("Each request is in it, under its token", arguments: ConnectorRequestTests.golden)
  func hasRequest(golden: ConnectorRequestTests.Golden) {
    let name = "request-\(golden.request.token)"
    #expect(FuzzCorpusTests.contents(of: name) == golden.bytes)
  }
}
