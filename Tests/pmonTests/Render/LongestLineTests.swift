import EventRendering
import PlainData
import ProcessConnector
import ProcessEvents
import ProcessTable
import Testing

@testable import pmon

@Suite("Lines as long as they get")
struct LongestLineTests {
  /// Bytes of which each takes as many in JSON as any does.
  private static let worst = String(repeating: "\u{1}", count: 5000)

  private static var description: ProcessDescription {
    var process = ProcessDescription(process: ProcessID(.min))
    process.start = .stale(KernelInstant(nanoseconds: 1))
    process.name = .stale(CommandName(String(repeating: "\u{7F}", count: 15)))
    process.executable = .stale(worst)
    process.arguments = .stale(
      Array(repeating: worst, count: 20) + Array(repeating: "", count: 500))
    process.userID = .stale(.max)
    process.userName = worst
    process.controlGroup = .stale(
      "/\(worst)/docker-" + String(repeating: "0123456789abcdef", count: 4) + ".scope")
    process.outOfMemory = .controlGroup
    return process
  }

  @Test("There is room for every kind of event, whatever processes are called")
  func everything() throws {
    var renderer = JSONRenderer(clock: WallClock(isUTC: true, offset: 1 << 62))
    for element in Samples.all {
      for process in [nil, Self.description] {
        var line = Array("before".utf8)
        renderer.render(ProcessElement(element, process: process), into: &line)
        #expect(line.starts(with: "before{".utf8) && line.last == UInt8(ascii: "\n"))
        #expect(process == nil || line.count > 500 || element.task == nil)
      }
    }
  }

  @Test("Names that are not UTF-8 take the most room of all")
  func names() {
    var line: [UInt8] = []
    line.writeJSON(CommandName(bytes: .init(repeating: 0xFF)))
    line.writeJSON(CommandName(bytes: .init(repeating: 0x01)))
    line.write(UInt64.max)
    line.write(Int64.min)
    #expect(
      String(decoding: line, as: UTF8.self)
        == "\"" + String(repeating: "\u{FFFD}", count: 16) + "\"\""
        + String(repeating: "\\u0001", count: 16) + "\"18446744073709551615-9223372036854775808")
  }
}
