internal import KernelInterface
internal import ProcessConnector

/// Where a tool speaks about itself: lines that begin with its name.
enum StandardError {
  /// - Parameter interrupt: readable when waiting for a slow reader is to end; negative is none.
  static func say(_ line: String, interruptedBy interrupt: Int32 = -1) {
    write("pmon: \(line)\n", interruptedBy: interrupt)
  }

  /// Says so where nothing can come of a filter, which is waited for all the same.
  static func warn(of configuration: ConnectorConfiguration) {
    if let impossible = ImpossibleFilter(configuration) { say("\(impossible)") }
  }

  static func write(_ text: String, interruptedBy interrupt: Int32 = -1) {
    write(Array(text.utf8), interruptedBy: interrupt)
  }

  static func write(_ bytes: [UInt8], interruptedBy interrupt: Int32 = -1) {
    // There is nobody left to tell when this fails.
    _ = try? Files.write(bytes.span, to: 2, interruptedBy: interrupt)
  }
}
