internal import KernelInterface

/// Posts a death to a server by HTTP/1.1; success is an answer of 2xx.
struct PostAction {
  let target: PostTarget
  let context: AttemptContext

  /// Bytes of an answer's head that are read at most.
  private static let limit = 16_384

  func run(_ document: String) throws(ActionProblem) {
    let socket = try call { () throws(SystemCallError) in
      try StreamSocket(connectingTo: target.address)
    }
    try wait(socket, toWrite: true)
    try call { () throws(SystemCallError) in try socket.finishConnecting() }
    try send(request(document), socket)
    let status = try receiveStatus(socket)
    guard (200..<300).contains(status) else { throw ActionProblem("\(name) answered \(status)") }
  }

  private var name: String { "POST \(target.host)\(target.path)" }

  private func request(_ document: String) -> [UInt8] {
    Array(
      """
      POST \(target.path) HTTP/1.1\r
      Host: \(target.host)\r
      User-Agent: pmon\r
      Content-Type: application/json\r
      Content-Length: \(document.utf8.count)\r
      Connection: close\r
      \r
      \(document)
      """.utf8)
  }

  private func send(_ bytes: [UInt8], _ socket: borrowing StreamSocket) throws(ActionProblem) {
    var start = 0
    while start < bytes.count {
      try wait(socket, toWrite: true)
      do { start += try socket.send(bytes.span.extracting(start...)) } catch {
        switch error.errno {
        case .wouldBlock: continue
        // A server may answer before it has read all, and then close.
        case .brokenPipe, .connectionReset: return
        default: throw ActionProblem(name, error)
        }
      }
    }
  }

  private func receiveStatus(_ socket: borrowing StreamSocket) throws(ActionProblem) -> Int {
    var answer: [UInt8] = []
    while answer.count < Self.limit {
      try wait(socket, toWrite: false)
      let received: [UInt8]
      do { received = try socket.receive(atMost: 4096) } catch {
        if error.errno == .wouldBlock { continue }
        throw ActionProblem(name, error)
      }
      if received.isEmpty { throw ActionProblem("\(name): the server closed without an answer") }
      answer += received
      switch AnswerHead.find(in: answer) {
      case .complete(let head): return head.status
      case .invalid: throw ActionProblem("\(name): the answer is not HTTP/1")
      case .incomplete: continue
      }
    }
    throw ActionProblem("\(name): the answer's head is longer than \(Self.limit) bytes")
  }

  private func wait(_ socket: borrowing StreamSocket, toWrite: Bool) throws(ActionProblem) {
    while true {
      try context.check()
      let isReady: Bool
      do {
        isReady = try socket.wait(
          toWrite: toWrite, timeout: context.remaining,
          interruptedBy: context.cancellation.rawDescriptor)
      } catch { throw ActionProblem(name, error) }
      if isReady { return }
    }
  }

  @discardableResult
  private func call<Value: ~Copyable>(
    _ body: () throws(SystemCallError) -> Value
  ) throws(ActionProblem) -> Value {
    do { return try body() } catch { throw ActionProblem(name, error) }
  }
}
