import CPmon
import ProcessEvents
import TestSupport
import Testing

@Suite("Layout")
struct LayoutTests {
  @Test(
    "C and Swift see the same layout, which is the one that programs were built with",
    Library.isBuilt)
  func layout() throws {
    let program = try Workshop().build("layout")
    let result = try program.run()
    #expect(result.status == .exited(code: 0))
    #expect(result.output.split(separator: "\n").map(String.init) == LayoutTests.lines)
  }

  private static var lines: [String] {
    var lines: [String] = []
    lines += [
      "pmon_event.kind \(offset(\pmon_event.kind))",
      "pmon_event.cpu \(offset(\pmon_event.cpu))",
      "pmon_event.time \(offset(\pmon_event.time))",
      "pmon_event.pid \(offset(\pmon_event.pid))",
      "pmon_event.tid \(offset(\pmon_event.tid))",
      "pmon_event.ppid \(offset(\pmon_event.ppid))",
      "pmon_event.parent_tid \(offset(\pmon_event.parent_tid))",
      "pmon_event.status \(offset(\pmon_event.status))",
      "pmon_event.code \(offset(\pmon_event.code))",
      "pmon_event.signal \(offset(\pmon_event.signal))",
      "pmon_event.core_dumped \(offset(\pmon_event.core_dumped))",
      "pmon_event.real_id \(offset(\pmon_event.real_id))",
      "pmon_event.effective_id \(offset(\pmon_event.effective_id))",
      "pmon_event.tracer_pid \(offset(\pmon_event.tracer_pid))",
      "pmon_event.tracer_tid \(offset(\pmon_event.tracer_tid))",
      "pmon_event.lost_count \(offset(\pmon_event.lost_count))",
      "pmon_event.lost_since \(offset(\pmon_event.lost_since))",
      "pmon_event.lost_place \(offset(\pmon_event.lost_place))",
      "pmon_event.kernel_kind \(offset(\pmon_event.kernel_kind))",
      "pmon_event.comm \(offset(\pmon_event.comm))",
      "pmon_event.reserved \(offset(\pmon_event.reserved))",
    ]
    lines += [
      "pmon_options.size \(offset(\pmon_options.size))",
      "pmon_options.flags \(offset(\pmon_options.flags))",
      "pmon_options.events \(offset(\pmon_options.events))",
      "pmon_options.latency_us \(offset(\pmon_options.latency_us))",
      "pmon_options.receive_buffer \(offset(\pmon_options.receive_buffer))",
      "pmon_options.reserved \(offset(\pmon_options.reserved))",
    ]
    lines += [
      "pmon_counters.size \(offset(\pmon_counters.size))",
      "pmon_counters.reserved \(offset(\pmon_counters.reserved))",
      "pmon_counters.buffer_size \(offset(\pmon_counters.buffer_size))",
      "pmon_counters.buffer_used \(offset(\pmon_counters.buffer_used))",
      "pmon_counters.received \(offset(\pmon_counters.received))",
      "pmon_counters.delivered \(offset(\pmon_counters.delivered))",
      "pmon_counters.held_back \(offset(\pmon_counters.held_back))",
      "pmon_counters.lost \(offset(\pmon_counters.lost))",
      "pmon_counters.rejected \(offset(\pmon_counters.rejected))",
    ]
    lines += [
      "pmon_event \(MemoryLayout<pmon_event>.size)",
      "pmon_options \(MemoryLayout<pmon_options>.size)",
      "pmon_counters \(MemoryLayout<pmon_counters>.size)",
    ]
    return lines
  }

  private static func offset<Root>(_ field: PartialKeyPath<Root>) -> Int {
    MemoryLayout<Root>.offset(of: field) ?? -1
  }
}
