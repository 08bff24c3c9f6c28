internal import KernelInterface
package import ProcessEvents

extension ProcessFacts {
  /// Reads what `/proc` says of the process that has the id now.
  ///
  /// All facts are of one process, even where its id is reused meanwhile, but not of one moment: an exec in
  /// between may give the name of one program and the path of the next. ``readAt`` is before all of them.
  ///
  /// The id may belong to a later process by now, or to a thread of one: then ``start`` is later than what was
  /// heard of the process that is meant. The path of a program that was removed or replaced since ends in
  /// ` (deleted)`. At most 64 KiB of arguments are read.
  ///
  /// - Returns: nil where there is no such process, or it is hidden from this one.
  package static func read(process: ProcessID, details: ProcessDetails) -> ProcessFacts? {
    let readAt = Clocks.monotonic
    return read(process: process, details: details, at: readAt, suspended: .current)
  }

  /// Reads of all processes, in the order of their ids. Those that end meanwhile are left out, those that
  /// begin may be among them or not.
  ///
  /// - Returns: whether all were seen: not where `/proc` cannot be read, hides processes of others (`hidepid`
  ///   of proc(5)), or one that is there could not be read.
  @discardableResult
  package static func scan(details: ProcessDetails, _ body: (ProcessFacts) -> Void) -> Bool {
    let suspended = Suspension.current
    var seesAll = true
    var hasFirst = false
    do {
      try ProcessList.visit { process in
        let facts = read(
          process: ProcessID(process), details: details, at: Clocks.monotonic, suspended: suspended)
        if let facts {
          body(facts)
        } else if ProcessActions.exists(process) {
          seesAll = false
        }
        hasFirst = hasFirst || process == 1
      }
      return seesAll && hasFirst
    } catch {
      return false
    }
  }

  private static func read(
    process: ProcessID, details: ProcessDetails, at readAt: UInt64, suspended: Suspension
  ) -> ProcessFacts? {
    let readsMore = !details.isDisjoint(with: [.executable, .arguments, .user, .controlGroup])
    guard readsMore else {
      guard let stat = ProcessStat(process: process.rawValue) else { return nil }
      return ProcessFacts(stat, readAt: readAt, suspended: suspended)
    }
    guard let files = try? ProcFiles(process: process.rawValue),
      let stat = try? files.text(of: "stat", limit: ProcessStat.sizeLimit, { ProcessStat($0) }),
      var facts = ProcessFacts(stat, readAt: readAt, suspended: suspended)
    else { return nil }
    if details.contains(.executable) {
      facts.executable = try? files.linkTarget(of: "exe") { String($0) }
    }
    if details.contains(.arguments) {
      facts.arguments = CommandLineText.arguments(of: files)
      facts.hasArguments = facts.arguments != nil
    }
    if details.contains(.user) {
      facts.userID =
        (try? files.text(of: "status", limit: 4096) { StatusText.effectiveUser(in: $0) }) ?? nil
    }
    if details.contains(.controlGroup) {
      facts.controlGroup = controlGroup(of: files)
    }
    return facts
  }

  private static func controlGroup(of files: borrowing ProcFiles) -> String? {
    let path = try? files.text(of: "cgroup", limit: 8192) { ControlGroupText.path(in: $0) }
    guard path == "/" else { return path ?? nil }
    // In the old hierarchies the kernel shows the root for whoever is ending.
    let stat = try? files.text(of: "stat", limit: ProcessStat.sizeLimit, { ProcessStat($0) })
    return (stat ?? nil)?.isEnding == false ? path ?? nil : nil
  }

  private init?(_ stat: ProcessStat?, readAt: UInt64, suspended: Suspension) {
    guard let stat else { return nil }
    self.init(
      process: ProcessID(stat.process), readAt: KernelInstant(nanoseconds: readAt),
      start: KernelInstant(nanoseconds: stat.start.monotonic(suspended: suspended)),
      name: CommandName(bytes: stat.name), parent: ProcessID(stat.parent), state: stat.state,
      threadCount: stat.threadCount)
    isEnding = stat.isEnding
  }
}

extension String {
  /// Bytes that are not UTF-8 become U+FFFD.
  init(_ bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
