internal import KernelInterface

/// Who else listens to the connector.
enum ConnectorListeners {
  /// Sockets that have joined its group: `/proc/net/netlink`, 0 where that cannot be read.
  static var count: Int {
    (try? Files.text(of: "/proc/net/netlink", limit: 1 << 20)).map(count(in:)) ?? 0
  }

  /// Columns: sk Eth Pid Groups …
  static func count(in table: String) -> Int {
    table.split(separator: "\n").dropFirst().count { line in
      let words = line.split(separator: " ")
      guard words.count > 3, words[1] == netlinkConnector, let groups = UInt32(words[3], radix: 16)
      else { return false }
      return groups & 1 != 0
    }
  }

  /// C: `NETLINK_CONNECTOR`
  private static let netlinkConnector = "11"
}
