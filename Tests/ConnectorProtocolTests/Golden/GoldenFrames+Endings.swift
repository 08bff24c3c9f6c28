import ConnectorProtocol
import ProcessEvents

/// How threads and processes ended, as a Linux 6.18 told it.
extension GoldenFrame {
  /// A core dump begins, after `abort()`.
  static let coreDump = GoldenFrame(
    [
      "4c000000 0300 0000 59dd6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 59dd6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000040 00000000 5d17a5b813040000",  // proc_event: COREDUMP, CPU 0, time in ns
      "a5640000 a5640000",  // task: thread 25765, process 25765
      "9b640000 9b640000",  // parent: thread 25755, process 25755
      "0000000000000000",  // not used
    ],
    says: .event(
      at: 4_482_748_716_893, cpu: 0, sequence: 6_479_193,
      .coredump(CoreDump(task: leader(25765), parent: leader(25755)))))

  /// A process ended with `exit(0)`.
  static let normalExit = GoldenFrame(
    [
      "4c000000 0300 0000 f67c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f67c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 01000000 72c4ad4213040000",  // proc_event: EXIT, CPU 1, time in ns
      "9e640000 9e640000",  // task: thread 25758, process 25758
      "00000000 11000000",  // wait status 0 (code 0), exit signal 17
      "9b640000 9b640000",  // parent: thread 25755, process 25755
    ],
    says: .event(
      at: 4_480_769_574_002, cpu: 1, sequence: 6_585_590,
      .exit(
        ThreadExit(
          task: leader(25758), status: .exited(code: 0), exitSignal: 17,
          parent: leader(25755)))))

  /// A process ended with `exit(3)`.
  static let failure = GoldenFrame(
    [
      "4c000000 0300 0000 5cdd6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 5cdd6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 00000000 49bd92ce13040000",  // proc_event: EXIT, CPU 0, time in ns
      "a6640000 a6640000",  // task: thread 25766, process 25766
      "00030000 11000000",  // wait status 0x300 (code 3), exit signal 17
      "9b640000 9b640000",  // parent: thread 25755, process 25755
    ],
    says: .event(
      at: 4_483_116_612_937, cpu: 0, sequence: 6_479_196,
      .exit(
        ThreadExit(
          task: leader(25766), status: .exited(code: 3), exitSignal: 17,
          parent: leader(25755)))))

  /// A process was ended by SIGKILL.
  static let kill = GoldenFrame(
    [
      "4c000000 0300 0000 5edd6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 5edd6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 00000000 ccebafdd13040000",  // proc_event: EXIT, CPU 0, time in ns
      "a7640000 a7640000",  // task: thread 25767, process 25767
      "09000000 11000000",  // wait status 0x9 (signal 9), exit signal 17
      "9b640000 9b640000",  // parent: thread 25755, process 25755
    ],
    says: .event(
      at: 4_483_370_183_628, cpu: 0, sequence: 6_479_198,
      .exit(
        ThreadExit(
          task: leader(25767), status: .signaled(.kill), exitSignal: 17,
          parent: leader(25755)))))

  /// A process was ended by SIGABRT, and core was dumped.
  static let abort = GoldenFrame(
    [
      "4c000000 0300 0000 5add6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 5add6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 00000000 a650d8be13040000",  // proc_event: EXIT, CPU 0, time in ns
      "a5640000 a5640000",  // task: thread 25765, process 25765
      "86000000 11000000",  // wait status 0x86 (signal 6, core dumped), exit signal 17
      "9b640000 9b640000",  // parent: thread 25755, process 25755
    ],
    says: .event(
      at: 4_482_852_737_190, cpu: 0, sequence: 6_479_194,
      .exit(
        ThreadExit(
          task: leader(25765), status: .signaled(.abort, coreDumped: true), exitSignal: 17,
          parent: leader(25755)))))

  /// A thread ended well.
  static let threadExit = GoldenFrame(
    [
      "4c000000 0300 0000 f27c6400 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 f27c6400",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 01000000 7188683313040000",  // proc_event: EXIT, CPU 1, time in ns
      "9d640000 9c640000",  // task: thread 25757, process 25756
      "00000000 ffffffff",  // wait status 0 (code 0), exit signal -1
      "00000000 00000000",  // parent: thread 0, process 0
    ],
    says: .event(
      at: 4_480_513_378_417, cpu: 1, sequence: 6_585_586,
      .exit(
        ThreadExit(
          task: thread(25757, of: 25756), status: .exited(code: 0), exitSignal: .max,
          parent: leader(0)))))

  /// A thread ended with the system call `exit(7)`; its process lived on.
  static let threadFailure = GoldenFrame(
    [
      "4c000000 0300 0000 61dd6200 00000000",  // nlmsghdr: length, type 3, flags, sequence, port
      "01000000 01000000 61dd6200",  // cn_msg: id 1.1, sequence
      "00000000 2800 0000",  // acknowledgement 0, length 40, flags
      "00000080 00000000 71a6e1ec13040000",  // proc_event: EXIT, CPU 0, time in ns
      "a9640000 a8640000",  // task: thread 25769, process 25768
      "00070000 ffffffff",  // wait status 0x700 (code 7), exit signal -1
      "00000000 00000000",  // parent: thread 0, process 0
    ],
    says: .event(
      at: 4_483_625_100_913, cpu: 0, sequence: 6_479_201,
      .exit(
        ThreadExit(
          task: thread(25769, of: 25768), status: .exited(code: 7), exitSignal: .max,
          parent: leader(0)))))
}
