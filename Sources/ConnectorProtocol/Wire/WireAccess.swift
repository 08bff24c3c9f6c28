extension RawSpan {
  /// A number at any offset, aligned or not; the caller has checked the length.
  @inline(__always)
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as type: Number.Type = Number.self
  ) -> Number {
    precondition(offset >= 0 && offset &+ MemoryLayout<Number>.size <= byteCount)
    return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
  }
}

extension MutableSpan<UInt8> {
  /// Writes a number at any offset; out of bounds traps.
  mutating func store(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
    unsafe Swift.withUnsafeBytes(of: value) { bytes in
      for index in 0..<bytes.count { self[offset + index] = unsafe bytes[index] }
    }
  }
}
