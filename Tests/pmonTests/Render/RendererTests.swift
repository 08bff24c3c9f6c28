import EventRendering
import FoundationEssentials
import ProcessConnector
import ProcessTable
import Testing

@testable import pmon

@Suite("Lines")
struct RendererTests {
  private func lines(
    of elements: [ConnectorElement], by renderer: some ElementRenderer
  ) -> String {
    var renderer = renderer
    var bytes = Array((renderer.header() ?? "").utf8)
    for element in elements { renderer.render(ProcessElement(element), into: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("Text of every kind of element")
  func text() throws {
    let renderer = TextRenderer(clock: Samples.clock, hasThreads: false, isColored: false)
    try SnapshotFile.expect(lines(of: Samples.all, by: renderer), equals: "watch.txt")
  }

  @Test("Text with threads")
  func threads() throws {
    let renderer = TextRenderer(clock: Samples.clock, hasThreads: true, isColored: false)
    try SnapshotFile.expect(lines(of: Samples.all, by: renderer), equals: "watch-threads.txt")
  }

  @Test("Text in color")
  func color() throws {
    let renderer = TextRenderer(clock: Samples.clock, hasThreads: false, isColored: true)
    try SnapshotFile.expect(lines(of: Samples.all, by: renderer), equals: "watch-color.txt")
  }

  @Test("JSON of every kind of element")
  func json() throws {
    let renderer = JSONRenderer(clock: Samples.clock)
    try SnapshotFile.expect(lines(of: Samples.all, by: renderer), equals: "watch.jsonl")
  }

  @Test("Names that a process chose to do harm")
  func hostileNames() throws {
    let elements = Samples.hostileNames.map(Samples.name)
    let text = lines(
      of: elements, by: TextRenderer(clock: Samples.clock, hasThreads: false, isColored: false))
    try SnapshotFile.expect(text, equals: "hostile-names.txt")
    let json = lines(of: elements, by: JSONRenderer(clock: Samples.clock))
    try SnapshotFile.expect(json, equals: "hostile-names.jsonl")
    for output in [text, json] {
      #expect(output.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A })
    }
    #expect(text.utf8.count { $0 == 0x0A } == elements.count + 1)
    #expect(json.utf8.count { $0 == 0x0A } == elements.count)
  }

  @Test("Every line of JSON is an object of its own")
  func jsonIsValid() throws {
    let elements = Samples.all + Samples.hostileNames.map(Samples.name)
    for line in lines(of: elements, by: JSONRenderer(clock: Samples.clock)).split(separator: "\n") {
      let record = try WatchRecord(line)
      #expect(record.time.hasPrefix("2026-11-23T15:20:01.123456789Z"))
    }
  }

  @Test("A parent that is not known is absent, not 0")
  func unknownParent() {
    let line = lines(of: [Samples.death(9, parent: 0)], by: JSONRenderer(clock: Samples.clock))
    #expect(!line.contains("parent"))
  }
}
