/// Sizes for people.
enum ByteCount {
  /// Such as `32 MiB`, `416 KiB` or `2304 bytes`: never rounded by more than a tenth of the unit.
  static func text(_ bytes: some FixedWidthInteger & UnsignedInteger) -> String {
    let bytes = UInt64(bytes)
    let units: [(name: String, size: UInt64)] = [
      ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]
    for unit in units where bytes >= unit.size {
      let tenths = bytes / unit.size * 10 + bytes % unit.size * 10 / unit.size
      return tenths % 10 == 0
        ? "\(tenths / 10) \(unit.name)" : "\(tenths / 10).\(tenths % 10) \(unit.name)"
    }
    return "\(bytes) bytes"
  }
}
