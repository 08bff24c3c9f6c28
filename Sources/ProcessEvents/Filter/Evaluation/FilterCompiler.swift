/// Turns a tree into steps, one program for each shape of event.
///
/// `not` is pushed down to the questions. What remains, `and` and `or`, needs no step of its own: it is
/// where each question goes on. A program is made back to front, so that those places are known; the
/// steps are in that order until ``finish()``, which turns them around: all jumps lead forward, and
/// so every evaluation ends.
struct FilterCompiler {
  private(set) var steps: [FilterStep] = []
  private(set) var ranges: [ClosedRange<UInt32>] = []
  private(set) var texts = TextPool()

  private var rangePlaces: [Filter.NumberSet: UInt32] = [:]
  private var programs: [Program: FilterStep.Target] = [:]

  /// What decides whether two shapes can share their steps.
  private struct Program: Hashable {
    var filter: Filter
    var sourceOfParent: EventShape.Source
    var isUnknown: Bool
  }

  /// Adds the steps for a filter, as ``Filter/specialized(for:)`` gives it.
  mutating func add(_ filter: Filter, for shape: EventShape) -> FilterStep.Target {
    let program = Program(
      filter: filter, sourceOfParent: shape.source(of: .ppid), isUnknown: shape == .unknown)
    if let entry = programs[program] { return entry }
    let entry = emit(filter, for: shape, isNegated: false, ifTrue: .accept, ifFalse: .reject)
    programs[program] = entry
    return entry
  }

  /// Puts the steps in the order of their execution; targets given before need ``turned(_:)``.
  mutating func finish() {
    steps.reverse()
    for index in steps.indices {
      steps[index].ifTrue = turned(steps[index].ifTrue)
      steps[index].ifFalse = turned(steps[index].ifFalse)
    }
  }

  func turned(_ target: FilterStep.Target) -> FilterStep.Target {
    target.isEnd ? target : FilterStep.Target(index: UInt32(steps.count - 1) - target.index)
  }

  private mutating func emit(
    _ filter: Filter, for shape: EventShape, isNegated: Bool, ifTrue: FilterStep.Target,
    ifFalse: FilterStep.Target
  ) -> FilterStep.Target {
    switch filter.node {
    case .all: return isNegated ? ifFalse : ifTrue
    case .not(let term):
      return emit(term, for: shape, isNegated: !isNegated, ifTrue: ifTrue, ifFalse: ifFalse)
    case .and(let terms), .or(let terms):
      // By De Morgan, a negated `and` is an `or` of negated terms.
      var isAnd = isNegated
      if case .and = filter.node { isAnd.toggle() }
      var entry = isAnd ? ifTrue : ifFalse
      for term in terms.inOrderOfCost.reversed() {
        entry =
          isAnd
          ? emit(term, for: shape, isNegated: isNegated, ifTrue: entry, ifFalse: ifFalse)
          : emit(term, for: shape, isNegated: isNegated, ifTrue: ifTrue, ifFalse: entry)
      }
      return entry
    default:
      var step = question(filter, for: shape)
      if step.question.isDecidedByEvent {
        let isSwapped = isNegated != step.isInverted
        step.ifTrue = isSwapped ? ifFalse : ifTrue
        step.ifFalse = isSwapped ? ifTrue : ifFalse
      } else {
        step.isNegated = isNegated
        step.ifTrue = ifTrue
        step.ifFalse = ifFalse
      }
      steps.append(step)
      return FilterStep.Target(index: UInt32(steps.count - 1))
    }
  }

  private mutating func question(_ filter: Filter, for shape: EventShape) -> FilterStep {
    switch filter.node {
    case .flag(.core): return FilterStep(question: .coreDumped)
    case .flag(.thread) where shape != .unknown: return FilterStep(question: .isThread)
    case .number(let field, let test): return question(field, test, for: shape)
    case .text(.comm, let test): return FilterStep(question: .commandName, operand: place(of: test))
    case .text(let field, let test) where shape.source(of: field) == .table:
      return FilterStep(question: .tableText, textField: field, operand: place(of: test))
    case .ancestor(let processes) where shape != .unknown:
      return FilterStep(
        question: .ancestor, operand: place(of: processes), extent: UInt32(processes.ranges.count))
    default: return FilterStep(question: .unknowable)
    }
  }

  private mutating func question(
    _ field: Filter.NumberField, _ test: Filter.NumberTest, for shape: EventShape
  ) -> FilterStep {
    let (numbers, isInverted) = test.membership
    let source = shape.source(of: field)
    if source == .event, let range = numbers.ranges.first, numbers.ranges.count == 1 {
      return FilterStep(
        question: .range, place: EventNumbers.place(of: field), isInverted: isInverted,
        operand: range.lowerBound, extent: range.upperBound - range.lowerBound)
    }
    let question: FilterStep.Question
    switch source {
    case .event: question = .ranges
    case .eventUnlessZero: question = .parent
    case .table: question = .tableRanges
    case .nowhere, .absent: return FilterStep(question: .unknowable)
    }
    return FilterStep(
      question: question, numberField: field, place: EventNumbers.place(of: field),
      isInverted: isInverted,
      operand: place(of: numbers), extent: UInt32(numbers.ranges.count))
  }

  private mutating func place(of numbers: Filter.NumberSet) -> UInt32 {
    if let place = rangePlaces[numbers] { return place }
    let place = UInt32(ranges.count)
    ranges += numbers.ranges
    rangePlaces[numbers] = place
    return place
  }

  private mutating func place(of test: Filter.TextTest) -> UInt32 { UInt32(texts.add(test)) }
}

extension [Filter] {
  /// Cheap questions first: the order changes nothing in what `and` and `or` say.
  fileprivate var inOrderOfCost: [Filter] {
    let costs = map(\.cost)
    return indices.sorted { (costs[$0], $0) < (costs[$1], $1) }.map { self[$0] }
  }
}

extension Filter {
  /// How dear the dearest question is.
  fileprivate var cost: Int {
    switch node {
    case .all, .event, .flag: 0
    case .number(.uid, _), .number(.ppid, _): 3
    case .number(_, .memberOf), .number(_, .notMemberOf): 1
    case .number: 0
    case .text(.comm, _): 2
    case .text: 4
    case .ancestor: 5
    case .not(let term): term.cost
    case .and(let terms), .or(let terms): terms.map(\.cost).max() ?? 0
    }
  }
}
