import KernelInterface
import TestSupport
import Testing

@Suite("Whose ids /proc has")
struct OwnIDsTests {
  @Test(
    "One id is the namespace's own, more are of others as well",
    arguments: [
      ("Name:\tsh\nTgid:\t7\nNSpid:\t7\nNSpgid:\t7\n", true),
      ("Name:\tsh\nTgid:\t4711\nNSpid:\t4711\t7\nNSpgid:\t4711\t7\n", false),
      ("Name:\tsh\nNSpid:\t4711\t8\t1\n", false),
      ("Name:\tsh\nTgid:\t7\n", true),
    ])
  func text(status: String, isOwn: Bool) {
    #expect(ProcFiles.hasOwnIDs(status) == isOwn)
  }

  @Test("The tests' own /proc has their ids")
  func live() throws {
    #expect(ProcFiles.hasOwnIDs)
    var found = false
    let own = HostFacts.processID
    try ProcessList.visit { found = found || $0 == own }
    #expect(found)
  }
}
