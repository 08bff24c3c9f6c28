import ConnectorService
import KernelInterface

/// What serving the connector at its socket costs: `make bench-connector`.
///
/// Events are made up and published in this process; clients are processes of their own, and their CPU time is not in
/// what is printed for the server.
@main
struct ConnectorCost {
  static func main() throws {
    let words = CommandLine.arguments
    if words.count == 6, words[1] == "read" {
      try Reading.run(
        path: words[2], user: UInt32(words[3]) ?? 0, clients: Int(words[4]) ?? 0,
        mask: UInt32(words[5], radix: 16) ?? 0)
      return
    }
    guard HostFacts.effectiveUser == 0 else {
      print("ConnectorCost: run it as root: its clients are several users")
      ProcessActions.end(code: 3)
    }
    print("Linux \(HostFacts.kernelRelease)\n")
    try Crowd().measure()
    print(
      "\n| clients that want everything | datagrams | ns of the server's CPU time each | a second and CPU |"
    )
    print("|---|---|---|---|")
    for clients in [1, 10, 50] { try Rate.measure(clients: clients) }
  }
}
