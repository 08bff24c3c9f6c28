/// What stands before the records of a block.
struct BlockHead {
  let length: Int
  let sequence: UInt32
  let payloadChecksum: UInt32

  /// Reads a head of which all bytes are there.
  ///
  /// - Parameters:
  ///   - start: where it begins in `bytes`.
  ///   - offset: where it begins in the capture.
  ///   - expected: the number that the block must have.
  init(
    decoding bytes: Span<UInt8>, at start: Int, offset: UInt64, expected: UInt32
  ) throws(CaptureError) {
    // The length comes into question only after this, so that a damaged one is not waited for.
    let sum = bytes.word(at: start + CaptureFormat.blockHeadChecksum)
    guard Checksum.of(bytes, start..<(start + CaptureFormat.blockHeadChecksum)) == sum else {
      throw .damage(.blockHead, offset: offset)
    }
    sequence = bytes.word(at: start + CaptureFormat.blockSequence)
    guard sequence == expected else {
      throw .sequence(found: sequence, expected: expected, block: offset)
    }
    let compression = bytes[start + CaptureFormat.blockCompression]
    guard compression == 0 else { throw .compression(compression, block: offset) }
    let length = bytes.word(at: start + CaptureFormat.blockLength)
    guard length > 0, length <= UInt32(CaptureFormat.maximumBlockSize) else {
      throw .malformed(.blockLength(length), block: offset)
    }
    self.length = Int(length)
    payloadChecksum = bytes.word(at: start + CaptureFormat.blockPayloadChecksum)
  }
}
