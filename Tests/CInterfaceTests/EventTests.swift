import CPmon
import ProcessConnector
import ProcessEvents
import Testing

@testable import CInterface

@Suite("Events for C")
struct EventTests {
  private let task = TaskID(thread: ThreadID(12), process: ProcessID(10))
  private let other = TaskID(thread: ThreadID(32), process: ProcessID(30))

  private func event(_ payload: ProcessEvent.Payload) -> pmon_event {
    pmon_event(
      .event(
        ProcessEvent(
          time: KernelInstant(nanoseconds: 77), cpu: 5, sequence: 9, payload: payload)))
  }

  private func name(_ event: pmon_event) -> [UInt8] {
    unsafe withUnsafeBytes(of: event.comm) { unsafe Array($0) }
  }

  @Test("Each kind has the kernel's number, the task, the time and the CPU")
  func common() {
    let payloads: [(ProcessEvent.Payload, UInt32)] = [
      (.fork(Fork(parent: other, child: task)), PMON_FORK), (.exec(task), PMON_EXEC),
      (.uid(CredentialChange(task: task, real: 1, effective: 2)), PMON_UID),
      (.gid(CredentialChange(task: task, real: 1, effective: 2)), PMON_GID), (.sid(task), PMON_SID),
      (.ptrace(Trace(task: task, tracer: other)), PMON_PTRACE),
      (.comm(NameChange(task: task, name: CommandName("x"))), PMON_COMM),
      (.coredump(CoreDump(task: task, parent: other)), PMON_COREDUMP),
      (
        .exit(
          ThreadExit(task: task, status: .exited(code: 1), exitSignal: 17, parent: other)),
        PMON_EXIT
      ),
    ]
    for (payload, kind) in payloads {
      let told = event(payload)
      #expect(told.kind == kind)
      #expect(told.time == 77 && told.cpu == 5 && told.pid == 10 && told.tid == 12)
    }
    #expect(event(.fork(Fork(parent: other, child: task))).ppid == 30)
    #expect(event(.fork(Fork(parent: other, child: task))).parent_tid == 32)
    #expect(event(.ptrace(Trace(task: task, tracer: other))).tracer_tid == 32)
    #expect(event(.ptrace(Trace(task: task, tracer: nil))).tracer_pid == 0)
    let change = event(.gid(CredentialChange(task: task, real: 1, effective: 2)))
    #expect(change.real_id == 1 && change.effective_id == 2)
  }

  @Test("A name is always ended, and nothing of what was behind it is told")
  func names() {
    let short = event(.comm(NameChange(task: task, name: CommandName("ab"))))
    #expect(name(short) == [97, 98] + [UInt8](repeating: 0, count: 14))
    var bytes: [16 of UInt8] = .init(repeating: 0xFF)
    let long = event(.comm(NameChange(task: task, name: CommandName(bytes: bytes))))
    #expect(name(long) == [UInt8](repeating: 0xFF, count: 15) + [0])
    bytes[0] = 0
    let none = event(.comm(NameChange(task: task, name: CommandName(bytes: bytes))))
    #expect(name(none) == [UInt8](repeating: 0, count: 16))
  }

  @Test("A status is told raw and decoded")
  func statuses() {
    for raw in UInt32(0)..<0x1_0000 {
      let status = ExitStatus(rawValue: raw)
      let death = pmon_event(
        .death(
          ProcessDeath(
            process: ProcessID(10), parent: ProcessID(30), status: status,
            time: KernelInstant(nanoseconds: 77), cpu: 5)))
      let isSignal = raw & 0x7F != 0
      guard death.kind == PMON_EXIT, death.pid == 10, death.tid == 10, death.ppid == 30,
        death.status == raw, death.code == (isSignal ? -1 : Int32(raw >> 8)),
        death.signal == Int32(raw & 0x7F), death.core_dumped == (isSignal ? raw >> 7 & 1 : 0)
      else {
        Issue.record("status \(raw) is told as \(death)")
        return
      }
    }
  }

  @Test("A loss has its count, its window and its place")
  func losses() {
    for (place, number) in [
      (Loss.Place.socketBuffer, PMON_LOST_SOCKET_BUFFER),
      (.kernelMemory, PMON_LOST_KERNEL_MEMORY), (.handOver, PMON_LOST_ELSEWHERE),
    ] {
      let loss = pmon_event(
        .lost(
          Loss(
            count: 1 << 40, since: KernelInstant(nanoseconds: 3),
            until: KernelInstant(nanoseconds: 8), place: place)))
      #expect(loss.kind == PMON_LOST && loss.lost_count == 1 << 40)
      #expect(loss.lost_since == 3 && loss.time == 8 && loss.lost_place == UInt32(number))
      #expect(loss.pid == 0)
    }
  }

  @Test("A kind of a later kernel is told with its number")
  func unknown() {
    let told = event(.unknown(UnknownEvent(what: 0x400, data: .init(repeating: 1))))
    #expect(told.kind == PMON_UNKNOWN && told.kernel_kind == 0x400 && told.pid == 0)
  }

  @Test("The kinds are the kernel's bits, and the library's own collide with none")
  func numbers() {
    for (name, mask) in EventMask.names {
      let number: UInt32 =
        switch name {
        case "fork": PMON_FORK
        case "exec": PMON_EXEC
        case "uid": PMON_UID
        case "gid": PMON_GID
        case "sid": PMON_SID
        case "ptrace": PMON_PTRACE
        case "comm": PMON_COMM
        case "nonzero_exit": PMON_NONZERO_EXIT
        case "coredump": PMON_COREDUMP
        case "exit": PMON_EXIT
        default: 0
        }
      #expect(mask.rawValue == number, "\(name)")
    }
    #expect(EventMask.all.rawValue & (PMON_LOST | PMON_UNKNOWN) == 0)
  }
}
