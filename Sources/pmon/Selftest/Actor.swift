internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What a child of the self-test does, so that the kernel has something to tell.
enum Actor: Hashable {
  case exit(code: Int32)
  case signal(Int32)
  case setUser(UInt32)
  case setGroup(UInt32)
  case becomeSessionLeader
  case rename(String)
  /// Attach to a process and leave it.
  case trace(Int32)
  /// Live until killed.
  case live
  /// The first thread ends early, the second ends the process.
  case leaveEarly(code: Int32)
  /// A second thread ends by itself with a code of its own, a third lives on; told to go on, the first ends
  /// the process.
  case crew(code: Int32)
  /// The same by a signal.
  case crewSignal(Int32)
  /// As another user, expect an abnormal death of its own making.
  case listen(user: UInt32)

  /// A child that does this.
  func start(
    _ program: String = Actor.thisProgram
  ) throws(SystemCallError) -> ChildProcess {
    try ChildProcess([program, "actor"] + words)
  }

  static let thisProgram = "/proc/self/exe"

  /// A child that has done this; its wait status and id.
  func run() throws(SystemCallError) -> (process: ProcessID, status: ExitStatus) {
    let child = try start()
    return (ProcessID(child.id), ExitStatus(rawValue: try child.wait()))
  }

  private var words: [String] {
    switch self {
    case .exit(let code): ["exit", "\(code)"]
    case .signal(let number): ["signal", "\(number)"]
    case .setUser(let id): ["user", "\(id)"]
    case .setGroup(let id): ["group", "\(id)"]
    case .becomeSessionLeader: ["session"]
    case .rename(let name): ["name", name]
    case .trace(let process): ["trace", "\(process)"]
    case .live: ["live"]
    case .leaveEarly(let code): ["leave", "\(code)"]
    case .crew(let code): ["crew", "\(code)"]
    case .crewSignal(let number): ["crew-signal", "\(number)"]
    case .listen(let user): ["listen", "\(user)"]
    }
  }

  init?(words: [String]) {
    let argument = words.count > 1 ? words[1] : ""
    let number = Int32(argument) ?? 0
    switch words.first {
    case "exit": self = .exit(code: number)
    case "signal": self = .signal(number)
    case "user": self = .setUser(UInt32(bitPattern: number))
    case "group": self = .setGroup(UInt32(bitPattern: number))
    case "session": self = .becomeSessionLeader
    case "name": self = .rename(argument)
    case "trace": self = .trace(number)
    case "live": self = .live
    case "leave": self = .leaveEarly(code: number)
    case "crew": self = .crew(code: number)
    case "crew-signal": self = .crewSignal(number)
    case "listen": self = .listen(user: UInt32(bitPattern: number))
    default: return nil
    }
  }

  /// Does it, in the child.
  func perform() throws {
    ProcessActions.dieWithParent()
    switch self {
    case .exit(let code): ProcessActions.end(code: code)
    case .signal(let number): try ProcessActions.die(signal: number)
    case .setUser(let id): try ProcessActions.setUser(id)
    case .setGroup(let id): try ProcessActions.setGroup(id)
    case .becomeSessionLeader: try ProcessActions.becomeSessionLeader()
    case .rename(let name): try ProcessActions.rename(name)
    case .trace(let process): try ProcessActions.traceBriefly(process)
    case .live:
      ProcessActions.allowTracing()
      ProcessActions.sleep(milliseconds: 10_000)
    case .leaveEarly(let code):
      let second = try Thread {
        ProcessActions.sleep(milliseconds: 50)
        ProcessActions.end(code: code)
      }
      ProcessActions.endThread(code: 0)
      second.join()
    case .crew(let code):
      try Actor.sendCrewAhead()
      ProcessActions.end(code: code)
    case .crewSignal(let number):
      try Actor.sendCrewAhead()
      try ProcessActions.die(signal: number)
    case .listen(let user):
      try ProcessActions.setGroup(user)
      try ProcessActions.setUser(user)
      var witness = try Witness(.nonzeroExit)
      let victim = try Actor.exit(code: 9).run()
      let events = try witness.events(of: victim.process) { !$0.isEmpty }
      ProcessActions.end(code: events.count == 1 ? 0 : 1)
    }
  }

  /// Whether it waits to be told to go on, once one of its threads has ended.
  var waitsWithinCrew: Bool {
    switch self {
    case .crew, .crewSignal: true
    default: false
    }
  }

  /// Tells a child that waits to go on; left unread, it does nothing.
  static let goAhead = Signal.child

  /// Two more threads, of which one ends with code 3; returns when told to go on.
  private static func sendCrewAhead() throws(SystemCallError) {
    let signals = try SignalDescriptor([goAhead.rawValue])
    _ = try Thread { ProcessActions.sleep(milliseconds: 10_000) }
    _ = try Thread { ProcessActions.endThread(code: 3) }
    _ = try pollReadable(signals.rawDescriptor, timeout: 20_000_000_000)
  }
}
