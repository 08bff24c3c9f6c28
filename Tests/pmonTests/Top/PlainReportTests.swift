import Testing

@testable import pmon

@Suite("Reports of top without a terminal")
struct PlainReportTests {
  @Test("A report is about the time since the last one")
  func reports() throws {
    let model = TopSamples.busyModel(seconds: 12)
    let now = TopSamples.begin + 12 * TopSamples.second
    var report = PlainReport(
      at: now - 2 * TopSamples.second, measure: .abnormal, clock: Samples.clock)
    let first = String(decoding: report.text(model, TopSamples.facts, at: now), as: UTF8.self)
    try SnapshotFile.expect(first, equals: "top-plain.txt")
    let second = String(
      decoding: report.text(model, TopSamples.facts, at: now + 1), as: UTF8.self)
    let nothing = "\nEvent          Count      Rate/s\nall                0         0.0\nFamily "
    #expect(second.contains(nothing), "\(second)")
    #expect(!second.contains("Died"))
  }
}
