import Glibc
import KernelInterface
import TestSupport
import Testing

@Suite("A ring of datagrams that outlives its process")
struct ReceiveRingTests {
  /// The memory of a ring, opened again and again as by one process after the other.
  private final class Memory {
    let memory: SharedMemory

    init() throws {
      memory = try SharedMemory(name: "pmon-test", size: ReceiveRing.smallestSize & ~7)
    }

    func open() throws -> ReceiveRing {
      let copy = SharedMemory.adopt(OwnedDescriptor(owning: dup(memory.rawDescriptor)))
      return ReceiveRing(in: try #require(copy), at: 0)
    }
  }

  private func numbers(_ datagrams: ReceivedDatagrams?) -> [UInt8: [Int]] {
    var numbers: [UInt8: [Int]] = [:]
    guard let datagrams else { return numbers }
    for index in 0..<datagrams.count {
      let bytes = unsafe datagrams.datagram(at: index)
      let number = unsafe bytes.loadUnaligned(as: Int.self)
      numbers[UInt8(bytes.count), default: []].append(number)
      #expect(datagrams.senderPort(at: index) == UInt32(number % 3))
    }
    return numbers
  }

  private func leftOvers(_ ring: ReceiveRing) -> [Int] {
    var all: [Int] = []
    while let part = ring.takeLeftOvers(limit: 100) { all += numbers(part)[8] ?? [] }
    return all
  }

  @Test(
    "What was not freed is found in its order, whenever the process is killed",
    arguments: Seeds.chosen)
  func histories(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let memory = try Memory()
    var ring = try memory.open()
    /// What is not freed, and where what has been read of it stands.
    var kept: [Int] = []
    var next = 0
    var freed = ring.position
    for _ in 0..<2000 {
      switch random.number(in: 0...9) {
      case 0...4:
        let count = random.number(in: 0...min(ring.room, 200))
        let isKilled = random.once(in: 8)
        for number in next..<(next + count) {
          // One sender for each number.
          kept.append(number)
          var word = number
          let bytes = unsafe withUnsafeBytes(of: &word) { unsafe Array($0) }
          if number < next + count - 1 || !isKilled {
            #expect(ring.place([bytes], from: UInt32(number % 3), returns: true)?.count == 1)
          } else {
            #expect(ring.place([bytes], from: UInt32(number % 3), returns: false) == nil)
          }
        }
        next += count
        guard isKilled else { continue }
        fallthrough
      case 5:
        ring = try memory.open()
        freed = ring.position
        #expect(leftOvers(ring) == kept)
      default:
        let count = random.number(in: 0...kept.count)
        ring.free(upTo: freed + UInt64(count))
        freed += UInt64(count)
        kept.removeFirst(count)
      }
    }
    #expect(next > 10 * ring.capacity)
  }

  @Test("The kernel writes right into it, and a sender that it does not name is not the kernel")
  func system() throws {
    let memory = try Memory()
    let ring = try memory.open()
    let (one, other) = try DescriptorPassing.socketPair()
    let near = OwnedDescriptor(owning: one)
    let far = OwnedDescriptor(owning: other)
    for text in ["one", "two", String(repeating: "3", count: 200)] {
      try DescriptorPassing.send(text, through: near.rawValue)
    }
    let received = try ring.receive(from: far.rawValue, limit: 10)
    #expect(received.count == 3)
    let successor = try memory.open()
    let found = try #require(successor.takeLeftOvers(limit: 10))
    #expect(found.count == 3)
    for index in 0..<3 { #expect(found.senderPort(at: index) == .max) }
    let texts = (0..<3).map { unsafe String(decoding: found.datagram(at: $0), as: UTF8.self) }
    #expect(texts == ["one", "two", String(repeating: "3", count: 80)])
    #expect(successor.takeLeftOvers(limit: 10) == nil)
    successor.removeAll()
    #expect(try memory.open().takeLeftOvers(limit: 10) == nil)
  }

  @Test("Memory whose size could still change is not looked at")
  func unsealed() throws {
    let path = "/tmp/pmon-ring-\(UInt64.random(in: 0 ... .max))"
    let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT, mode: 0o600)
    defer { unsafe unlink(path) }
    #expect(ftruncate(file.rawValue, 1 << 20) == 0)
    let memory = SharedMemory.adopt(file)
    #expect(memory == nil)
  }
}
