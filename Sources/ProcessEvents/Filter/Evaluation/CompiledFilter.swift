/// A filter made ready to evaluate many events: says what the ``Filter`` says, for every event.
///
/// An evaluation first looks at the event's shape, which often decides, then asks one question after the
/// other, each at most twice. It allocates nothing. Each shape has a program of its own, so size and the
/// time to make it are about a dozen times the filter's.
public struct CompiledFilter: Sendable {
  /// The filter that this was made of.
  public let filter: Filter

  /// Where each shape's program begins, or its result.
  private let entries: [12 of FilterStep.Target]
  private let steps: [FilterStep]
  private let ranges: [ClosedRange<UInt32>]
  private let texts: TextPool

  /// Compiles a filter, whose tree is walked once.
  public init(_ filter: Filter) {
    self.filter = filter
    var compiler = FilterCompiler()
    var entries: [12 of FilterStep.Target] = .init(repeating: .reject)
    for shape in EventShape.allCases {
      entries[Int(shape.rawValue)] = compiler.add(filter.specialized(for: shape), for: shape)
    }
    compiler.finish()
    for index in entries.indices { entries[index] = compiler.turned(entries[index]) }
    self.entries = entries
    steps = compiler.steps
    ranges = compiler.ranges
    texts = compiler.texts
  }
}

extension CompiledFilter {
  /// What the filter says about an event, as far as the event itself tells.
  public func evaluate(_ event: ProcessEvent) -> Filter.Truth {
    evaluate(event, fields: EventFieldsOnly())
  }

  /// What the filter says about an event.
  public func evaluate<Fields: FilterFields & ~Copyable & ~Escapable>(
    _ event: ProcessEvent, fields: borrowing Fields
  ) -> Filter.Truth {
    let entry = entries[Int(event.shape.rawValue)]
    if entry.isEnd { return Filter.Truth(entry == .accept) }
    let numbers = EventNumbers(event)
    // What is undecided is first taken to make the filter false. If the filter is true even so, it is
    // true; if nothing was undecided on the way, it is false. Else it depends on what is undecided:
    // taken the other way, does it make the filter true?
    var metUndecided = false
    if run(from: entry, event, numbers, fields, assuming: false, &metUndecided) { return .true }
    guard metUndecided else { return .false }
    return run(from: entry, event, numbers, fields, assuming: true, &metUndecided)
      ? .undecided : .false
  }

  /// What the filter says about the death of a process: what it says about the exit, with the status of
  /// the process, of its first thread.
  public func evaluate(_ death: ProcessDeath) -> Filter.Truth { evaluate(ProcessEvent(death)) }

  /// What the filter says about the death of a process; see ``evaluate(_:)-(ProcessDeath)``.
  public func evaluate<Fields: FilterFields & ~Copyable & ~Escapable>(
    _ death: ProcessDeath, fields: borrowing Fields
  ) -> Filter.Truth {
    evaluate(ProcessEvent(death), fields: fields)
  }
}

extension CompiledFilter {
  /// Follows the questions to an end.
  ///
  /// - Parameter assumption: what an undecided question counts as, after `not`.
  @inline(__always)
  private func run<Fields: FilterFields & ~Copyable & ~Escapable>(
    from entry: FilterStep.Target, _ event: ProcessEvent, _ numbers: EventNumbers,
    _ fields: borrowing Fields, assuming assumption: Bool, _ metUndecided: inout Bool
  ) -> Bool {
    let steps = steps.span
    var target = entry
    repeat {
      let step = steps[Int(target.index)]
      let holds: Bool
      switch step.question {
      case .range: holds = numbers[step.place] &- step.operand <= step.extent
      case .ranges: holds = contains(numbers[step.place], step)
      case .isThread: holds = numbers[0] != numbers[1]
      default:
        let truth = askMore(step, event, numbers, fields)
        metUndecided = metUndecided || truth == .undecided
        holds = truth == .undecided ? assumption : (truth == .true) != step.isNegated
      }
      target = holds ? step.ifTrue : step.ifFalse
    } while !target.isEnd
    return target == .accept
  }

  /// Answers the questions that are rarer, or take longer anyway.
  @inline(never)
  private func askMore<Fields: FilterFields & ~Copyable & ~Escapable>(
    _ step: FilterStep, _ event: ProcessEvent, _ numbers: EventNumbers, _ fields: borrowing Fields
  ) -> Filter.Truth {
    switch step.question {
    case .coreDumped: return Filter.Truth(numbers[4] & 0x80 != 0)
    case .commandName:
      guard case .comm(let change) = event.payload else { return .false }
      return Filter.Truth(change.name.withText { texts.admits($0, test: Int(step.operand)) })
    case .parent where numbers[step.place] != 0:
      return Filter.Truth(contains(numbers[step.place], step) != step.isInverted)
    case .parent, .tableRanges:
      guard let task = event.task else { return .undecided }
      switch fields.number(step.numberField, of: task, at: event.time) {
      case .known(let number): return Filter.Truth(contains(number, step) != step.isInverted)
      case .unknown: return .undecided
      case .absent: return .false
      }
    case .tableText:
      guard let task = event.task else { return .undecided }
      return fields.text(step.textField, of: task, at: event.time) {
        texts.admits($0, test: Int(step.operand))
      }
    case .ancestor:
      guard let task = event.task else { return .undecided }
      return fields.ancestor(of: task, at: event.time) {
        contains(UInt32(bitPattern: $0.rawValue), step)
      }
    case .unknowable, .range, .ranges, .isThread: return .undecided
    }
  }

  @inline(__always)
  private func contains(_ number: UInt32, _ step: FilterStep) -> Bool {
    let start = Int(step.operand)
    return ranges.span.binarySearchContains(number, in: start..<(start + Int(step.extent)))
  }
}
