internal import KernelInterface

/// Which boot of which machine: 128 random bits that the kernel makes anew each time it starts.
///
/// `/proc/sys/kernel/random/boot_id`
public struct BootID: Hashable, Sendable {
  /// The first eight bytes of the text form.
  public var high: UInt64
  /// The last eight.
  public var low: UInt64

  /// Takes both halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the one of the running kernel; nil where `/proc` does not tell it.
  public static func current() -> BootID? {
    guard let text = try? Files.text(of: "/proc/sys/kernel/random/boot_id", limit: 64) else {
      return nil
    }
    return BootID(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}

extension BootID: LosslessStringConvertible {
  /// Takes the form `01234567-89ab-cdef-0123-456789abcdef`, in small letters or capitals.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    guard bytes.count == 36 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      if Self.hyphens.contains(index) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      halves = (halves.0 << 4 | halves.1 >> 60, halves.1 << 4 | UInt64(digit))
    }
    self.init(high: halves.0, low: halves.1)
  }

  public var description: String {
    var text: [UInt8] = []
    for place in 0..<32 {
      if Self.hyphens.contains(text.count) { text.append(UInt8(ascii: "-")) }
      let half = place < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - place % 16 * 4)) & 15
      text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let hyphens = [8, 13, 18, 23]
}
