internal import ProcessConnector

/// The places where events can be lost.
enum LossPlace {
  /// As the second half of a sentence on what was lost.
  static func explanation(_ place: Loss.Place) -> StaticString {
    switch place {
    case .socketBuffer: "the receive buffer was full"
    case .kernelMemory: "the kernel had no memory for them"
    case .handOver, .stream: "the reader was too slow"
    }
  }
}
