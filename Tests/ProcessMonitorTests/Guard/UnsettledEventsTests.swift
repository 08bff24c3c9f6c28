import Glibc
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor
import ProcessTable
import Synchronization
import TestSupport
import Testing

@Suite("What outlives the daemon beside its socket")
struct UnsettledEventsTests {
  private let boot = BootID(high: 1, low: 2)
  private let socket: UInt64 = 77

  /// One that a successor could rely on.
  private func whole() throws -> UnsettledEvents {
    let events = try UnsettledEvents(boot: boot, size: UInt64(UnsettledEvents.smallestSize))
    events.begin(socket: socket, dropsTold: 5)
    events.settle()
    #expect(events.isWhole(with: socket, drops: 5))
    return events
  }

  private func adopt(_ events: UnsettledEvents, boot: BootID? = nil) -> UnsettledEvents? {
    UnsettledEvents(
      adopting: OwnedDescriptor(owning: dup(events.rawDescriptor)), boot: boot ?? self.boot)
  }

  @Test("A successor finds what there is")
  func adoption() throws {
    let events = try whole()
    events.forkBase = 9
    let found = try #require(adopt(events))
    #expect(found.isWhole(with: socket, drops: 5))
    #expect(found.forkBase == 9 && found.dropsTold == 5)
  }

  @Test("Each thing that is wrong makes it less than whole, until it is not wrong any more")
  func wrong() throws {
    let events = try whole()
    func isWhole() throws -> Bool {
      try #require(adopt(events)).isWhole(with: socket, drops: events.dropsTold)
    }
    #expect(!events.isWhole(with: socket + 1, drops: 5))
    #expect(!events.isWhole(with: socket, drops: 6))
    events.note(isSettled: false, dropsTold: 6)
    #expect(try !isWhole())
    events.note(isSettled: true, dropsTold: 6)
    #expect(try !isWhole())
    events.settle()
    #expect(try isWhole())
    events.ring.beginDetour()
    #expect(try !isWhole())
    events.ring.endDetour()
    #expect(try isWhole())
    events.abandon(keepingEvents: true)
    #expect(try !isWhole())
    events.abandon(keepingEvents: false)
    #expect(adopt(events) == nil)
  }

  @Test("Of another boot it is nothing, and stays nothing")
  func otherBoot() throws {
    let events = try whole()
    #expect(adopt(events, boot: BootID(high: 1, low: 3)) == nil)
    #expect(adopt(events) == nil)
  }

  @Test("One that was never begun is nothing")
  func unfinished() throws {
    #expect(adopt(try UnsettledEvents(boot: boot, size: 1 << 20)) == nil)
  }

  @Test("Any change of the header makes it nothing or less than whole", arguments: Seeds.chosen)
  func garbage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for word in 0..<8 {
      let events = try whole()
      let before = read(events, at: word * 8)
      var value: UInt64
      repeat {
        value = random.once(in: 2) ? random.bits() : random.number(in: 0...3)
      } while value == before
      write(value, events, at: word * 8)
      #expect(adopt(events)?.isWhole(with: socket, drops: 5) != true, "word \(word): \(value)")
    }
  }

  @Test(
    "A ring full of random bytes can be read, and nothing in it is the kernel's",
    arguments: Seeds.chosen)
  func randomRing(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5 {
      let events = try whole()
      for offset in stride(from: 128, to: UnsettledEvents.smallestSize - 8, by: 8) {
        write(random.bits(), events, at: offset)
      }
      let found = try #require(adopt(events))
      var count = 0
      while let part = found.ring.takeLeftOvers(limit: 256) {
        for index in 0..<part.count {
          count += unsafe part.datagram(at: index).count > 80 ? 1_000_000 : 1
          #expect(part.senderPort(at: index) != 0)
        }
      }
      #expect(count > 0 && count <= found.ring.capacity)
      found.ring.free(upTo: found.ring.position)
      #expect(found.ring.room > 0)
    }
  }

  @Test("Memory of any other size or kind is nothing", arguments: [0, 8, 64, 4096, 65_536])
  func sizes(size: Int) throws {
    guard size > 0 else {
      let event = try EventDescriptor()
      let copy = OwnedDescriptor(owning: dup(event.rawDescriptor))
      #expect(UnsettledEvents(adopting: copy, boot: boot) == nil)
      return
    }
    let memory = try SharedMemory(name: "pmon-test", size: size)
    let whole = try whole()
    for offset in stride(from: 0, to: min(size, 128), by: 8) {
      memory[word: offset] = read(whole, at: offset)
    }
    let copy = OwnedDescriptor(owning: dup(memory.rawDescriptor))
    #expect(UnsettledEvents(adopting: copy, boot: boot) == nil)
  }

  private func read(_ events: UnsettledEvents, at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    #expect(unsafe pread(events.rawDescriptor, &word, 8, offset) == 8)
    return word
  }

  private func write(_ value: UInt64, _ events: UnsettledEvents, at offset: Int) {
    var word = value
    #expect(unsafe pwrite(events.rawDescriptor, &word, 8, offset) == 8)
  }
}
