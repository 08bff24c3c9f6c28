import EventCapture
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite("replay of what is not whole", .serialized)
struct BrokenCaptureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func replay(
    _ bytes: some Sequence<UInt8>, _ arguments: String...
  ) throws -> (Program, ProcessEvents.ExitStatus) {
    let file = try folder.write(bytes, to: "capture")
    let program = try Program([PmonBinary.path, "replay", file, "--no-header"] + arguments)
    return (program, try program.finish())
  }

  @Test("Cut off anywhere, it is told up to there, and one line says where")
  func cut() throws {
    let bytes = try SampleCapture.bytes()
    let (whole, _) = try replay(bytes)
    for length in stride(from: 0, to: bytes.count, by: 23) {
      let (program, status) = try replay(bytes.prefix(length))
      #expect(whole.output.text.hasPrefix(program.output.text), "cut at \(length)")
      if program.error.text.contains("without an end mark") {
        #expect(status == .exited(code: 0), "cut at \(length)")
        #expect(program.error.lines.count == 2)
      } else {
        #expect(status == .exited(code: 1), "cut at \(length)")
        #expect(program.error.lines.count == 1, "\(program.error.text)")
        #expect(length == 0 || program.error.text.contains("cut off at offset \(length)"))
      }
    }
  }

  @Test("Where only the end mark is missing, all is told, and it is no failure")
  func noEndMark() throws {
    let (whole, _) = try replay(try SampleCapture.bytes())
    let bytes = try SampleCapture.bytes(endMark: false)
    let (program, status) = try replay(bytes)
    #expect(status == .exited(code: 0))
    #expect(program.output.bytes == whole.output.bytes)
    #expect(program.error.lines.count == 2)
    #expect(program.error.lines.first?.contains("ended at offset \(bytes.count)") == true)
  }

  @Test("Damage ends it with 1, after all that stands before")
  func damage() throws {
    var bytes = try SampleCapture.bytes()
    bytes[bytes.count - 40] ^= 1
    let (program, status) = try replay(bytes)
    #expect(status == .exited(code: 1))
    #expect(program.output.lines.count == 6)
    #expect(program.error.lines.count == 1)
    #expect(program.error.text.contains("damaged at offset "))
  }

  @Test("What is no capture is refused with 1 and one line")
  func noCapture() throws {
    let (text, status) = try replay(Array("Not a capture, but a text.".utf8))
    #expect(status == .exited(code: 1))
    #expect(text.output.bytes.isEmpty)
    #expect(text.error.lines.count == 1)
    #expect(text.error.text.contains("not a capture"))
    let missing = try Program([PmonBinary.path, "replay", folder.path("missing")])
    #expect(try missing.finish() == .exited(code: 1))
    #expect(missing.error.text.contains("cannot be read: ENOENT"))
    let directory = try Program([PmonBinary.path, "replay", "/"])
    #expect(try directory.finish() == .exited(code: 1))
    #expect(directory.error.text.contains("EISDIR"))
  }

  @Test("Records about processes that make no sense are refused with their place")
  func nonsense() throws {
    var encoder = try RoundEncoder(
      CaptureHeader(
        toolVersion: "", kernelRelease: "", bootID: "", realTimeOffset: 0, events: .all,
        start: KernelInstant(nanoseconds: 0)), recording: SampleCapture.sideBand)
    try encoder.capture.append([0xFF, 0xFF].span, kind: 18)
    encoder.capture.finish()
    let (program, status) = try replay(encoder.capture.output)
    #expect(status == .exited(code: 1))
    #expect(program.error.lines.count == 1)
    #expect(program.error.text.contains("the block at offset "))
  }

  @Test(
    "Wrong requests end with 2",
    arguments: [
      ["--speed", "0"], ["--speed", "nan"], ["--speed", "-1"], ["-x", "-e", "fork"], ["code =="],
    ])
  func usage(arguments: [String]) throws {
    let file = try folder.write(try SampleCapture.bytes(), to: "capture")
    let program = try Program([PmonBinary.path, "replay", file] + arguments)
    #expect(try program.finish() == .exited(code: 2))
    #expect(program.output.bytes.isEmpty)
  }

  @Test("Threads that were not recorded cannot be told")
  func threads() throws {
    let (program, status) = try replay(try SampleCapture.bytes(), "--threads")
    #expect(status == .exited(code: 1))
    #expect(program.error.text.contains("processes were recorded"))
  }
}
