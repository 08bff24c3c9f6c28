import EventCapture
import Testing

@Suite("What is said of a capture that cannot be read further")
struct ErrorTextTests {
  @Test(
    "One line, with the offset",
    arguments: [
      (
        .notACapture,
        "not a capture: it does not begin with the bytes that every capture begins with"
      ),
      (
        .cut(block: 0, end: 0),
        "the capture is empty: the recording ended before anything was written"
      ),
      (
        .cut(block: 0, end: 7),
        "cut off at offset 7, before its first block: there is nothing to read"
      ),
      (
        .cut(block: 102, end: 110),
        "cut off at offset 110, within the block at offset 102; everything before that block was read"
      ),
      (
        .noEndMark(end: 102),
        "ended at offset 102 without an end mark: the recording was broken off;"
          + " everything that was written was read"
      ),
      (
        .damage(.records, offset: 102),
        "damaged at offset 102: a block has changed since it was written; everything before it was read"
      ),
      (
        .malformed(.elementKind(12), block: 102),
        "the block at offset 102 was not written as a capture's: there is no element of kind 12"
      ),
    ] as [(CaptureError, String)])
  func text(error: CaptureError, text: String) {
    #expect(error.description == text)
  }
}
