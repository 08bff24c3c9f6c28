import Glibc
import KernelInterface
import ProcessMonitor
import Synchronization

/// Keeps copies in this process.
final class LocalStore: DescriptorStore {
  let capacity = 100
  private let kept = Mutex<[String: Int32]>([:])

  func keep(_ descriptor: Int32, as name: String) throws(SystemCallError) {
    kept.withLock { $0[name] = dup(descriptor) }
  }

  func drop(_ name: String) throws(SystemCallError) {
    if let descriptor = kept.withLock({ $0.removeValue(forKey: name) }) { close(descriptor) }
  }

  var names: Set<String> { kept.withLock { Set($0.keys) } }

  /// Copies for a successor.
  func copies() -> [KeptDescriptor] {
    kept.withLock { $0.map { KeptDescriptor(name: $0.key, rawDescriptor: dup($0.value)) } }
  }
}
