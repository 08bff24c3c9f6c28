/// Of which processes a listener may hear, and what.
///
/// Listeners with equal policies share all work.
public struct Policy: Hashable, Sendable {
  /// The processes of which it may hear; the one that an event is about decides, of a fork the child.
  @nonexhaustive
  public enum Scope: Hashable, Sendable {
    /// All processes.
    case everything
    /// The processes of a user, by their effective id.
    case user(UInt32)
    /// The processes of a group of users, by their effective id.
    case group(UInt32)
    /// The processes in a control group and all below it, by its id.
    case controlGroup(UInt64)
    /// The processes that a PID namespace sees, those of its descendants included.
    case namespace(PIDNamespace)
  }

  /// The processes of which it may hear.
  public var scope: Scope
  /// What it may see of an event besides its kind and who it is about; the rest is 0 for it, and for its filter.
  public var visible: EventFields
  /// The namespace whose numbers it gets; nil is the initial one. Events about processes that are not visible there are
  /// withheld.
  public var numbers: PIDNamespace?

  /// Makes a policy of its parts.
  public init(
    _ scope: Scope, visible: EventFields = .all, numbers: PIDNamespace? = nil
  ) {
    self.scope = scope
    self.visible = visible
    self.numbers = numbers
  }

  /// What the kernel lets everybody hear.
  public static let everything = Policy(.everything)

  /// All processes that a namespace sees, by its own numbers.
  public static func inside(_ namespace: PIDNamespace) -> Policy {
    Policy(.namespace(namespace), numbers: namespace)
  }

  /// The PID namespaces without whose numbers it lets nothing through.
  var namespaces: [PIDNamespace] {
    var named = numbers.map { [$0] } ?? []
    if case .namespace(let namespace) = scope, namespace != numbers { named.append(namespace) }
    return named
  }
}

/// A PID namespace: the inode of `/proc/PID/ns/pid`.
public struct PIDNamespace: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// Parts of an event that can be kept from a listener.
public struct EventFields: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The parent in forks, exits and core dumps.
  public static let parent = EventFields(rawValue: 1 << 0)
  /// The status of an exit. Without it every exit looks like one with status 0, also to a mask with NONZERO_EXIT.
  public static let status = EventFields(rawValue: 1 << 1)
  /// The user and group ids.
  public static let credentials = EventFields(rawValue: 1 << 2)
  /// A task's new name.
  public static let name = EventFields(rawValue: 1 << 3)
  /// Who traces. An attachment without it would read as its end, so it is withheld as a whole.
  public static let tracer = EventFields(rawValue: 1 << 4)
  /// The data of kinds that this version does not know; without it they are withheld as a whole.
  public static let unknown = EventFields(rawValue: 1 << 5)

  /// Everything that an event tells.
  public static let all: EventFields = [.parent, .status, .credentials, .name, .tracer, .unknown]
}
