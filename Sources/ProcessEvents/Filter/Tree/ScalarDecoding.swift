extension Span<UInt8> {
  /// The Unicode scalar that begins at an index, and of how many bytes it is.
  ///
  /// A byte that begins no well-formed UTF-8 stands for itself: its value above all scalars.
  func decodeScalar(at index: Int) -> (scalar: UInt32, width: Int) {
    let first = UInt32(self[index])
    if first < 0x80 { return (first, 1) }
    let invalid = (scalar: 0x11_0000 + first, width: 1)
    let (width, least): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x1_0000)
      default: (1, 0)
      }
    guard width > 1, index + width <= count else { return invalid }
    var scalar = first & (0x7F >> UInt32(width))
    for next in (index + 1)..<(index + width) {
      let byte = UInt32(self[next])
      guard byte & 0xC0 == 0x80 else { return invalid }
      scalar = scalar << 6 | byte & 0x3F
    }
    guard scalar >= least, scalar <= 0x10_FFFF, !(0xD800...0xDFFF).contains(scalar) else {
      return invalid
    }
    return (scalar, width)
  }
}
