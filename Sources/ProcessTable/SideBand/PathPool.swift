/// Gives equal paths as one string, so that a path that comes again costs no memory.
///
/// It remembers up to 1,024 paths in sets of four; a new one takes the place of the set's oldest.
struct PathPool {
  private static let ways = 4
  private static let sets = 256

  private var hashes = [UInt64](repeating: 0, count: ways * sets)
  private var paths = [String](repeating: "", count: ways * sets)
  private var next = [UInt8](repeating: 0, count: sets)

  /// - Parameter bytes: what is not UTF-8 in them becomes U+FFFD.
  mutating func path(_ bytes: RawSpan) -> String {
    let hash = PathPool.hash(bytes)
    let set = Int(hash % UInt64(PathPool.sets))
    let first = set * PathPool.ways
    for index in first..<first + PathPool.ways
    where hashes[index] == hash && PathPool.equal(paths[index], bytes) {
      return paths[index]
    }
    let path = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    let index = first + Int(next[set])
    next[set] = (next[set] + 1) % UInt8(PathPool.ways)
    hashes[index] = hash
    paths[index] = path
    return path
  }

  private static func equal(_ path: String, _ bytes: RawSpan) -> Bool {
    let text = unsafe path.utf8.span.bytes
    guard text.byteCount == bytes.byteCount else { return false }
    for index in 0..<bytes.byteCount
    where text.number(index, as: UInt8.self) != bytes.number(index, as: UInt8.self) {
      return false
    }
    return true
  }

  /// FNV-1a.
  private static func hash(_ bytes: RawSpan) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<bytes.byteCount {
      hash = (hash ^ UInt64(bytes.number(index, as: UInt8.self))) &* 0x100_0000_01B3
    }
    return hash ^ (hash >> 32)
  }
}
