import EventRendering
import ProcessConnector
import ProcessEvents
import Testing

@testable import pmon

@Suite("What wait prints")
struct WaitReportTests {
  private func lines(_ ended: EndedProcess) -> [String] {
    [false, true].map { isJSON in
      var report = WaitReport(isJSON: isJSON, clock: WallClock(isUTC: true, offset: 0))
      var line: [UInt8] = []
      report.render(ended, into: &line)
      return String(decoding: line, as: UTF8.self)
    }
  }

  @Test("All that is known")
  func known() {
    let ended = EndedProcess(
      process: ProcessID(4711), status: .signaled(.abort, coreDumped: true),
      time: KernelInstant(nanoseconds: 86_400_000_000_007))
    let exit = #""exit":{"code":null,"signal":6,"core_dumped":true}"#
    #expect(
      lines(ended) == [
        "4711  signal 6 (Aborted), core dumped\n",
        #"{"time":"1970-01-02T00:00:00.000000007Z","event":"exit","process":{"pid":4711,\#(exit)}}"#
          + "\n",
      ])
  }

  @Test("What is not known is left out")
  func unknown() {
    #expect(
      lines(EndedProcess(process: ProcessID(4711), status: nil, time: nil)) == [
        "4711  unknown\n", #"{"event":"exit","process":{"pid":4711}}"# + "\n",
      ])
  }
}
