internal import KernelInterface

/// Watches each process by a pidfd in an epoll set. Somebody has to tell it the processes while they live.
struct PidDescriptorContender: ~Copyable {
  private var channel: LineChannel
  private let epoll: Epoll
  /// By token.
  private var watched: [UInt64: PidDescriptor.Box] = [:]
  private var nextToken: UInt64 = 1
  private var report = ContenderReport()

  init(channel: consuming LineChannel) throws {
    HostFacts.raiseDescriptorLimit(to: UInt(2 * BenchLoad.waveSize))
    guard HostFacts.descriptorLimit > BenchLoad.waveSize + 16 else {
      throw BenchFailure.ended(
        "ulimit -n is \(HostFacts.descriptorLimit), and each process takes one")
    }
    let epoll = try Epoll()
    try epoll.add(channel.rawDescriptor, token: 0)
    try channel.write("ready one descriptor a process")
    self.epoll = epoll
    self.channel = channel
  }

  mutating func run() throws {
    while true {
      _ = try pollReadable(epoll.rawDescriptor, timeout: nil)
      if try takeEnded() {
        guard let line = try channel.readLine() else { return }
        if line.hasPrefix("wave ") {
          try watch(line.split(separator: " ").dropFirst().compactMap { Int32($0) })
          try channel.write("watching")
        } else if line.hasPrefix("end ") {
          let end = Clocks.monotonic &+ ContenderProtocol.patience
          while !watched.isEmpty, Clocks.monotonic < end {
            _ = try pollReadable(epoll.rawDescriptor, timeout: 50_000_000)
            _ = try takeEnded()
          }
          return try ContenderProtocol.finish(report, over: &channel)
        }
      }
    }
  }

  private mutating func watch(_ processes: [Int32]) throws {
    for process in processes {
      let box = PidDescriptor.Box(try PidDescriptor(process: process))
      try epoll.add(box.descriptor.rawDescriptor, token: nextToken)
      watched[nextToken] = box
      nextToken += 1
    }
  }

  /// Takes those that have ended.
  ///
  /// - Returns: whether there is a line to read.
  private mutating func takeEnded() throws -> Bool {
    var ended: [UInt64] = []
    try epoll.ready { ended.append($0) }
    for token in ended where token != 0 {
      // Closing the descriptor takes it out of the set.
      if watched.removeValue(forKey: token) != nil { report.seen += 1 }
    }
    return ended.contains(0)
  }
}

extension PidDescriptor {
  /// A dictionary cannot hold what cannot be copied.
  fileprivate final class Box {
    let descriptor: PidDescriptor
    init(_ descriptor: consuming PidDescriptor) { self.descriptor = descriptor }
  }
}
