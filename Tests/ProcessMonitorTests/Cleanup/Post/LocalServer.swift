import Foundation
import KernelInterface
import Synchronization

/// Takes one request on a Unix socket and answers what it was told, in pieces.
final class LocalServer: Sendable {
  private let listening: Int32
  private let received = Mutex<[UInt8]>([])
  private let thread: Mutex<KernelInterface.Thread?> = Mutex(nil)

  /// - Parameter answer: nil takes nobody's request.
  init(path: String, answer: String?) throws {
    listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let bound = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listening, 4) == 0 else {
      throw SystemCallError("bind", .last)
    }
    guard let answer else { return }
    try thread.withLock { slot in
      slot = try KernelInterface.Thread { [self] in serve(answer) }
    }
  }

  deinit { close(listening) }

  /// What came, once the client has been answered.
  func request() -> String {
    thread.withLock { if let thread = $0.take() { thread.join() } }
    return received.withLock { String(decoding: $0, as: UTF8.self) }
  }

  private func serve(_ answer: String) {
    let client = accept(listening, nil, nil)
    defer { close(client) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    // The document is one line.
    while received.withLock({ $0.last != UInt8(ascii: "\n") || !$0.contains(UInt8(ascii: "}")) }) {
      let count = unsafe read(client, &buffer, buffer.count)
      if count <= 0 { break }
      received.withLock { $0 += buffer[..<count] }
    }
    for piece in stride(from: 0, to: answer.utf8.count, by: 1000) {
      let bytes = Array(answer.utf8.dropFirst(piece).prefix(1000))
      _ = unsafe send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }
}
