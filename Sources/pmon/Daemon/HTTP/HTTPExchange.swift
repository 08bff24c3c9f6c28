internal import KernelInterface

/// One request to a server at a Unix socket, and its answer; all of it takes no longer than it may.
struct HTTPExchange: ~Copyable {
  enum Failure: Error, Hashable {
    /// Nobody listens, or this user may not connect.
    case unreachable(SystemCallError)
    case system(SystemCallError)
    case timedOut
    case answer(HTTPFault)
  }

  private let socket: StreamSocket
  private let deadline: UInt64

  /// - Parameter timeLimit: nanoseconds
  static func perform(
    _ request: HTTPRequest, at path: String, timeLimit: UInt64
  ) throws(Failure) -> HTTPAnswer {
    let (deadline, overflow) = Clocks.monotonic.addingReportingOverflow(timeLimit)
    let exchange = HTTPExchange(
      socket: try connect(to: path, until: overflow ? .max : deadline),
      deadline: overflow ? .max : deadline)
    try exchange.send(request.bytes)
    return try exchange.receive()
  }

  private static func connect(
    to path: String, until deadline: UInt64
  ) throws(Failure) -> StreamSocket {
    while true {
      do throws(SystemCallError) {
        return try StreamSocket(connectingTo: .local(path: path))
      } catch {
        // Its queue is full; of a Unix socket nothing tells when it no longer is.
        guard error.errno == .wouldBlock else { throw .unreachable(error) }
        guard Clocks.monotonic < deadline else { throw .timedOut }
        ProcessActions.sleep(milliseconds: 5)
      }
    }
  }

  private func send(_ bytes: [UInt8]) throws(Failure) {
    var start = 0
    while start < bytes.count {
      try wait(toWrite: true)
      do throws(SystemCallError) {
        start += try socket.send(bytes.span.extracting(start...))
      } catch {
        switch error.errno {
        case .wouldBlock: continue
        // A server may answer before it has read all, and then close.
        case .brokenPipe, .connectionReset: return
        default: throw .system(error)
        }
      }
    }
  }

  private func receive() throws(Failure) -> HTTPAnswer {
    var reader = HTTPAnswerReader()
    while true {
      try wait(toWrite: false)
      var bytes: [UInt8] = []
      do throws(SystemCallError) {
        bytes = try socket.receive(atMost: 65_536)
      } catch {
        switch error.errno {
        case .wouldBlock: continue
        // It has closed without having read all.
        case .connectionReset: break
        default: throw .system(error)
        }
      }
      do throws(HTTPFault) {
        if bytes.isEmpty { try reader.end() } else { try reader.take(bytes.span) }
      } catch { throw .answer(error) }
      if let answer = reader.complete { return answer }
    }
  }

  private func wait(toWrite: Bool) throws(Failure) {
    while true {
      let now = Clocks.monotonic
      guard now < deadline else { throw .timedOut }
      do throws(SystemCallError) {
        if try socket.wait(toWrite: toWrite, timeout: deadline - now, interruptedBy: -1) { return }
      } catch { throw .system(error) }
    }
  }
}
