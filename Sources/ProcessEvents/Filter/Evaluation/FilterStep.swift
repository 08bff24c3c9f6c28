/// One step of a compiled filter: a question to an event, and where to go on.
struct FilterStep {
  var question: Question
  /// The field to ask a process table for.
  var numberField = Filter.NumberField.uid
  var textField = Filter.TextField.name
  /// The place among the event's numbers.
  var place: UInt8 = 0
  /// Whether the test counts the other way round, and whether its answer does.
  ///
  /// They differ where a field is absent: the test is then false however it is inverted, but `not` of
  /// it is true. Where the answer is certain to be in the event, the targets are swapped instead.
  var isInverted = false
  var isNegated = false
  /// The range's lower bound, or where in the pool the ranges or the text stand.
  var operand: UInt32 = 0
  /// The range's upper bound less the lower one, or how many ranges there are.
  var extent: UInt32 = 0
  var ifTrue: Target = .accept
  var ifFalse: Target = .reject

  enum Question: UInt8 {
    /// Whether a number of the event is in a range.
    case range
    /// Whether a number of the event is in one of several ranges.
    case ranges
    case isThread
    case coreDumped
    /// Whether the event's name passes a test.
    case commandName
    /// What cannot be known.
    case unknowable
    /// Whether the parent that the event or else a process table tells is in one of several ranges.
    case parent
    /// Whether a process table's number is in one of several ranges.
    case tableRanges
    case tableText
    case ancestor

    /// Whether the event itself holds the answer.
    var isDecidedByEvent: Bool { rawValue < Question.unknowable.rawValue }
  }

  /// The index of a step, or an end.
  struct Target: Hashable {
    var index: UInt32

    static let accept = Target(index: .max)
    static let reject = Target(index: .max - 1)

    @inline(__always) var isEnd: Bool { index >= Target.reject.index }
  }
}
