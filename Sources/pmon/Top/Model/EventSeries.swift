internal import ProcessConnector
internal import ProcessEvents

/// What is counted second by second.
enum EventSeries: Int, CaseIterable {
  case fork, exec, exit, abnormal, coredump, comm, uid, gid, sid, ptrace, unknown

  var name: String { self == .abnormal ? "abnormal" : "\(self)" }

  /// The kinds that must be listened to for it to have counts.
  var mask: EventMask {
    switch self {
    case .fork: .fork
    case .exec: .exec
    case .exit: .exit
    case .abnormal: [.nonzeroExit, .exit]
    case .coredump: .coredump
    case .comm: .comm
    case .uid: .uid
    case .gid: .gid
    case .sid: .sid
    case .ptrace: .ptrace
    case .unknown: []
    }
  }

  init(_ event: ProcessEvent) {
    switch event.payload {
    case .fork: self = .fork
    case .exec: self = .exec
    case .exit: self = .exit
    case .coredump: self = .coredump
    case .comm: self = .comm
    case .uid: self = .uid
    case .gid: self = .gid
    case .sid: self = .sid
    case .ptrace: self = .ptrace
    case .unknown: self = .unknown
    }
  }
}
