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
