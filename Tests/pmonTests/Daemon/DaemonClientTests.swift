import CLinux
import KernelInterface
import PlainData
import TestSupport
import Testing

@testable import pmon

@Suite("The daemon's client")
struct DaemonClientTests {
  private func refusal(of client: DaemonClient) -> DaemonFailure? {
    do throws(DaemonFailure) {
      _ = try client.get("v1", "status")
      return nil
    } catch { return error }
  }

  @Test("A bad answer is told in one line, and is a failure", arguments: BadAnswer.all)
  func bad(answer: BadAnswer) throws {
    let daemon = try ScriptedDaemon(always: answer.reply)
    let failure = try #require(refusal(of: DaemonClient(socket: daemon.path)))
    #expect(failure.exitStatus == 1)
    #expect(failure.description.contains("does not answer as pmond does: "), "\(failure)")
    #expect(!failure.description.contains { $0.isNewline }, "\(failure)")
    #expect(failure.description.utf8.count < 300)
  }

  @Test("A good answer byte by byte is as good")
  func trickle() throws {
    let daemon = try ScriptedDaemon(
      always: .trickle(ScriptedDaemon.answer(200, body: #"{"healthy":true}"#)))
    #expect(try DaemonClient(socket: daemon.path).get("v1", "status")["healthy"]?.flag == true)
    #expect(daemon.lines == ["GET /v1/status"])
  }

  @Test(
    "A daemon that does not go on is waited for no longer than is allowed",
    arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
  func stalled(beginning: String) throws {
    let daemon = try ScriptedDaemon(always: .stall(Array(beginning.utf8)))
    let begin = Clocks.monotonic
    let client = DaemonClient(socket: daemon.path, timeLimit: 100_000_000)
    let failure = try #require(refusal(of: client))
    #expect(failure.description.contains("does not answer: is it stopped?"), "\(failure)")
    #expect(failure.exitStatus == 1)
    #expect(Clocks.monotonic - begin >= 100_000_000)
  }

  @Test("A daemon that takes nobody in is waited for no longer either")
  func fullBacklog() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("pmon.sock")
    let listening = try listen(at: path, backlog: 0)
    defer { close(listening) }
    // One finds room, the next ones do not.
    let waiting = try StreamSocket(connectingTo: .local(path: path))
    let client = DaemonClient(socket: path, timeLimit: 50_000_000)
    for _ in 0..<2 {
      let failure = try #require(refusal(of: client))
      #expect(failure.description.contains("does not answer: is it stopped?"), "\(failure)")
    }
    try waiting.finishConnecting()
  }

  @Test("An answer that comes before the request has been read is taken")
  func earlyAnswer() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("pmon.sock")
    let listening = try listen(at: path)
    defer { close(listening) }
    let thread = try KernelInterface.Thread {
      let client = accept(listening, nil, nil)
      let answer = ScriptedDaemon.answer(413, body: #"{"detail":"Send less."}"#)
      _ = unsafe send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
      close(client)
    }
    let request = HTTPRequest(
      .post, ["v1", "registrations"], body: Array(repeating: 0x20, count: 4 << 20))
    #expect(throws: DaemonFailure.self) {
      do throws(DaemonFailure) { _ = try DaemonClient(socket: path).perform(request) } catch {
        #expect(error.description == "Send less.")
        #expect(error.httpStatus == 413)
        throw error
      }
    }
    thread.join()
  }

  @Test(
    "Where nobody listens, what to do is said", arguments: ["no.sock", "file", "file/pmon.sock"])
  func nobody(name: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write([], to: "file")
    let path = folder.path(name)
    let failure = try #require(refusal(of: DaemonClient(socket: path)))
    #expect(
      failure.description == "no daemon listens at \(path): start it with pmond, or give --socket")
    #expect(failure.exitStatus == 3)
  }

  @Test(
    "A refusal is told in the daemon's words, made fit for a terminal",
    arguments: [
      (400, 2), (403, 3), (404, 1), (405, 1), (409, 1), (413, 2), (415, 1), (431, 2), (503, 1),
    ] as [(Int, Int32)])
  func refusal(status: Int, exitStatus: Int32) throws {
    let daemon = try ScriptedDaemon(
      always: .problem(status, #"Not so.\u001b[31m\nSecond"#))
    let failure = try #require(refusal(of: DaemonClient(socket: daemon.path)))
    #expect(failure.description == #"Not so.\x1b[31m\x0aSecond"#)
    #expect(failure.exitStatus == exitStatus)
    #expect(failure.httpStatus == status)
  }

  @Test("A refusal for being asked too often says when to come back")
  func retryAfter() throws {
    let daemon = try ScriptedDaemon(
      always: .problem(429, "Too many.", fields: "Retry-After: 7\r\n"))
    let failure = try #require(refusal(of: DaemonClient(socket: daemon.path)))
    #expect(failure.description == "Too many. (try again in 7 s)")
  }

  @Test("A refusal without a reason has its status", arguments: ["", "<html>", #"{"detail":7}"#])
  func bareRefusal(body: String) throws {
    let daemon = try ScriptedDaemon(always: .json(body, status: 500))
    let failure = try #require(refusal(of: DaemonClient(socket: daemon.path)))
    #expect(failure.description == "pmond refuses, with the status 500 and no reason")
  }

  @Test("No request leaves a descriptor open")
  func descriptors() throws {
    let daemon = try ScriptedDaemon(always: .bytes(Array("HTTP/1.1 200".utf8)))
    let client = DaemonClient(socket: daemon.path)
    _ = refusal(of: client)
    let sockets = openSockets()
    for _ in 0..<200 { _ = refusal(of: client) }
    // Other tests open some at the same time, but not so many.
    #expect(openSockets() < sockets + 150)
  }

  private func openSockets() -> Int { (try? Files.openDescriptorCount()) ?? .max }
}
