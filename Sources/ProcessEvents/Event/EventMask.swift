/// A set of event kinds, with the kernel's bits.
///
/// C: `enum proc_cn_event`, `include/uapi/linux/cn_proc.h`.
public struct EventMask: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// C: `PROC_EVENT_FORK`
  public static let fork = EventMask(rawValue: 0x0000_0001)
  /// C: `PROC_EVENT_EXEC`
  public static let exec = EventMask(rawValue: 0x0000_0002)
  /// C: `PROC_EVENT_UID`
  public static let uid = EventMask(rawValue: 0x0000_0004)
  /// C: `PROC_EVENT_GID`
  public static let gid = EventMask(rawValue: 0x0000_0040)
  /// C: `PROC_EVENT_SID`
  public static let sid = EventMask(rawValue: 0x0000_0080)
  /// C: `PROC_EVENT_PTRACE`
  public static let ptrace = EventMask(rawValue: 0x0000_0100)
  /// C: `PROC_EVENT_COMM`
  public static let comm = EventMask(rawValue: 0x0000_0200)
  /// Exits with a status other than 0; only ever asked for, what arrives is an exit.
  ///
  /// C: `PROC_EVENT_NONZERO_EXIT`. Kernel: Linux 6.6; emulated before.
  public static let nonzeroExit = EventMask(rawValue: 0x2000_0000)
  /// C: `PROC_EVENT_COREDUMP`
  public static let coredump = EventMask(rawValue: 0x4000_0000)
  /// C: `PROC_EVENT_EXIT`
  public static let exit = EventMask(rawValue: 0x8000_0000)

  /// Every kind there is. C: `PROC_EVENT_ALL`
  public static let all: EventMask = [
    .fork, .exec, .uid, .gid, .sid, .ptrace, .comm, .nonzeroExit, .coredump, .exit,
  ]

  /// The mask that the kernel makes of a number: bits outside ``all`` are dropped, and if no bit is
  /// left, everything is meant.
  public static func valid(_ rawValue: UInt32) -> EventMask {
    let known = EventMask(rawValue: rawValue).intersection(.all)
    return known.isEmpty ? .all : known
  }

  /// Whether the mask asks for this event, as the kernel decides it.
  @inlinable public func admits(_ event: ProcessEvent) -> Bool {
    if !isDisjoint(with: event.kind) { return true }
    guard contains(.nonzeroExit), case .exit(let exit) = event.payload else { return false }
    return exit.status.isAbnormal
  }
}

extension EventMask {
  /// The kinds one by one with their names, in the order of their bits.
  public static let names: [(name: String, mask: EventMask)] = [
    ("fork", .fork), ("exec", .exec), ("uid", .uid), ("gid", .gid), ("sid", .sid),
    ("ptrace", .ptrace), ("comm", .comm), ("nonzero_exit", .nonzeroExit),
    ("coredump", .coredump), ("exit", .exit),
  ]
}

extension EventMask: CustomStringConvertible {
  /// The names of the kinds, and what is left in hexadecimal.
  public var description: String {
    if isSuperset(of: .all) && rawValue == EventMask.all.rawValue { return "all" }
    var parts = EventMask.names.filter { isSuperset(of: $0.mask) }.map(\.name)
    let unknown = subtracting(.all).rawValue
    if unknown != 0 || parts.isEmpty { parts.append("0x" + String(unknown, radix: 16)) }
    return parts.joined(separator: ",")
  }
}
