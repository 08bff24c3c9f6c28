import TestSupport
import Testing

/// Tests of the daemon as it is built; they start one each, and listen to the running kernel.
@Suite(
  "The daemon", .serialized, .timeLimit(.minutes(5)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
enum DaemonTests {}
