import FoundationEssentials
import Glibc
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "Events for many readers, on the running kernel", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct LiveFeedTests {
  private func request(
    _ family: HeldFamily, _ more: Filter = .all, viewer: Viewer = .everything
  ) -> FeedRequest {
    FeedRequest(filter: .and([family.filter, more]), events: [.fork, .exit], viewer: viewer)
  }

  @Test("Each reader gets what its filter says, and all of it")
  func filters() async throws {
    let feed = try EventFeed()
    let family = try HeldFamily.sequence(200)
    let whole = try await feed.open(request(family))
    let ends = try await feed.open(request(family, .event(.exit)))
    let none = try await feed.open(request(family, .number(.code, .equal(7))))
    family.release()
    var told = (FeedTold(), FeedTold(), FeedTold())
    try await told.0.read(whole) { $0.isEnd(of: family.id) }
    try await told.1.read(ends, maxBytes: 1) { $0.isEnd(of: family.id) }
    try await told.2.read(none) { $0.isEnd(of: family.id) }
    try family.reap()
    #expect(told.0.events.count { $0.event == "fork" } == 200)
    #expect(told.0.events.count { $0.process?.exit?.code == 3 } == 200)
    #expect(told.1.events == told.0.events.filter { $0.event == "exit" })
    #expect(told.2.events == told.0.events.suffix(1))
    #expect(told.0.lost + told.1.lost + told.2.lost == 0)
    #expect(feed.counters.open == 3)
    #expect(
      feed.counters.delivered
        == UInt64(told.0.events.count + told.1.events.count + told.2.events.count))
  }

  @Test("One that stops reading loses what it is told to have lost, and others lose nothing")
  func slowReader() async throws {
    var limits = FeedLimits()
    limits.waitingEvents = 1500
    let feed = try EventFeed(limits)
    let family = try HeldFamily.sequence(2000, step: 250)
    let quick = try await feed.open(request(family))
    let slow = try await feed.open(request(family))
    var all = FeedTold()
    for step in 1...8 {
      family.release()
      // No more than this waits for it at any time.
      while all.events.count < 500 * step, let bytes = try await quick.next() { try all.add(bytes) }
      family.awaitStop()
    }
    family.release()
    try await all.read(quick) { $0.isEnd(of: family.id) }
    try family.reap()
    var some = FeedTold()
    while some.events.count + some.lost < all.events.count,
      let bytes = try await slow.next(maxBytes: 1)
    {
      try some.add(bytes)
    }
    #expect(all.lost == 0)
    #expect(all.events.count == 4001)
    #expect(some.events.count + some.lost == all.events.count)
    #expect(some.lost > 2000)
    #expect(slow.counts.lost == UInt64(some.lost))
    #expect(slow.counts.delivered == UInt64(some.events.count))
    #expect(feed.counters.lost == UInt64(some.lost))
    // What came first is there, and the loss stands behind it.
    #expect(Array(some.events.prefix(1500)) == Array(all.events.prefix(1500)))
    let place = try #require(some.lines.firstIndex { $0.lost?.place == "stream" })
    #expect(place >= 1500)
    let loss = try #require(some.lines[place].lost)
    #expect(loss.since <= loss.until)
  }

  @Test("Readers come and go under load, and one that stays misses nothing")
  func joiningAndLeaving() async throws {
    let feed = try EventFeed()
    let count = 3000
    let family = try HeldFamily.sequence(count)
    let staying = try await feed.open(request(family))
    let wants: [FeedRequest] = [
      FeedRequest(events: .nonzeroExit, viewer: .everything),
      FeedRequest(events: .all, details: [.arguments, .controlGroup], viewer: .everything),
      FeedRequest(filter: try Filter(parsing: "exit and name ~ \"s*\""), viewer: .user(65534)),
      FeedRequest(
        filter: try Filter(parsing: "pid in (1, 2, 3) or cgroup ~ \"*\""), viewer: .everything),
    ]
    family.release()
    let coming = Task {
      var opened = 0
      while !Task.isCancelled {
        let other = try await feed.open(wants[opened % wants.count])
        opened += 1
        if opened % 3 == 0 { other.close() }
      }
      return opened
    }
    var told = FeedTold()
    try await told.read(staying) { $0.isEnd(of: family.id) }
    coming.cancel()
    let opened = try await coming.value
    try family.reap()
    #expect(opened > 10)
    try #require(!told.lines.contains { $0.lost != nil }, "\(opened) came and went")
    // Each once and in order: a fork and an end by turns.
    let children = told.events.dropLast().map { $0.process?.pid ?? 0 }
    #expect(children.count == 2 * count)
    let kinds = told.events.dropLast().map(\.event)
    #expect(kinds.count { $0 == "fork" } == count)
    #expect(Set(zip(kinds, children).map { "\($0) \($1)" }).count == 2 * count)
  }

  @Test("Without a reader there is no socket and no thread; the next one gets new ones")
  func nobody() async throws {
    let before = try ConnectorSockets.ours()
    let feed = try EventFeed()
    #expect(!feed.isServing)
    for _ in 0..<2 {
      let subscriptions = [
        try await feed.open(FeedRequest(viewer: .everything)),
        try await feed.open(FeedRequest(events: .all, viewer: .user(1))),
      ]
      // Others of this process may have come meanwhile.
      let new = try ConnectorSockets.ours().subtracting(before)
      #expect(!new.isEmpty)
      #expect(feed.isServing && feed.counters.open == 2)
      subscriptions[0].close()
      #expect(feed.isServing && feed.counters.open == 1)
      subscriptions[1].close()
      #expect(try await subscriptions[1].next() == nil)
      while feed.isServing { try await Task.sleep(for: .milliseconds(2)) }
      while try !ConnectorSockets.ours().isDisjoint(with: new) {
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    #expect(feed.counters.open == 0)
  }

  @Test("A wait that is cancelled leaves the stream as it is; a closed feed ends it")
  func endings() async throws {
    let feed = try EventFeed()
    let family = try HeldFamily.sequence(1)
    let subscription = try await feed.open(request(family))
    let waiting = Task { try await subscription.next() }
    waiting.cancel()
    #expect(try await waiting.value == [])
    family.release()
    var told = FeedTold()
    try await told.read(subscription) { $0.isEnd(of: family.id) }
    #expect(told.events.map(\.event) == ["fork", "exit", "exit"])
    try family.reap()
    feed.close()
    while let rest = try await subscription.next() { #expect(!rest.isEmpty) }
    await #expect(throws: FeedError.closed) { try await feed.open(request(family)) }
  }

  @Test("There are no more readers than allowed, of one user and of all")
  func limits() async throws {
    var limits = FeedLimits()
    limits.readers = 3
    limits.readersOfUser = 2
    let feed = try EventFeed(limits)
    let first = try await feed.open(FeedRequest(viewer: .user(5)))
    let second = try await feed.open(FeedRequest(viewer: .user(5)))
    await #expect(throws: FeedError.tooManyReadersOfUser(limit: 2)) {
      try await feed.open(FeedRequest(viewer: .user(5)))
    }
    let third = try await feed.open(FeedRequest(viewer: .user(6)))
    await #expect(throws: FeedError.tooManyReaders(limit: 3)) {
      try await feed.open(FeedRequest(viewer: .everything))
    }
    second.close()
    let fourth = try await feed.open(FeedRequest(viewer: .everything))
    for subscription in [first, third, fourth] { subscription.close() }
  }
}

/// The sockets of this process that belong to the connector.
enum ConnectorSockets {
  private static let netlinkConnector = "11"

  static func ours() throws -> Set<String> {
    var inodes: Set<String> = []
    // C: "sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode"
    for line in try Files.text(of: "/proc/net/netlink", limit: 1 << 20).split(separator: "\n") {
      let columns = line.split(separator: " ")
      if columns.count >= 10, columns[1] == netlinkConnector { inodes.insert(String(columns[9])) }
    }
    var ours: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      guard let target = try? Files.linkTarget(of: "/proc/self/fd/\(name)"),
        target.hasPrefix("socket:[")
      else { continue }
      let inode = String(target.dropFirst(8).dropLast())
      if inodes.contains(inode) { ours.insert(inode) }
    }
    return ours
  }
}
