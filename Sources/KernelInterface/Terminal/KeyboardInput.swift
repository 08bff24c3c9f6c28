internal import CLinux

/// Where keys come from.
package struct KeyboardInput: ~Copyable {
  private let opened: OwnedDescriptor?
  /// Readable when there are keys; negative where there is nothing to type on.
  package let rawDescriptor: Int32

  /// Standard input where it is a terminal, otherwise the process's controlling one.
  package init() {
    if Files.isTerminal(0) {
      opened = nil
      rawDescriptor = 0
    } else if let terminal = try? OwnedDescriptor.open("/dev/tty") {
      rawDescriptor = terminal.rawValue
      opened = consume terminal
    } else {
      opened = nil
      rawDescriptor = -1
    }
  }

  /// Takes what has been typed, once the descriptor is readable; empty at the end.
  package borrowing func read() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let descriptor = rawDescriptor
    let count = try? systemCall("read") {
      unsafe bytes.withUnsafeMutableBytes {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
    }
    return Array(bytes.prefix(count ?? 0))
  }
}
