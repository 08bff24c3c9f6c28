package import KernelInterface

/// Numbers of CPUs as the kernel writes them, such as `0-3,8`.
package enum ProcessorList {
  static let online = "/sys/devices/system/cpu/online"

  package static func current() throws(SystemCallError) -> [Int32] {
    // Without such a file the kernel knows of no more than one.
    do { return parse(try Files.text(of: online)) ?? [0] } catch  where error.errno == .noSuchFile {
      return [0]
    }
  }

  /// Nil where it is not a list.
  static func parse(_ text: String) -> [Int32]? {
    var processors: [Int32] = []
    for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2,
        first >= 0, first <= last, last < limit
      else { return nil }
      processors.append(contentsOf: first...last)
    }
    return processors.isEmpty ? nil : processors
  }

  /// Far more than the 8,192 that any kernel is built for.
  private static let limit: Int32 = 65_536
}
