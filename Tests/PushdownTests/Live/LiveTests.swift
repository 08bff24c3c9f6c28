import ProcessConnector
import TestSupport
import Testing

/// The tests that use the kernel's own connector, one after the other: they load the machine.
@Suite(
  "Filters on the kernel here", .serialized, .timeLimit(.minutes(3)),
  .enabled(
    if: Host.isServed,
    "the kernel does not serve this user here: a namespace, no connector, or before Linux 6.6 and not root"
  ))
enum LiveTests {
  /// Where the kernel here can be made to filter: any kernel can do without the connector's mask.
  static let stages: [FilterStage] =
    Host.connectorFilters ? [.connector, .socketFilter] : [.socketFilter]
}
