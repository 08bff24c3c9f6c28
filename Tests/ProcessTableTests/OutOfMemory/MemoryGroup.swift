import Foundation
import KernelInterface
import ProcessEvents
import Testing

@testable import ProcessTable

/// A control group of the test's own in which 20 MiB is all there is. It is removed in the end.
final class MemoryGroup {
  /// From the root of the hierarchy.
  let path: String
  private let folder: String
  private let isUnified: Bool

  /// Why there can be none on this machine; nil where there can.
  static let reasonToSkip: String? = {
    guard HostFacts.effectiveUser == 0 else { return "only root makes control groups" }
    guard let hierarchy = MemoryGroup.hierarchy else {
      return "no hierarchy of control groups is mounted"
    }
    if hierarchy.root != "/" { return "this is a part of a hierarchy of control groups" }
    if hierarchy.isUnified {
      let enabled = try? Files.text(of: hierarchy.mountPoint + "/cgroup.subtree_control")
      guard let enabled, enabled.split(whereSeparator: \.isWhitespace).contains("memory") else {
        return "the memory controller is not enabled below the root"
      }
    }
    guard unsafe access(hierarchy.mountPoint, W_OK) == 0 else {
      return "the hierarchy is mounted read-only"
    }
    return nil
  }()

  private static let hierarchy: MemoryHierarchy? = {
    (try? Files.text(of: "/proc/self/mountinfo", limit: 1 << 20)).flatMap {
      MemoryHierarchy(mounts: $0)
    }
  }()

  init() throws {
    let hierarchy = try #require(Self.hierarchy)
    path = "/pmon-tests-\(HostFacts.processID)-\(UInt32.random(in: 0...UInt32.max))"
    folder = hierarchy.mountPoint + path
    isUnified = hierarchy.isUnified
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try write("20971520", to: isUnified ? "memory.max" : "memory.limit_in_bytes")
    if isUnified { try? write("0", to: "memory.swap.max") }
  }

  deinit { _ = unsafe rmdir(folder) }

  private func write(_ text: String, to file: String) throws {
    try text.write(toFile: folder + "/" + file, atomically: false, encoding: .utf8)
  }

  /// Starts a shell in it.
  func startChild(_ script: String) throws -> ChildProcess {
    let join = "echo $$ > \(folder)/cgroup.procs || exit 9; "
    return try ChildProcess(["/bin/sh", "-c", join + script])
  }

  /// Takes twenty times as much as there is, and fails should nothing limit it.
  static let takeMemory =
    "ulimit -v 400000; x=0123456789abcdef; while [ ${#x} -lt 200000000 ]; do x=$x$x; done; exit 3"
}
