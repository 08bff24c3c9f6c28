extension Filter {
  /// The fields that hold a process, to compare with a ``ProcessID``.
  @nonexhaustive
  public enum ProcessField: Hashable, Sendable {
    /// The process; of a fork, the child.
    case pid
    /// The parent process.
    case ppid
    /// The process that traces from now on.
    case tracer

    var number: NumberField {
      switch self {
      case .pid: .pid
      case .ppid: .ppid
      case .tracer: .tracer
      }
    }
  }

  /// The field that holds a signal, to compare with a ``Signal``.
  public enum SignalField: Hashable, Sendable {
    /// The signal that caused an exit.
    case signal
  }

  /// The ancestors of a process, itself excluded, to ask whether a process is among them: those who forked it
  /// and one another. Of a process that was there before the table, they are the parents that it and they had then.
  public enum AncestorField: Hashable, Sendable {
    /// Each ancestor in turn.
    case ancestor
  }
}

extension Filter.NumberSet {
  /// A number or a range in a list of them, such as `1, 2...50`.
  public struct Member: ExpressibleByIntegerLiteral, Hashable, Sendable {
    var range: ClosedRange<UInt32>

    /// Takes the numbers of a range, both ends included.
    public init(_ range: ClosedRange<UInt32>) { self.range = range }

    public init(integerLiteral value: UInt32) { range = value...value }

    /// The numbers from one to the other, both included.
    public static func ... (lower: Self, upper: Self) -> Self {
      Self(lower.range.lowerBound...upper.range.upperBound)
    }
  }

  init(_ members: [Member]) { self.init(members.map(\.range)) }
}

extension Filter.NumberField {
  /// There is a number, and it is one of these.
  public func `in`(_ members: Filter.NumberSet.Member...) -> Filter {
    .number(self, .memberOf(Filter.NumberSet(members)))
  }

  /// There is a number, and it is one of these.
  public func `in`(_ numbers: Filter.NumberSet) -> Filter { .number(self, .memberOf(numbers)) }

  /// There is a number, and it is none of these.
  public func notIn(_ members: Filter.NumberSet.Member...) -> Filter {
    .number(self, .notMemberOf(Filter.NumberSet(members)))
  }

  /// There is a number, and it is none of these.
  public func notIn(_ numbers: Filter.NumberSet) -> Filter { .number(self, .notMemberOf(numbers)) }
}

extension Filter.SignalField {
  /// There is a signal, and it is one of these.
  public func `in`(_ signals: Signal...) -> Filter {
    .number(.signal, .memberOf(Filter.NumberSet(signals)))
  }

  /// There is a signal, and it is none of these.
  public func notIn(_ signals: Signal...) -> Filter {
    .number(.signal, .notMemberOf(Filter.NumberSet(signals)))
  }
}

extension Filter.NumberSet {
  /// Takes signals in any order.
  public init(_ signals: some Sequence<Signal>) {
    self.init(signals.map { UInt32(bitPattern: $0.rawValue) })
  }
}

extension Filter.AncestorField {
  /// An ancestor has one of these ids.
  public func `in`(_ members: Filter.NumberSet.Member...) -> Filter {
    .ancestor(in: Filter.NumberSet(members))
  }

  /// An ancestor has one of these ids.
  public func `in`(_ processes: Filter.NumberSet) -> Filter { .ancestor(in: processes) }
}

extension Filter.TextField {
  /// There is a text, and it is one of these.
  public func `in`(_ texts: String...) -> Filter {
    .text(self, .memberOf(Filter.TextSet(texts.map { Filter.Text($0) })))
  }

  /// There is a text, and it is none of these.
  public func notIn(_ texts: String...) -> Filter {
    .text(self, .notMemberOf(Filter.TextSet(texts.map { Filter.Text($0) })))
  }
}
