import KernelInterface
import TestSupport
import Testing

@testable import ProcessTable

@Suite struct CommandLineTextTests {
  private func arguments(_ text: String) -> [String]? {
    CommandLineText.arguments(in: Array(text.utf8).span)
  }

  @Test func eachZeroEndsAnArgument() {
    #expect(arguments("sleep\u{0}60\u{0}") == ["sleep", "60"])
    #expect(arguments("a\u{0}\u{0}b\u{0}") == ["a", "", "b"])
    #expect(arguments("a\u{0}\u{0}\u{0}") == ["a", "", ""])
    #expect(arguments("a b\nc\u{0}") == ["a b\nc"])
  }

  @Test func withoutTextThereAreNone() {
    #expect(arguments("") == nil)
    #expect(arguments("\u{0}") == nil)
  }

  @Test func aTextWithoutZerosIsOneArgument() {
    #expect(arguments("nginx: worker process") == ["nginx: worker process"])
  }

  @Test func whatARenamingLeavesIsNoArgument() {
    let padded = "nginx: master" + String(repeating: "\u{0}", count: 200)
    #expect(arguments(padded) == ["nginx: master"])
  }

  @Test func bytesThatAreNotUTF8AreReplaced() {
    let arguments = CommandLineText.arguments(in: ([0xFF, 0, 0x61, 0] as [UInt8]).span)
    #expect(arguments == ["\u{FFFD}", "a"])
  }
}

@Suite struct StatusTextTests {
  private let text = """
    Name:\tUid:\\n\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t1000\t4294967294\t1000\t1000
    Gid:\t5\t6\t7\t8\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\n
    """

  @Test func theSecondIdIsTheEffectiveOne() {
    let user = StatusText.effectiveUser(in: Array(text.utf8).span)
    #expect(user == 4_294_967_294)
  }

  @Test(arguments: ["Uid:\t1\t", "Uid:\t1\t99999999999\t1\t1\n", "Uid:\t\t\t\n", "", "Uid:\t1\t23"])
  func aTextThatIsNoneHasNone(_ text: String) {
    let user = StatusText.effectiveUser(in: Array(text.utf8).span)
    #expect(user == nil)
  }

  @Test func aPendingKillIsSeenInBothMasks() {
    func isPending(_ first: String, _ second: String) -> Bool {
      StatusText.isKillPending(
        in: Array("Name:\tx\nSigPnd:\t\(first)\nShdPnd:\t\(second)\n".utf8).span)
    }
    let none = "0000000000000000"
    #expect(!isPending(none, none))
    #expect(!isPending("0000000000000e00", "fffffffffffffeff"))
    #expect(isPending("0000000000000100", none))
    #expect(isPending(none, "0000000000004b00"))
    #expect(isPending("1", none))
    let isUnreadable = StatusText.isKillPending(in: [UInt8]().span)
    #expect(isUnreadable)
  }
}

@Suite struct DirectoryEntryTests {
  /// `struct linux_dirent64`
  private func entry(_ name: String, length: Int? = nil) -> [UInt8] {
    let size = (19 + name.utf8.count + 1 + 7) / 8 * 8
    let told = length ?? size
    var bytes = [UInt8](repeating: 0, count: 16)
    bytes += [UInt8(truncatingIfNeeded: told), UInt8(truncatingIfNeeded: told >> 8), 4]
    bytes += name.utf8
    return bytes + [UInt8](repeating: 0, count: size - bytes.count)
  }

  private func processes(_ bytes: [UInt8]) -> [Int32] {
    var found: [Int32] = []
    ProcessList.visitProcesses(in: bytes.span) { found.append($0) }
    return found
  }

  @Test func onlyNumbersAreProcesses() {
    let bytes = [".", "..", "self", "1", "7x", "x7", "4194304", "99999999999", ""].flatMap {
      entry($0)
    }
    #expect(processes(bytes) == [1, 4_194_304])
  }

  @Test func anEntryThatIsCutIsLeftOut() {
    let bytes = entry("1") + entry("22")
    for count in 0..<bytes.count {
      #expect(processes(Array(bytes[..<count])) == (count >= 24 ? [1] : []), "\(count)")
    }
    #expect(processes(entry("1", length: 0)) == [])
    #expect(processes(entry("1", length: 19)) == [])
    #expect(processes(entry("1", length: 65535)) == [])
  }
}
