import ProcessEvents
import Testing

@Suite("Event masks")
struct EventMaskTests {
  @Test(
    "Each kind has the kernel's bit",
    arguments: [
      (.fork, 0x1), (.exec, 0x2), (.uid, 0x4), (.gid, 0x40), (.sid, 0x80),
      (.ptrace, 0x100), (.comm, 0x200), (.nonzeroExit, 0x2000_0000), (.coredump, 0x4000_0000),
      (.exit, 0x8000_0000), (.all, 0xE000_03C7),
    ] as [(EventMask, UInt32)])
  func kernelBits(mask: EventMask, bits: UInt32) {
    #expect(mask.rawValue == bits)
  }

  @Test("All is made of the named kinds, each of them one bit")
  func allIsTheUnion() {
    #expect(EventMask.names.count == 10)
    #expect(EventMask.names.allSatisfy { $0.mask.rawValue.nonzeroBitCount == 1 })
    #expect(EventMask(EventMask.names.map(\.mask)) == .all)
  }

  @Test(
    "A number becomes the mask that the kernel would make of it",
    arguments: [
      (0, .all),
      (0xFFFF_FFFF, .all),
      (0xE000_03C7, .all),
      (0x1000, .all),
      (0x1FFF_FC38, .all),
      (0x1 | 0x1000, .fork),
      (0x2000_0000, .nonzeroExit),
      (0x2000_0000 | 0x8000_0000, [.nonzeroExit, .exit]),
      (0x1 | 0x2000_0000, [.fork, .nonzeroExit]),
    ] as [(UInt32, EventMask)])
  func validMasks(number: UInt32, mask: EventMask) {
    #expect(EventMask.valid(number) == mask)
  }

  @Test("A mask admits an event of each kind that it names and of no other")
  func admitsItsKinds() {
    for payload in Payloads.ofEachKind {
      let event = ProcessEvent(payload)
      #expect(EventMask.all.admits(event))
      #expect(event.kind.admits(event))
      #expect(!EventMask.all.subtracting([event.kind, .nonzeroExit]).admits(event))
      #expect(!EventMask([]).admits(event))
    }
  }

  @Test(
    "Asked for nonzero exits, only an exit with a status other than 0 comes",
    arguments: [
      (.exited(code: 0), false), (.exited(code: 1), true), (.signaled(.kill), true),
      (.signaled(.abort, coreDumped: true), true),
    ] as [(ExitStatus, Bool)])
  func nonzeroExits(status: ExitStatus, isAdmitted: Bool) {
    let event = ProcessEvent(.exit(Payloads.exit(status)))
    #expect(EventMask.nonzeroExit.admits(event) == isAdmitted)
    #expect(EventMask([.fork, .nonzeroExit]).admits(event) == isAdmitted)
    #expect(EventMask([.exit, .nonzeroExit]).admits(event))
  }

  @Test("A kind that this version does not know comes only by its own bit")
  func unknownKinds() {
    let event = ProcessEvent(
      .unknown(UnknownEvent(what: 0x800, data: .init(repeating: 0))))
    #expect(!EventMask.all.admits(event))
    #expect(EventMask(rawValue: 0x800).admits(event))
  }

  @Test(
    "A mask reads as its kinds, and what is left in hexadecimal",
    arguments: [
      (.all, "all"), ([], "0x0"), (.fork, "fork"), ([.exit, .fork], "fork,exit"),
      (.nonzeroExit, "nonzero_exit"), (EventMask(rawValue: 0x1001), "fork,0x1000"),
      (EventMask(rawValue: 0x800), "0x800"),
    ] as [(EventMask, String)])
  func descriptions(mask: EventMask, text: String) {
    #expect(mask.description == text)
  }
}
