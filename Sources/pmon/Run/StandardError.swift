internal import KernelInterface

/// Where a tool speaks about itself: lines that begin with its name.
enum StandardError {
  static func say(_ line: String) { write("pmon: \(line)\n") }

  static func write(_ text: String) {
    // There is nobody left to tell when this fails.
    _ = try? Files.write(Array(text.utf8).span, to: 2)
  }
}
