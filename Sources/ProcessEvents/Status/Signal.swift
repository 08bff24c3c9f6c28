/// A signal of Linux: `signal(7)`, with the numbers of x86 and ARM.
public struct Signal: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int32

  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  @inlinable public static func < (left: Signal, right: Signal) -> Bool {
    left.rawValue < right.rawValue
  }

  /// A terminal has gone, or a service shall read its configuration anew. C: `SIGHUP`
  public static let hangup = Signal(rawValue: 1)
  /// Somebody has typed Control-C. C: `SIGINT`
  public static let interrupt = Signal(rawValue: 2)
  /// A program has found itself at fault. C: `SIGABRT`
  public static let abort = Signal(rawValue: 6)
  /// An end that no program can put off. C: `SIGKILL`
  public static let kill = Signal(rawValue: 9)
  /// A program has used memory that is not its own. C: `SIGSEGV`
  public static let segmentationFault = Signal(rawValue: 11)
  /// The usual request to end. C: `SIGTERM`
  public static let terminate = Signal(rawValue: 15)
  /// A child has ended, which the parent is told by this. C: `SIGCHLD`
  public static let child = Signal(rawValue: 17)
}

extension Signal {
  /// A signal by name, with or without `SIG`, in any case; also `RTMIN`, `RTMIN+3`, `RTMAX-1`.
  public init?(name: String) {
    var name = name.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    if let index = Signal.standard.firstIndex(where: { $0.name == name }) {
      self.init(rawValue: Int32(index) + 1)
    } else if name.hasPrefix("RTMIN"), let offset = Signal.offset(name.dropFirst(5)) {
      self.init(realTime: Signal.realTimeMinimum + offset)
    } else if name.hasPrefix("RTMAX"), let offset = Signal.offset(name.dropFirst(5)) {
      self.init(realTime: Signal.realTimeMaximum + offset)
    } else {
      return nil
    }
  }

  private init?(realTime number: Int32) {
    guard (Signal.realTimeMinimum...Signal.realTimeMaximum).contains(number) else { return nil }
    self.init(rawValue: number)
  }

  private static func offset(_ text: Substring) -> Int32? {
    if text.isEmpty { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-", let number = Int32(text),
      (-64...64).contains(number)
    else { return nil }
    return number
  }

  /// The name without `SIG`, such as `SEGV` or `RTMIN+2`; the number where there is none.
  public var name: String {
    let index = Int(rawValue) - 1
    if Signal.standard.indices.contains(index) { return Signal.standard[index].name }
    switch rawValue {
    case Signal.realTimeMinimum: return "RTMIN"
    case (Signal.realTimeMinimum + 1)...Signal.realTimeMaximum:
      return "RTMIN+\(rawValue - Signal.realTimeMinimum)"
    default: return String(rawValue)
    }
  }

  /// What it means in words, such as `Segmentation fault`; the C library's text.
  public var explanation: String {
    let index = Int(rawValue) - 1
    if Signal.standard.indices.contains(index) { return Signal.standard[index].explanation }
    if (Signal.realTimeMinimum...Signal.realTimeMaximum).contains(rawValue) {
      return "Real-time signal \(rawValue - Signal.realTimeMinimum)"
    }
    return "Unknown signal \(rawValue)"
  }

  /// What the C library calls SIGRTMIN; it keeps 32 and 33 for itself.
  private static let realTimeMinimum: Int32 = 34
  private static let realTimeMaximum: Int32 = 64

  /// Whether a process that it ends dumps core, if it may.
  public var dumpsCore: Bool {
    // QUIT ILL TRAP ABRT BUS FPE SEGV XCPU XFSZ SYS, as signal(7) has them
    [3, 4, 5, 6, 7, 8, 11, 24, 25, 31].contains(rawValue)
  }

  private static let standard: [(name: String, explanation: String)] = [
    ("HUP", "Hangup"), ("INT", "Interrupt"), ("QUIT", "Quit"),
    ("ILL", "Illegal instruction"), ("TRAP", "Trace/breakpoint trap"), ("ABRT", "Aborted"),
    ("BUS", "Bus error"), ("FPE", "Floating point exception"), ("KILL", "Killed"),
    ("USR1", "User defined signal 1"), ("SEGV", "Segmentation fault"),
    ("USR2", "User defined signal 2"), ("PIPE", "Broken pipe"), ("ALRM", "Alarm clock"),
    ("TERM", "Terminated"), ("STKFLT", "Stack fault"), ("CHLD", "Child exited"),
    ("CONT", "Continued"), ("STOP", "Stopped (signal)"), ("TSTP", "Stopped"),
    ("TTIN", "Stopped (tty input)"), ("TTOU", "Stopped (tty output)"),
    ("URG", "Urgent I/O condition"), ("XCPU", "CPU time limit exceeded"),
    ("XFSZ", "File size limit exceeded"), ("VTALRM", "Virtual timer expired"),
    ("PROF", "Profiling timer expired"), ("WINCH", "Window changed"), ("IO", "I/O possible"),
    ("PWR", "Power failure"), ("SYS", "Bad system call"),
  ]
}

extension Signal: CustomStringConvertible {
  /// The full name, such as `SIGSEGV`.
  public var description: String {
    let name = name
    return name.first?.isNumber == true ? "signal \(name)" : "SIG" + name
  }
}
