internal import KernelInterface
public import ProcessEvents

/// What tells a process from every other, also from a later one that has got the same id.
///
/// An id alone does not: it is used again once the process is gone, as a rule after all others have been used.
/// With the clock tick in which the process began and the boot, it names one process for ever, on one machine and
/// among many, and may be stored. An exec does not change it.
public struct ProcessIdentity: Hashable, Sendable {
  /// The boot in which it lives or lived.
  public var boot: BootID
  /// Its id.
  public var process: ProcessID
  /// When it began, in clock ticks since the boot, the time of suspension included.
  /// `/proc/PID/stat`, field 22
  public var startTicks: UInt64

  /// Makes an identity of its parts.
  public init(boot: BootID, process: ProcessID, startTicks: UInt64) {
    self.boot = boot
    self.process = process
    self.startTicks = startTicks
  }

  /// Reads the identity of the process that has the id now, a zombie's as well.
  ///
  /// - Parameters:
  ///   - process: the id.
  ///   - boot: the running kernel's, ``BootID/current()``.
  /// - Returns: nil where there is no such process, or it is hidden from this one (`hidepid` of proc(5)).
  public static func read(process: ProcessID, boot: BootID) -> ProcessIdentity? {
    guard let stat = ProcessStat(process: process.rawValue) else { return nil }
    return ProcessIdentity(boot: boot, process: process, startTicks: stat.start.rawValue)
  }
}

extension ProcessIdentity: LosslessStringConvertible {
  /// Takes the form `<boot id>/<pid>/<ticks>` that ``description`` makes; the numbers are decimal, without sign.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let boot = BootID(String(parts[0])),
      let process = Self.number(parts[1], as: Int32.self),
      let ticks = Self.number(parts[2], as: UInt64.self)
    else { return nil }
    self.init(boot: boot, process: ProcessID(process), startTicks: ticks)
  }

  /// `<boot id>/<pid>/<ticks>`: the form is the same in all versions.
  public var description: String { "\(boot)/\(process)/\(startTicks)" }

  private static func number<Number: FixedWidthInteger>(
    _ text: Substring, as type: Number.Type
  ) -> Number? {
    // `Number.init` takes a sign as well; and 007 would be another text of the same process.
    guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      first != UInt8(ascii: "0") || text.utf8.count == 1
    else { return nil }
    return Number(text)
  }
}
