import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents

/// Whether the tests can use the connector of the kernel on which they run.
enum LiveKernel {
  /// Why not; nil where it serves this process.
  static let reasonToSkip: String? = {
    do throws(ConnectorError) {
      _ = try EventReader(.nonzeroExit)
      return nil
    } catch {
      return "\(error)"
    }
  }()

  static var serves: Bool { reasonToSkip == nil }

  /// Whether it must serve: it filters by itself, and this process is in the initial namespaces.
  static var mustServe: Bool {
    let environment = HostEnvironment.current()
    return isAtLeast(6, 6) && environment.isInitialPIDNamespace == true
      && environment.isInitialUserNamespace == true
  }

  private static func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    guard numbers.count == 2 else { return false }
    return (numbers[0], numbers[1]) >= (major, minor)
  }
}

/// How long to wait for what is due: the kernel tells a parent of its child's end before it sends the event.
struct Patience {
  private let end: UInt64

  init(milliseconds: UInt64 = 5_000) { end = Clocks.monotonic + milliseconds * 1_000_000 }

  /// Waits a moment, unless the time is over.
  var lasts: Bool {
    guard Clocks.monotonic < end else { return false }
    ProcessActions.sleep(milliseconds: 1)
    return true
  }

  /// For where nothing tells that it has come.
  static func letEventsCome() { ProcessActions.sleep(milliseconds: 50) }
}

/// A child that does nothing and ends.
func runTrue() throws -> ProcessID {
  let child = try ChildProcess(["/bin/true"])
  _ = try child.wait()
  return ProcessID(child.id)
}

/// A child that ends with a code.
func runChild(code: UInt8) throws -> ProcessID {
  let child = try ChildProcess(["/bin/sh", "-c", "exit \(code)"])
  _ = try child.wait()
  return ProcessID(child.id)
}
