import CLinux
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  /// The kernel counts its listeners over the whole machine. One that does not say good-bye leaves the
  /// count too high, and from then on every socket in the group gets every event.
  @Suite("The kernel's count of listeners")
  struct ListenerCountTests {
    @Test(
      "It is what it was, however pmon ends",
      .enabled(if: Host.connectorFilters, "before Linux 6.6 a count of clients does not exist"),
      arguments: ["signal", "count", "time", "closed pipe", "terminal signal under load"])
    func isRestored(ending: String) throws {
      for _ in 0..<20 {
        guard let outsider = try Outsider() else {
          usleep(500_000)
          continue
        }
        try run(to: ending)
        let heard = try outsider.heardOfFork()
        if heard, try !outsider.isAlone() { continue }
        #expect(!heard, "a socket that never asked hears events after \(ending)")
        return
      }
      try Test.cancel("for ten seconds there was always another listener on this machine")
    }

    private func run(to ending: String) throws {
      let pmon: Program
      switch ending {
      case "count":
        pmon = try Program.subscribed("watch", "-e", "all", "--count", "1")
        _ = try EndedChild("exit 0")
      case "time": pmon = try Program.subscribed("watch", "--for", "50ms")
      case "closed pipe":
        pmon = try Program.subscribed("watch", "-e", "all")
        pmon.closeOutput()
      case "terminal signal under load":
        pmon = try Program.subscribed("watch", "-e", "all")
        _ = try EndedChild.mixed(20)
        pmon.send(signal: SIGINT)
      default:
        pmon = try Program.subscribed("watch", "-x")
        pmon.send(signal: SIGTERM)
      }
      #expect(try pmon.finish() == .exited(code: 0))
    }
  }
}

/// A socket in the connector's group that has not asked for anything.
private struct Outsider {
  private let transport: KernelTransport

  /// Nil while others listen: nothing can be told then.
  init?() throws {
    // Without any socket in the group, one event lets the kernel forget those that left unannounced.
    _ = try EndedChild("exit 0")
    transport = try KernelTransport()
    try transport.join()
    if try heardOfFork() || !isAlone() { return nil }
  }

  /// Whether no other socket is in the group.
  func isAlone() throws -> Bool {
    let sockets = try Files.text(of: "/proc/net/netlink").split(separator: "\n").dropFirst()
    let members = sockets.count { line in
      let fields = line.split(separator: " ")
      return fields.count > 3 && fields[1] == "11" && fields[3] != "00000000"
    }
    return members == 1
  }

  /// Whether a process that begins and ends reaches it.
  func heardOfFork() throws -> Bool {
    while try receive() {}
    _ = try EndedChild("exit 0")
    return try receive()
  }

  private func receive() throws(SystemCallError) -> Bool {
    do {
      return try transport.receive(limit: transport.capacity).count > 0
    } catch  where error.errno == .wouldBlock {
      return false
    } catch  where error.errno == .noBufferSpace {
      return true
    }
  }
}
