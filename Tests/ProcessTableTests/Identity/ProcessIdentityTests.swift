import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@Suite struct ProcessIdentityTests {
  private let boot = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

  @Test func aBootIDIsTheKernelsText() throws {
    let id = try #require(BootID(boot))
    #expect(id.high == 0x0f1e_2d3c_4b5a_6978)
    #expect(id.low == 0x8796_a5b4_c3d2_e1f0)
    #expect(id.description == boot)
    #expect(BootID(boot.uppercased()) == id)
  }

  @Test func itsTextFormIsStable() throws {
    let identity = ProcessIdentity(
      boot: try #require(BootID(boot)), process: ProcessID(4711), startTicks: 86391)
    #expect(identity.description == "\(boot)/4711/86391")
    #expect(ProcessIdentity("\(boot)/4711/86391") == identity)
  }

  @Test(arguments: Seeds.chosen) func everyIdentityIsReadBack(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let identity = ProcessIdentity(
        boot: BootID(high: random.bits(), low: random.bits()),
        process: ProcessID(random.number(in: 0...Int32.max)), startTicks: random.bits())
      #expect(ProcessIdentity(identity.description) == identity)
    }
  }

  @Test(arguments: [
    "/", "//", "1/2", "/1", "/-1/2", "/+1/2", "/1/+2", "/01/2", "/1/2/3", "/1/", "/1/2 ",
    "/2147483648/2", "/1/18446744073709551616", "/1/0x2", "/１/2",
  ])
  func anotherTextIsNone(_ rest: String) {
    #expect(ProcessIdentity(boot + rest) == nil)
    #expect(ProcessIdentity(rest) == nil)
  }

  @Test func aBootIDOfAnotherFormIsNone() {
    for place in boot.indices {
      var text = boot
      text.replaceSubrange(place...place, with: boot[place] == "-" ? "0" : "-")
      #expect(BootID(text) == nil)
      text = boot
      text.remove(at: place)
      #expect(BootID(text) == nil)
    }
    #expect(BootID(boot + "0") == nil)
  }

  @Test func twoProcessesDiffer() throws {
    let current = try #require(BootID.current())
    #expect(BootID.current() == current)
    let own = ProcessID(HostFacts.processID)
    let identity = try #require(ProcessIdentity.read(process: own, boot: current))
    #expect(ProcessIdentity.read(process: own, boot: current) == identity)
    let parent = ProcessID(HostFacts.parentProcessID)
    #expect(ProcessIdentity.read(process: parent, boot: current) != identity)
    #expect(ProcessIdentity.read(process: ProcessID(-1), boot: current) == nil)
    #expect(ProcessIdentity.read(process: ProcessID(.max), boot: current) == nil)
    #expect(ProcessIdentity.read(process: ProcessID(.min), boot: current) == nil)
  }
}
