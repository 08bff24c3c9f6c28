internal import CLinux

/// How many processes there may be.
package enum HostLimits {
  /// How many more this process can start without taking the last, and what sets the limit.
  ///
  /// - Parameter bytes: the memory that each takes, of which all together get half of what is free.
  package static func moreProcesses(ofBytes bytes: Int) -> (count: Int, limit: String) {
    var limits: [(count: Int, limit: String)] = []
    let present = (try? runningProcesses()) ?? 0
    if let most = number(in: "/proc/sys/kernel/pid_max") {
      // An eighth is left to the others.
      limits.append((most - most / 8 - present, "kernel.pid_max is \(most)"))
    }
    if let most = number(in: "/proc/sys/kernel/threads-max") {
      limits.append((most - most / 8 - present, "kernel.threads-max is \(most)"))
    }
    if let most = number(in: "/sys/fs/cgroup/pids.max") {
      limits.append((most - most / 8 - present, "the control group's pids.max is \(most)"))
    }
    if let free = availableMemory {
      limits.append((free / 2 / max(1, bytes), "\(free >> 20) MiB of memory are free"))
    }
    var limit = rlimit()
    if geteuid() != 0, unsafe getrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &limit) == 0,
      let most = Int(exactly: limit.rlim_cur)
    {
      limits.append((most - most / 8, "ulimit -u is \(most)"))
    }
    return limits.min { $0.count < $1.count }.map { (max(0, $0.count), $0.limit) }
      ?? (1000, "the system tells no limit")
  }

  private static func runningProcesses() throws(SystemCallError) -> Int {
    var count = 0
    try ProcessList.visit { _ in count += 1 }
    return count
  }

  private static func number(in path: String) -> Int? {
    guard let text = try? Files.text(of: path, limit: 64) else { return nil }
    return Int(text.prefix { $0.isNumber })
  }

  /// Bytes; `MemAvailable` of `/proc/meminfo`.
  private static var availableMemory: Int? {
    guard let text = try? Files.text(of: "/proc/meminfo", limit: 4096),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes << 10
  }
}

extension HostFacts {
  /// How often another process's first thread has gone to sleep by itself; nil where it has gone.
  package static func sleeps(ofProcess process: Int32) -> UInt64? {
    guard let text = try? Files.text(of: "/proc/\(process)/status", limit: 8192),
      let line = text.split(separator: "\n").first(where: {
        $0.hasPrefix("voluntary_ctxt_switches:")
      })
    else { return nil }
    return line.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0) }
  }

  /// The number of processors on line.
  package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// What the load has been in the last minute; nil where `/proc` does not tell.
  package static var loadAverage: Double? {
    (try? Files.text(of: "/proc/loadavg", limit: 64))?.split(separator: " ").first
      .flatMap { Double($0) }
  }
}
