internal import ProcessConnector

/// Names of the places where events can be lost.
enum LossPlace {
  static func name(_ place: Loss.Place) -> StaticString {
    switch place {
    case .socketBuffer: "socket_buffer"
    case .kernelMemory: "kernel_memory"
    case .handOver: "hand_over"
    }
  }

  /// As the second half of a sentence on what was lost.
  static func explanation(_ place: Loss.Place) -> StaticString {
    switch place {
    case .socketBuffer: "the receive buffer was full"
    case .kernelMemory: "the kernel had no memory for them"
    case .handOver: "the reader was too slow"
    }
  }
}
