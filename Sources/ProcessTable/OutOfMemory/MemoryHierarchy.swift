internal import KernelInterface
internal import ProcessEvents

/// Where the kernel tells how often it killed for want of memory, for each control group.
struct MemoryHierarchy: Hashable {
  /// Where it is mounted.
  var mountPoint: String
  /// The group that is found at the mount point, as paths of groups are told.
  var root: String
  var isUnified: Bool

  /// Finds the hierarchy in `/proc/self/mountinfo`, proc_pid_mountinfo(5): the one with the memory controller of
  /// its own, else the unified one.
  init?(mounts text: String) {
    var unified: MemoryHierarchy?
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: false)
      guard let separator = fields.firstIndex(of: "-"), separator >= 6,
        fields.count > separator + 3
      else { continue }
      let hierarchy = MemoryHierarchy(
        mountPoint: Self.unescaped(fields[4]), root: Self.unescaped(fields[3]),
        isUnified: fields[separator + 1] == "cgroup2")
      switch fields[separator + 1] {
      case "cgroup" where fields[separator + 3].split(separator: ",").contains("memory"):
        self = hierarchy
        return
      case "cgroup2" where unified == nil: unified = hierarchy
      default: continue
      }
    }
    guard let unified else { return nil }
    self = unified
  }

  private init(mountPoint: String, root: String, isUnified: Bool) {
    self.mountPoint = mountPoint
    self.root = root
    self.isUnified = isUnified
  }

  /// The folder of a group; nil where it lies outside of what is mounted.
  func folder(of group: String) -> String? {
    guard group.utf8.first == UInt8(ascii: "/"), !group.utf8.contains(0),
      !group.split(separator: "/").contains("..")
    else { return nil }
    guard root != "/" else { return mountPoint + group }
    guard group == root || group.hasPrefix(root + "/") else { return nil }
    return mountPoint + group.dropFirst(root.count)
  }

  /// How often processes of this group itself were killed.
  ///
  /// Version 2 has told it for a group without those below since Linux 5.2; `memory.events` is the sum of all.
  func killCount(of group: String) -> UInt64? {
    guard let folder = folder(of: group) else { return nil }
    let file = isUnified ? "/memory.events.local" : "/memory.oom_control"
    guard let text = try? Files.text(of: folder + file, limit: 4096) else { return nil }
    return Self.killCount(in: text)
  }

  /// Processes of this group that have been killed or are ending; nil where that cannot be told.
  func dyingProcesses(of group: String) -> [ProcessID]? {
    guard let folder = folder(of: group),
      let text = try? Files.text(of: folder + "/cgroup.procs", limit: Self.processListLimit),
      text.utf8.count < Self.processListLimit
    else { return nil }
    var dying: [ProcessID] = []
    for line in text.split(separator: "\n") {
      // 0 is a process of a PID namespace that cannot be seen from here.
      guard let id = Int32(line), id > 0 else { return nil }
      if ProcessStat(process: id)?.isEnding ?? true || Self.isKilled(id) {
        dying.append(ProcessID(id))
      }
    }
    return dying
  }

  private static let processListLimit = 32_768

  static func killCount(in text: String) -> UInt64? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "oom_kill" { return UInt64(words[1]) }
    }
    return nil
  }

  /// Whether SIGKILL has been sent to it, which it has yet to notice.
  private static func isKilled(_ process: Int32) -> Bool {
    let pending = try? ProcFiles.text(of: process, "status", limit: 4096) {
      StatusText.isKillPending(in: $0)
    }
    return pending ?? true
  }

  /// Replaces `\040` and the like.
  private static func unescaped(_ field: Substring) -> String {
    guard field.utf8.contains(UInt8(ascii: "\\")) else { return String(field) }
    var bytes: [UInt8] = []
    var rest = field.utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let value = UInt8(Substring(rest.prefix(3)), radix: 8) {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
