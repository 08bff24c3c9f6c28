internal import KernelInterface
internal import ProcessEvents
struct SideBandReader: ~Copyable, Sendable {
  var rawDescriptors: [Int32] { [] }
  init(paths: Bool) throws(SystemCallError) { throw SystemCallError("perf_event_open", .notPermitted) }
  mutating func drain(into: inout [SideBandRecord]) {}
}
