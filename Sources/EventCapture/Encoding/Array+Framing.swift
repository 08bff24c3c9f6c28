extension [UInt8] {
  /// The first bytes of a capture.
  package mutating func appendPreamble(version: UInt16 = CaptureFormat.version) {
    let start = count
    self += CaptureFormat.magic
    self += [UInt8(truncatingIfNeeded: version), UInt8(version >> 8), 0, 0]
    let sum = Checksum.of(span, start..<count)
    self += [0, 0, 0, 0]
    store(sum, at: start + CaptureFormat.preambleChecksum)
  }

  /// A block of any records, well formed or not, and with any head; it is for tests.
  package mutating func appendBlock(
    _ records: [UInt8], sequence: UInt32, length: UInt32? = nil, compression: UInt8 = 0
  ) {
    var block = [UInt8](repeating: 0, count: CaptureFormat.blockHeadSize) + records
    block.storeBlockHead(length: records.count, sequence: sequence)
    if let length { block.store(length, at: CaptureFormat.blockLength) }
    block[CaptureFormat.blockCompression] = compression
    block.storeBlockHeadChecksum()
    self += block
  }

  /// Writes the head of the block that begins here, of which the records are in their place.
  mutating func storeBlockHead(length: Int, sequence: UInt32) {
    let start = CaptureFormat.blockHeadSize
    store(UInt32(length), at: CaptureFormat.blockLength)
    store(sequence, at: CaptureFormat.blockSequence)
    store(0, at: CaptureFormat.blockCompression)
    store(
      Checksum.of(span, start..<(start + length)), at: CaptureFormat.blockPayloadChecksum)
    storeBlockHeadChecksum()
  }

  private mutating func storeBlockHeadChecksum() {
    store(
      Checksum.of(span, 0..<CaptureFormat.blockHeadChecksum), at: CaptureFormat.blockHeadChecksum)
  }

  mutating func storeRecordHead(kind: UInt8, length: Int, at offset: Int) {
    // The length's fourth byte is never used, as a record has less than 1 MiB.
    store(UInt32(length) << 8 | UInt32(kind), at: offset)
  }

  private mutating func store(_ word: UInt32, at offset: Int) {
    var bytes = mutableSpan
    bytes.store(word, at: offset)
  }
}
