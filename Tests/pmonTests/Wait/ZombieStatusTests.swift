import CLinux
import KernelInterface
import Testing

@Suite("The status of a zombie")
struct ZombieStatusTests {
  private static let zeros = String(repeating: " 0", count: 48)

  @Test(
    "What its stat says, whatever its name",
    arguments: [
      ("5 (sh) Z\(zeros) 768\n", 768), ("5 (a) Z) (b) Z\(zeros) 9\n", 9),
      ("5 (sh) Z\(zeros) 0\n", 0),
      // It lives, and its last stop is in the field.
      ("5 (sh) T\(zeros) 19\n", nil), ("5 (sh) S\(zeros) 0\n", nil),
      ("5 (sh) Z\(zeros)", nil), ("5 (sh) Z", nil), ("", nil), ("5 (sh) Z\(zeros) x\n", nil),
    ] as [(String, UInt32?)])
  func text(stat: String, status: UInt32?) {
    #expect(ZombieStatus.parse(stat) == status)
  }

  @Test("It is told while there is a zombie, and neither before nor after")
  func zombie() throws {
    let child = try ChildProcess(["/bin/sh", "-c", "kill -STOP $$; exit 5"])
    let descriptor = try PidDescriptor(process: child.id)
    // Stopped, it lives.
    try awaitState("T", of: child.id)
    #expect(ZombieStatus.read(of: child.id, heldBy: descriptor) == nil)
    #expect(descriptor.id == child.id)
    try child.send(signal: SIGCONT)
    _ = try pollReadable(descriptor.rawDescriptor, timeout: nil)
    #expect(ZombieStatus.read(of: child.id, heldBy: descriptor) == 5 << 8)
    #expect(try child.wait() == 5 << 8)
    #expect(ZombieStatus.read(of: child.id, heldBy: descriptor) == nil)
    #expect(descriptor.id == nil)
  }

  @Test("It is told of the process that is held, not of another with that id")
  func otherProcess() throws {
    let held = try ChildProcess(["/bin/sh", "-c", "exit 1"])
    let other = try ChildProcess(["/bin/sh", "-c", "exit 2"])
    let descriptor = try PidDescriptor(process: held.id)
    try awaitState("Z", of: other.id)
    #expect(ZombieStatus.read(of: other.id, heldBy: descriptor) == nil)
    _ = try held.wait()
    _ = try other.wait()
  }

  private func awaitState(_ state: Character, of process: Int32) throws {
    for _ in 0..<10_000 {
      let stat = try Files.text(of: "/proc/\(process)/stat")
      if stat.split(separator: ")").last?.dropFirst().first == state { return }
      usleep(1000)
    }
    Issue.record("process \(process) did not come to state \(state)")
  }
}
