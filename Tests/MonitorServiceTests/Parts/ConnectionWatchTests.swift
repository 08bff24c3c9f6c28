import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing

@testable import MonitorService

@Suite("Connections that keep their server waiting")
struct ConnectionWatchTests {
  private let channel: EmbeddedChannel
  private let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")

  init() throws {
    channel = EmbeddedChannel(handler: ConnectionWatch())
    try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
  }

  private func pass(seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

  private func receive(_ parts: HTTPRequestPart...) throws {
    for part in parts { try channel.writeInbound(part) }
  }

  private func answer(length: Int? = 0, isComplete: Bool = true) throws {
    var response = HTTPResponse(status: .ok)
    if let length { response.headerFields[.contentLength] = "\(length)" }
    try channel.writeOutbound(HTTPResponsePart.head(response))
    if isComplete { try channel.writeOutbound(HTTPResponsePart.end(nil)) }
  }

  @Test("One that sends nothing is closed")
  func silent() {
    pass(seconds: 29)
    #expect(channel.isActive)
    pass(seconds: 1)
    #expect(!channel.isActive)
  }

  @Test("One whose body never ends is closed, however often a piece comes")
  func slowBody() throws {
    try receive(.head(head))
    for _ in 0..<29 {
      pass(seconds: 1)
      try receive(.body(ByteBuffer(string: "a")))
    }
    #expect(channel.isActive)
    pass(seconds: 1)
    #expect(!channel.isActive)
  }

  @Test("An answer may take its time to begin, but not to be taken")
  func slowAnswer() throws {
    try receive(.head(head), .end(nil))
    pass(seconds: 1000)
    #expect(channel.isActive)
    try answer(length: 10, isComplete: false)
    pass(seconds: 29)
    #expect(channel.isActive)
    pass(seconds: 1)
    #expect(!channel.isActive)
  }

  @Test("A stream lasts")
  func stream() throws {
    try receive(.head(head), .end(nil))
    try answer(length: nil, isComplete: false)
    pass(seconds: 100_000)
    #expect(channel.isActive)
  }

  @Test("After an answer the next request may come, for a while")
  func next() throws {
    for _ in 0..<10 {
      pass(seconds: 20)
      try receive(.head(head), .end(nil))
      try answer()
    }
    #expect(channel.isActive)
    pass(seconds: 30)
    #expect(!channel.isActive)
  }

  @Test("Of pipelined requests, the second one's answer may take its time as well")
  func pipelined() throws {
    try receive(.head(head), .end(nil), .head(head), .end(nil))
    try answer()
    pass(seconds: 1000)
    #expect(channel.isActive)
    try answer()
    pass(seconds: 30)
    #expect(!channel.isActive)
  }

  @Test("What is no HTTP is answered where nothing else is to be, and the connection ends")
  func fault() throws {
    channel.pipeline.fireErrorCaught(HTTPParserError.headerOverflow)
    guard case .head(let head)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
      Issue.record("no answer")
      return
    }
    #expect(head.status.code == 431)
    #expect(head.headerFields[.connection] == "close")
    #expect(!channel.isActive)
  }

  @Test("What is no HTTP ends a connection whose answers are to come")
  func laterFault() throws {
    try receive(.head(head), .end(nil))
    channel.pipeline.fireErrorCaught(HTTPParserError.unknown)
    #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
    #expect(!channel.isActive)
  }
}
