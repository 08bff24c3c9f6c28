import FoundationEssentials
import KernelInterface
import Testing

/// The built library under test.
enum Library {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let named = HostFacts.environment("PMON_LIBRARY")

  /// `PMON_LIBRARY`, or what `make library` has built.
  static let file = URL(
    filePath: named ?? repository.appending(path: ".build/library/libpmon.so").path()
  ).resolvingSymlinksInPath()

  static let header = repository.appending(path: "Sources/CPmon/pmon.h")

  /// Where one is named, it has to be there.
  static let isThere = named != nil || FileManager.default.fileExists(atPath: file.path())

  static let isBuilt: ConditionTrait = .enabled(
    if: isThere, "the library is not built: make library")

  static func has(_ program: String) -> Bool {
    (HostFacts.environment("PATH") ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
