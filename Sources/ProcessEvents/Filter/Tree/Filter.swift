/// A condition on process events, such as `exit and code != 0 and not signal in (TERM, INT)`.
///
/// A filter is a value: parsed from text (``init(parsing:limits:)-(String,_)``), or built in Swift
/// (`.exit && .code != 0`), which gives the same tree. Its ``description`` is its canonical text; parsed
/// again, that gives an equal filter. To evaluate many events, make a ``CompiledFilter`` of it.
///
/// ## When a filter matches
/// A filter is true, false or undecided (``Truth``) for an event, and matches only where it is true.
/// There are two ways to have no value:
/// - A field **does not apply** to the event: a fork has no `code`, an exit by `code` has no `signal` and
///   the other way round. Every comparison with such a field is *false*, whatever its operator, so
///   `code != 0` is false for a fork and for an exit by signal. `not` turns that around as it does all
///   else: `not code == 3` is true for a fork. So `x != y` says "x is there and differs", while
///   `not x == y` says "it is not the case that x is y".
/// - A field is **unknown**: it applies, but nobody can tell it, as the `name` of a process where there is
///   no process table, or `pid` in an event of an unknown kind. Every comparison with it is
///   *undecided*, which `not` leaves undecided.
///
/// `and`, `or` and `not` follow SQL's rules. A filter is therefore never true by accident because
/// something is unknown: `false and (unknown)` is false, `true and (unknown)` undecided.
///
/// So the example above matches exits with a code other than 0: an exit by code has no signal, so
/// `signal in …` is false and its `not` true; and for an exit by signal `code != 0` is false. "Died
/// of anything but TERM and INT" is `exit and abnormal and not signal in (TERM, INT)`.
///
/// ## What the fields mean
/// `pid`, `tid` and `ppid` are the process, its thread and its parent; of a fork, the child and the
/// child's parent. `ppid` is in fork, exit and coredump events; elsewhere a process table answers.
/// See ``NumberField``, ``TextField``, ``Flag`` and ``Event`` for each.
public struct Filter: Hashable, Sendable {
  /// The tree, in canonical form: `and` and `or` have at least two terms, none of which is of the same
  /// kind as they are.
  public let node: Node

  init(_ node: Node) { self.node = node }

  /// What stands at one place of the tree.
  @nonexhaustive
  public enum Node: Hashable, Sendable {
    /// True for every event; the empty filter.
    case all
    /// True where every term is.
    case and([Filter])
    /// True where one term is.
    case or([Filter])
    /// True where the term is false.
    indirect case not(Filter)
    /// True for events of one kind.
    case event(Event)
    /// True where a word applies.
    case flag(Flag)
    /// True where a field has a number that passes a test.
    case number(NumberField, NumberTest)
    /// True where a field has a text that passes a test.
    case text(TextField, TextTest)
    /// Whether one of the process's ancestors, itself excluded, has one of these ids.
    case ancestor(NumberSet)
  }
}

extension Filter {
  /// The filter that matches every event.
  public static let all = Filter(.all)

  /// The filter that matches no event; as text `not all`.
  public static let nothing = Filter(.not(.all))

  /// True where every term is; ``all`` where there is none.
  public static func and(_ terms: [Filter]) -> Filter {
    var flat: [Filter] = []
    flat.reserveCapacity(terms.count)
    for term in terms {
      if case .and(let inner) = term.node { flat += inner } else { flat.append(term) }
    }
    return flat.count > 1 ? Filter(.and(flat)) : flat.first ?? .all
  }

  /// True where one term is; ``nothing`` where there is none.
  public static func or(_ terms: [Filter]) -> Filter {
    var flat: [Filter] = []
    flat.reserveCapacity(terms.count)
    for term in terms {
      if case .or(let inner) = term.node { flat += inner } else { flat.append(term) }
    }
    return flat.count > 1 ? Filter(.or(flat)) : flat.first ?? .nothing
  }

  /// True where the term is false.
  public static func not(_ term: Filter) -> Filter { Filter(.not(term)) }

  /// True for events of one kind.
  public static func event(_ event: Event) -> Filter { Filter(.event(event)) }

  /// True where the flag is set.
  public static func flag(_ flag: Flag) -> Filter { Filter(.flag(flag)) }

  /// True where the number passes the test.
  public static func number(_ field: NumberField, _ test: NumberTest) -> Filter {
    Filter(.number(field, test))
  }

  /// True where the text passes the test.
  public static func text(_ field: TextField, _ test: TextTest) -> Filter {
    Filter(.text(field, test))
  }

  /// True for processes one of whose ancestors, themselves excluded, has one of these ids.
  public static func ancestor(in processes: NumberSet) -> Filter { Filter(.ancestor(processes)) }
}
