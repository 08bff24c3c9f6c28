import ArgumentParser
import ProcessTable
import Testing

@testable import pmon

@Suite("Options of commands that ask the daemon")
struct DaemonOptionTests {
  private let boot = BootID(DaemonSamples.boot)

  @Test(
    "Ids are whole, or without this boot",
    arguments: ["\(DaemonSamples.boot)/3019/7/a.b", "3019/7/a.b"])
  func id(text: String) throws {
    let id = try #require(GuardedID(text, boot: boot))
    #expect(id.segments == [DaemonSamples.boot, "3019", "7", "a.b"])
    #expect(GuardedID.short(id.segments.joined(separator: "/"), boot: boot) == "3019/7/a.b")
  }

  @Test("Ids of another boot stay whole")
  func otherBoot() {
    let text = "fedcba98-7654-3210-fedc-ba9876543210/1/2/x"
    #expect(GuardedID.short(text, boot: boot) == text)
    #expect(GuardedID.short(text, boot: nil) == text)
    #expect(GuardedID("1/2/x", boot: nil) == nil)
  }

  @Test(
    "What is no id",
    arguments: [
      "", "1", "1/2", "1/2/", "x/2/y", "-1/2/x", "1/2/3/4", "1/2/x/", "//", "a/1/2/x", "1/2/x/y/z",
    ])
  func noID(text: String) { #expect(GuardedID(text, boot: boot) == nil) }

  @Test(
    "Causes of death",
    arguments: [
      ("code:0", "code:0"), ("code:255", "code:255"), ("signal:SEGV", "signal:11"),
      ("signal:sigkill", "signal:9"), ("signal:64", "signal:64"), ("unknown", "unknown"),
      ("code:256", nil), ("code:-1", nil), ("code", nil), ("signal:0", nil), ("signal:65", nil),
      ("signal:", nil), ("unknown:1", nil), ("code:1:2", nil), ("", nil),
    ])
  func cause(text: String, expected: String?) {
    #expect(CauseArgument(argument: text)?.text == expected)
  }

  @Test(
    "States of clean-ups",
    arguments: [
      ("pending", "PENDING"), ("GAVE UP,in-progress", "GAVE UP,IN PROGRESS"),
      ("partial_cleanup", "PARTIAL CLEANUP"), ("", nil), ("pending,", nil), ("done", nil),
    ])
  func state(text: String, expected: String?) {
    #expect(CleanupStateList(argument: text)?.text == expected)
  }

  @Test("Each state that shells offer is one")
  func offeredStates() {
    for value in CleanupStateList.allValueStrings {
      #expect(CleanupStateList(argument: value) != nil)
    }
  }

  @Test(
    "Moments",
    arguments: [
      ("1h", "2026-11-23T14:20:05.000000000Z"), ("0", "2026-11-23T15:20:05.000000000Z"),
      ("2026-11-23T15:20:01.5+01:00", "2026-11-23T14:20:01.500000000Z"),
      ("2026-11-23", nil), ("noon", nil), ("", nil),
    ] as [(String, String?)])
  func moment(text: String, expected: String?) {
    let moment = MomentArgument(argument: text)
    #expect(moment?.text(now: 1_795_447_205_000_000_000) == expected)
  }
}
