/// A set of event kinds, with the kernel's bits.
///
/// C: `enum proc_cn_event`, `include/uapi/linux/cn_proc.h`.
public struct EventMask: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// C: `PROC_EVENT_FORK`
  @inlinable public static var fork: EventMask { EventMask(rawValue: 0x0000_0001) }
  /// C: `PROC_EVENT_EXEC`
  @inlinable public static var exec: EventMask { EventMask(rawValue: 0x0000_0002) }
  /// C: `PROC_EVENT_UID`
  @inlinable public static var uid: EventMask { EventMask(rawValue: 0x0000_0004) }
  /// C: `PROC_EVENT_GID`
  @inlinable public static var gid: EventMask { EventMask(rawValue: 0x0000_0040) }
  /// C: `PROC_EVENT_SID`
  @inlinable public static var sid: EventMask { EventMask(rawValue: 0x0000_0080) }
  /// C: `PROC_EVENT_PTRACE`
  @inlinable public static var ptrace: EventMask { EventMask(rawValue: 0x0000_0100) }
  /// C: `PROC_EVENT_COMM`
  @inlinable public static var comm: EventMask { EventMask(rawValue: 0x0000_0200) }
  /// Exits with a status other than 0; only ever asked for, what arrives is an exit.
  ///
  /// C: `PROC_EVENT_NONZERO_EXIT`. Kernel: Linux 6.6; emulated before.
  @inlinable public static var nonzeroExit: EventMask { EventMask(rawValue: 0x2000_0000) }
  /// C: `PROC_EVENT_COREDUMP`
  @inlinable public static var coredump: EventMask { EventMask(rawValue: 0x4000_0000) }
  /// C: `PROC_EVENT_EXIT`
  @inlinable public static var exit: EventMask { EventMask(rawValue: 0x8000_0000) }

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
