// The language in Swift: `.exit && .code != 0 && !.signal.in(.terminate, .interrupt)` is the filter
// `exit and code != 0 and not signal in (TERM, INT)`.

infix operator ~ : ComparisonPrecedence
infix operator !~ : ComparisonPrecedence

extension Filter {
  /// True where both are; as text `and`.
  public static func && (left: Filter, right: Filter) -> Filter { and([left, right]) }

  /// True where one of them is; as text `or`.
  public static func || (left: Filter, right: Filter) -> Filter { or([left, right]) }

  /// True where the term is false; as text `not`.
  public static prefix func ! (term: Filter) -> Filter { not(term) }
}

extension Filter.NumberField {
  /// There is a number, and it is this one.
  public static func == (field: Self, number: UInt32) -> Filter {
    .number(field, .equal(number))
  }

  /// There is a number, and it is another one.
  public static func != (field: Self, number: UInt32) -> Filter {
    .number(field, .notEqual(number))
  }

  /// There is a number, and it is less.
  public static func < (field: Self, number: UInt32) -> Filter {
    .number(field, .less(number))
  }

  /// There is a number, and it is not greater.
  public static func <= (field: Self, number: UInt32) -> Filter {
    .number(field, .lessOrEqual(number))
  }

  /// There is a number, and it is greater.
  public static func > (field: Self, number: UInt32) -> Filter {
    .number(field, .greater(number))
  }

  /// There is a number, and it is not less.
  public static func >= (field: Self, number: UInt32) -> Filter {
    .number(field, .greaterOrEqual(number))
  }
}

extension Filter.ProcessField {
  /// There is a process, and it is this one.
  public static func == (field: Self, process: ProcessID) -> Filter {
    .number(field.number, .equal(UInt32(bitPattern: process.rawValue)))
  }

  /// There is a process, and it is another one.
  public static func != (field: Self, process: ProcessID) -> Filter {
    .number(field.number, .notEqual(UInt32(bitPattern: process.rawValue)))
  }
}

extension Filter.SignalField {
  /// There is a signal, and it is this one.
  public static func == (field: Self, signal: Signal) -> Filter {
    .number(.signal, .equal(UInt32(bitPattern: signal.rawValue)))
  }

  /// There is a signal, and it is another one.
  public static func != (field: Self, signal: Signal) -> Filter {
    .number(.signal, .notEqual(UInt32(bitPattern: signal.rawValue)))
  }
}

extension Filter.AncestorField {
  /// An ancestor has this id.
  public static func == (field: Self, process: UInt32) -> Filter {
    .ancestor(in: Filter.NumberSet([process]))
  }

  /// An ancestor has this id.
  public static func == (field: Self, process: ProcessID) -> Filter {
    .ancestor(in: Filter.NumberSet([process]))
  }

  /// No ancestor has this id.
  public static func != (field: Self, process: UInt32) -> Filter { !(field == process) }

  /// No ancestor has this id.
  public static func != (field: Self, process: ProcessID) -> Filter { !(field == process) }
}

extension Filter.TextField {
  /// There is a text, and it is this one.
  public static func == (field: Self, text: String) -> Filter {
    .text(field, .equal(Filter.Text(text)))
  }

  /// There is a text, and it is another one.
  public static func != (field: Self, text: String) -> Filter {
    .text(field, .notEqual(Filter.Text(text)))
  }

  /// The text matches a pattern; see ``Filter/Glob``.
  public static func ~ (field: Self, pattern: String) -> Filter {
    .text(field, .like(Filter.Glob(Filter.Text(pattern))))
  }

  /// There is a text, and it does not match a pattern; see ``Filter/Glob``.
  public static func !~ (field: Self, pattern: String) -> Filter {
    .text(field, .notLike(Filter.Glob(Filter.Text(pattern))))
  }
}
