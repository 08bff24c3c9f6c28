import ConnectorProtocol
import ProcessEvents

/// Datagrams that a Linux 6.18 sent (x86-64, so the least byte comes first), and what they say.
extension GoldenFrame {
  /// The answer to a LISTEN with the token 0x1000.
  static let acknowledgement = GoldenFrame(
    [
      "4c000000 0300 0000 ed7c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 ed7c6400",  // cn_msg: id 1.1, sequence
      "01100000 2800 0000",  // acknowledgement 0x1001, length 40, flags
      "00000000 01000000 c6f3821d13040000",  // proc_event: none, CPU 1, time in ns
      "00000000",  // error 0
      "0000000000000000000000000000000000000000",  // not used
    ],
    says: .acknowledgement(
      Acknowledgement(
        token: 0x1001, error: 0, time: KernelInstant(nanoseconds: 4_480_146_011_078),
        cpu: 1, sequence: 6_585_581)))

  /// The answer to an operation that there is not, with the token 0x2000.
  static let refusal = GoldenFrame(
    [
      "4c000000 0300 0000 ee7c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 ee7c6400",  // cn_msg: id 1.1, sequence
      "01200000 2800 0000",  // acknowledgement 0x2001, length 40, flags
      "00000000 01000000 db687e2313040000",  // proc_event: none, CPU 1, time in ns
      "16000000",  // error 22 (EINVAL)
      "0000000000000000000000000000000000000000",  // not used
    ],
    says: .acknowledgement(
      Acknowledgement(
        token: 0x2001, error: 22, time: KernelInstant(nanoseconds: 4_480_246_376_667),
        cpu: 1, sequence: 6_585_582)))

  /// A process began: a child of one that forked.
  static let processFork = GoldenFrame(
    [
      "4c000000 0300 0000 f07c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f07c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "01000000 01000000 96b9a83213040000",  // proc_event: FORK, CPU 1, time in ns
      "9b640000 9b640000",  // parent: thread 25755, process 25755
      "9c640000 9c640000",  // child: thread 25756, process 25756
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_480_500_808_086, cpu: 1, sequence: 6_585_584,
      .fork(Fork(parent: leader(25755), child: leader(25756)))))

  /// A thread began; the parent that the kernel names is the process's.
  static let threadFork = GoldenFrame(
    [
      "4c000000 0300 0000 f17c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f17c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "01000000 01000000 8974c53213040000",  // proc_event: FORK, CPU 1, time in ns
      "9b640000 9b640000",  // parent: thread 25755, process 25755
      "9d640000 9c640000",  // child: thread 25757, process 25756
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_480_502_690_953, cpu: 1, sequence: 6_585_585,
      .fork(Fork(parent: leader(25755), child: thread(25757, of: 25756)))))

  /// `execve` of `/bin/true`.
  static let exec = GoldenFrame(
    [
      "4c000000 0300 0000 f57c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f57c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "02000000 01000000 1266a34213040000",  // proc_event: EXEC, CPU 1, time in ns
      "9e640000 9e640000",  // task: thread 25758, process 25758
      "00000000000000000000000000000000",  // not used
    ],
    says: .event(
      at: 4_480_768_894_482, cpu: 1, sequence: 6_585_589,
      .exec(leader(25758))))

  /// `setresuid(65534, 1000, 0)`.
  static let user = GoldenFrame(
    [
      "4c000000 0300 0000 f87c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f87c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "04000000 01000000 ce7abd5113040000",  // proc_event: UID, CPU 1, time in ns
      "9f640000 9f640000",  // task: thread 25759, process 25759
      "feff0000 e8030000",  // real 65534, effective 1000
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_481_022_261_966, cpu: 1, sequence: 6_585_592,
      .uid(CredentialChange(task: leader(25759), real: 65_534, effective: 1_000))))

  /// `setresgid(65534, 1000, 0)`.
  static let group = GoldenFrame(
    [
      "4c000000 0300 0000 fb7c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 fb7c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "40000000 01000000 6e41da6013040000",  // proc_event: GID, CPU 1, time in ns
      "a0640000 a0640000",  // task: thread 25760, process 25760
      "feff0000 e8030000",  // real 65534, effective 1000
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_481_275_806_062, cpu: 1, sequence: 6_585_595,
      .gid(CredentialChange(task: leader(25760), real: 65_534, effective: 1_000))))

  /// `setsid()`.
  static let session = GoldenFrame(
    [
      "4c000000 0300 0000 fe7c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 fe7c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "80000000 01000000 81aff66f13040000",  // proc_event: SID, CPU 1, time in ns
      "a1640000 a1640000",  // task: thread 25761, process 25761
      "00000000000000000000000000000000",  // not used
    ],
    says: .event(
      at: 4_481_529_327_489, cpu: 1, sequence: 6_585_598,
      .sid(leader(25761))))

  /// `PTRACE_ATTACH`.
  static let attach = GoldenFrame(
    [
      "4c000000 0300 0000 017d6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 017d6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00010000 01000000 d67f3a8013040000",  // proc_event: PTRACE, CPU 1, time in ns
      "a2640000 a2640000",  // task: thread 25762, process 25762
      "9b640000 9b640000",  // tracer: thread 25755, process 25755
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_481_802_207_190, cpu: 1, sequence: 6_585_601,
      .ptrace(Trace(task: leader(25762), tracer: leader(25755)))))

  /// `PTRACE_DETACH`: no tracer any more.
  static let detach = GoldenFrame(
    [
      "4c000000 0300 0000 027d6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 027d6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00010000 01000000 c9653b8013040000",  // proc_event: PTRACE, CPU 1, time in ns
      "a2640000 a2640000",  // task: thread 25762, process 25762
      "00000000 00000000",  // tracer: thread 0, process 0
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_481_802_266_057, cpu: 1, sequence: 6_585_602,
      .ptrace(Trace(task: leader(25762), tracer: nil))))

  /// `prctl(PR_SET_NAME)` with a name in Latin-1 and two bytes that no text has.
  static let name = GoldenFrame(
    [
      "4c000000 0300 0000 057d6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 057d6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00020000 01000000 35a51d9a13040000",  // proc_event: COMM, CPU 1, time in ns
      "a3640000 a3640000",  // task: thread 25763, process 25763
      "636166e920fffe000000000000000000",  // name
    ],
    says: .event(
      at: 4_482_236_523_829, cpu: 1, sequence: 6_585_605,
      .comm(NameChange(task: leader(25763), name: name(0x63, 0x61, 0x66, 0xE9, 0x20, 0xFF, 0xFE)))))

  /// `prctl(PR_SET_NAME)` with as long a name as there can be.
  static let longName = GoldenFrame(
    [
      "4c000000 0300 0000 56dd6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 56dd6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00020000 00000000 304d86a913040000",  // proc_event: COMM, CPU 0, time in ns
      "a4640000 a4640000",  // task: thread 25764, process 25764
      "6669667465656e2d62797465732d7800",  // name
    ],
    says: .event(
      at: 4_482_495_040_816, cpu: 0, sequence: 6_479_190,
      .comm(NameChange(task: leader(25764), name: CommandName("fifteen-bytes-x")))))
}
