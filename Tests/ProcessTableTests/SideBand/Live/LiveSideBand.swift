import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@testable import ProcessTable

/// Whether the tests can read the side band of the kernel on which they run: by its rules, not by trying.
enum LiveSideBand {
  static let reasonToSkip: String? = {
    let environment = SideBandEnvironment.current()
    if environment.isPermitted { return nil }
    let errno: Errno = environment.paranoid == nil ? .noSystemCall : .accessDenied
    return "\(SideBandError(SystemCallError("perf_event_open", errno), in: environment))"
  }()

  static var serves: Bool { reasonToSkip == nil }

  /// Whether the connector serves as well: from Linux 6.6 on it does, in the initial namespaces.
  static let hasConnector: Bool = {
    let environment = HostEnvironment.current()
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return environment.isInitialPIDNamespace == true && environment.isInitialUserNamespace == true
      && environment.hasProcessEvents != false && numbers.count == 2
      && (numbers[0], numbers[1]) >= (6, 6)
  }()
}

/// The tests that read the kernel's own side band, one after the other: they load the machine.
@Suite(
  "The side band here", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: LiveSideBand.serves, "\(LiveSideBand.reasonToSkip ?? "")"))
enum LiveSideBandTests {}

@Suite("Whoever may not read the side band")
struct RefusedSideBandTests {
  @Test(
    "gets the reason and a next step",
    .enabled(if: !LiveSideBand.serves, "this process may read it"))
  func refused() throws {
    let failure = #expect(throws: SystemCallError.self) { _ = try SideBandReader(paths: false) }
    let error = SideBandError(try #require(failure), in: SideBandEnvironment.current())
    print("Tests of the side band are skipped: \(error)")
    #expect(error.cause != .system)
  }
}

extension SideBandReader {
  mutating func drained() -> [SideBandRecord] {
    var records: [SideBandRecord] = []
    drain(into: &records)
    return records
  }
}

/// A child that does nothing and ends.
func runTrue() throws -> ProcessID {
  let child = try ChildProcess(["/bin/true"])
  _ = try child.wait()
  return ProcessID(child.id)
}
