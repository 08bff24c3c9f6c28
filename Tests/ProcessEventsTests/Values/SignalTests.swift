import Glibc
import ProcessEvents
import Testing

@Suite("Signals")
struct SignalTests {
  static let names = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
  ]

  @Test("The standard signals have the names of signal(7), in the order of their numbers")
  func standardNames() {
    for (index, name) in SignalTests.names.enumerated() {
      let signal = Signal(rawValue: Int32(index) + 1)
      #expect(signal.name == name)
      #expect(signal.description == "SIG" + name)
    }
  }

  @Test("What a signal means is put in the words of the C library", arguments: 1...Int32(64))
  func explanations(number: Int32) throws {
    let words = unsafe try #require(strsignal(number))
    #expect(unsafe Signal(rawValue: number).explanation == String(cString: words))
  }

  @Test("The constants have C's numbers")
  func constants() {
    let pairs: [(Signal, Int32)] = [
      (.hangup, SIGHUP), (.interrupt, SIGINT), (.abort, SIGABRT), (.kill, SIGKILL),
      (.segmentationFault, SIGSEGV), (.terminate, SIGTERM), (.child, SIGCHLD),
    ]
    for (signal, number) in pairs { #expect(signal.rawValue == number) }
  }

  @Test("A name is read with and without SIG, in any case")
  func spellings() {
    for text in ["SEGV", "SIGSEGV", "segv", "sigsegv", "SigSegv"] {
      #expect(Signal(name: text) == .segmentationFault)
    }
  }

  @Test("Every signal that has a name is found by it", arguments: 1...Int32(64))
  func namesRoundTrip(number: Int32) {
    let signal = Signal(rawValue: number)
    // The C library keeps these two for itself, so they have only a number.
    guard number != 32 && number != 33 else {
      #expect(signal.name == String(number))
      #expect(signal.description == "signal \(number)")
      return
    }
    #expect(Signal(name: signal.name) == signal)
    #expect(Signal(name: signal.description) == signal)
  }

  @Test(
    "Real-time signals count from either end",
    arguments: [
      ("RTMIN", 34), ("SIGRTMIN", 34), ("rtmin+3", 37), ("RTMIN+30", 64), ("RTMAX", 64),
      ("RTMAX-1", 63), ("SIGRTMAX-30", 34), ("RTMIN+0", 34),
    ] as [(String, Int32)])
  func realTimeNames(text: String, number: Int32) {
    #expect(Signal(name: text)?.rawValue == number)
  }

  @Test(
    "What names no signal is refused",
    arguments: [
      "", "SIG", "NOSUCH", "11", "SIGSIGSEGV", "RTMIN+31", "RTMIN-1", "RTMAX+1", "RTMAX-31",
      "RTMIN3", "RTMIN+", "RTMIN+x", "RTMIN+99999999999", "RTMIN--1", "SEGV ",
      "RTMIN-2147483648", "RTMAX+2147483647",
    ])
  func noNames(text: String) {
    #expect(Signal(name: text) == nil)
  }

  @Test("Numbers outside the range stay numbers", arguments: [Int32.min, -1, 0, 65, 127, .max])
  func numbersWithoutName(number: Int32) {
    let signal = Signal(rawValue: number)
    #expect(signal.name == String(number))
    #expect(signal.explanation == "Unknown signal \(number)")
  }

  @Test("Signals sort by number")
  func order() {
    #expect(Signal.hangup < Signal.kill)
    #expect([Signal.terminate, .hangup, .kill].sorted() == [.hangup, .kill, .terminate])
  }
}
