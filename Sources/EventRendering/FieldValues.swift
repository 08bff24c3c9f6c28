internal import ProcessConnector
package import ProcessEvents
internal import ProcessTable

// What the fields hold that have one of a few names.

extension ProcessEvent {
  /// The kind, as all output names it.
  package var kindName: StaticString {
    switch payload {
    case .fork: "fork"
    case .exec: "exec"
    case .uid: "uid"
    case .gid: "gid"
    case .sid: "sid"
    case .ptrace: "ptrace"
    case .comm: "comm"
    case .coredump: "coredump"
    case .exit: "exit"
    case .unknown: "unknown"
    }
  }

  /// Whether a process or a thread has come to its end, so that it can be said how long it lived.
  package var isAnEnd: Bool {
    switch payload {
    case .exit, .coredump: true
    default: false
    }
  }
}

extension Loss.Place {
  /// The value of `lost.place`.
  var fieldValue: StaticString {
    switch self {
    case .socketBuffer: "socket_buffer"
    case .kernelMemory: "kernel_memory"
    case .handOver: "hand_over"
    case .stream: "stream"
    }
  }
}

extension OutOfMemoryProof {
  /// The value of `process.exit.out_of_memory.proof`.
  var fieldValue: StaticString {
    switch self {
    case .kernelLog: "kernel_log"
    case .controlGroup: "control_group"
    }
  }
}
