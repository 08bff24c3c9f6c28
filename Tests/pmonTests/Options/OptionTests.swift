import ArgumentParser
import ProcessConnector
import ProcessEvents
import Testing

@testable import pmon

@Suite("Options")
struct OptionTests {
  @Test(
    "Durations",
    arguments: [
      ("0", .zero), ("10", .seconds(10)), ("1.5", .milliseconds(1500)), ("10s", .seconds(10)),
      ("500ms", .milliseconds(500)), ("1m30s", .seconds(90)), ("250us", .microseconds(250)),
      ("2h", .seconds(7200)), ("1d", .seconds(86_400)),
    ] as [(String, Duration)])
  func duration(text: String, expected: Duration) {
    #expect(DurationArgument(argument: text)?.duration == expected)
  }

  @Test(
    "What is no duration",
    arguments: ["", "s", "-1s", "1x", "1..2s", "ten", "1 s", "s10", "1e3", "½", "1e400d", "10s5"])
  func noDuration(text: String) {
    #expect(DurationArgument(argument: text) == nil)
  }

  @Test("A duration beyond all use is refused, not wrapped around")
  func hugeDuration() {
    #expect(DurationArgument(argument: "99999999999999999999") == nil)
    #expect(DurationArgument(argument: "999999999d") == nil)
  }

  @Test(
    "Sizes",
    arguments: [
      ("0", 0), ("212992", 212_992), ("8KiB", 8192), ("8k", 8192), ("8kB", 8000), ("16M", 16 << 20),
      ("16MiB", 16 << 20), ("1g", 1 << 30), ("100b", 100),
    ] as [(String, Int32)])
  func size(text: String, expected: Int32) {
    #expect(SizeArgument(argument: text)?.bytes == expected)
  }

  @Test("What is no size", arguments: ["", "M", "-1", "1.5M", "2G", "3GiB", "8 KiB", "8T", "x"])
  func noSize(text: String) {
    #expect(SizeArgument(argument: text) == nil)
  }

  @Test(
    "Lists of events, with forkstat's names among them",
    arguments: [
      ("fork", .fork), ("exec,exit", [.exec, .exit]), ("all", .all),
      ("FORK,Core", [.fork, .coredump]),
      ("ptrce", .ptrace), ("ptrace", .ptrace), ("abnormal,fork", [.nonzeroExit, .fork]),
    ] as [(String, EventMask)])
  func events(text: String, expected: EventMask) {
    #expect(EventList(argument: text)?.mask == expected)
  }

  @Test(
    "What is no list of events", arguments: ["", ",", "fork,", "forks", "fork exec", "fork,,exec"])
  func noEvents(text: String) {
    #expect(EventList(argument: text) == nil)
  }

  private func watch(_ arguments: String...) throws -> WatchCommand {
    try #require(try Pmon.parseAsRoot(["watch"] + arguments) as? WatchCommand)
  }

  @Test("What is listened to")
  func configuration() throws {
    let usual = try watch().selection.makeConfiguration()
    #expect(usual.events == [.fork, .exec, .exit, .coredump])
    #expect(usual.subject == .processes)
    #expect(usual.delivery == .coalesced(.milliseconds(10)))
    #expect(try watch("-x").selection.makeConfiguration().events == .nonzeroExit)
    #expect(try watch("-e", "uid,gid").selection.makeConfiguration().events == [.uid, .gid])
    let other = try watch("--threads", "--latency", "0", "--receive-buffer", "8KiB").selection
      .makeConfiguration()
    #expect(other.subject == .threads)
    #expect(other.delivery == .immediate)
    #expect(other.receiveBuffer.bytes == 8192)
  }

  @Test(
    "Requests that contradict themselves or mean nothing",
    arguments: [
      ["watch", "-x", "-e", "fork"], ["watch", "--for", "soon"], ["watch", "--count", "-1"],
      ["watch", "--color", "blue"], ["stat", "--interval", "1ms"],
      ["stat", "--utc"], ["nothing"],
    ])
  func wrong(arguments: [String]) {
    #expect(throws: (any Error).self) { try Pmon.parseAsRoot(arguments) }
  }
}
