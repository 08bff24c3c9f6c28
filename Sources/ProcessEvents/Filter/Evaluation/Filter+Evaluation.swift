extension Filter {
  /// What the filter says about an event, as far as the event itself tells.
  public func evaluate(_ event: ProcessEvent) -> Truth {
    evaluate(event, fields: EventFieldsOnly())
  }

  /// What the filter says about an event.
  ///
  /// This walks the tree; where there are many events, a ``CompiledFilter`` says the same in a fraction
  /// of the time.
  public func evaluate<Fields: FilterFields & ~Copyable & ~Escapable>(
    _ event: ProcessEvent, fields: borrowing Fields
  ) -> Truth {
    switch node {
    case .all: return .true
    case .and(let terms):
      var result = Truth.true
      for term in terms where result != .false {
        result = result && term.evaluate(event, fields: fields)
      }
      return result
    case .or(let terms):
      var result = Truth.false
      for term in terms where result != .true {
        result = result || term.evaluate(event, fields: fields)
      }
      return result
    case .not(let term): return !term.evaluate(event, fields: fields)
    case .event(let kind): return Truth(event.shape.event == kind)
    case .flag(let flag): return event.truth(of: flag)
    case .number(let field, let test):
      switch event.number(field, fields: fields) {
      case .known(let number): return Truth(test.admits(number))
      case .unknown: return .undecided
      case .absent: return .false
      }
    case .text(.comm, let test):
      guard case .comm(let change) = event.payload else { return .false }
      return Truth(change.name.withText { test.admits($0) })
    case .text(let field, let test):
      guard let task = event.task else { return .undecided }
      return fields.text(field, of: task, at: event.time) { test.admits($0) }
    case .ancestor(let processes):
      guard let task = event.task else { return .undecided }
      return fields.ancestor(of: task, at: event.time) {
        processes.contains(UInt32(bitPattern: $0.rawValue))
      }
    }
  }
}

extension ProcessEvent {
  /// The value of a number field.
  fileprivate func number<Fields: FilterFields & ~Copyable & ~Escapable>(
    _ field: Filter.NumberField, fields: borrowing Fields
  ) -> FilterFieldValue {
    switch (field, payload) {
    case (.cpu, _): return .known(cpu)
    case (.code, .exit(let exit)): return FilterFieldValue(exit.status.code.map(UInt32.init))
    case (.signal, .exit(let exit)):
      return FilterFieldValue((exit.status.signal?.rawValue).map(UInt32.init))
    case (.status, .exit(let exit)): return .known(exit.status.rawValue)
    case (.ruid, .uid(let change)), (.rgid, .gid(let change)): return .known(change.real)
    case (.euid, .uid(let change)), (.egid, .gid(let change)): return .known(change.effective)
    case (.tracer, .ptrace(let trace)):
      return FilterFieldValue(trace.tracer?.process ?? ProcessID(0))
    case (.code, _), (.signal, _), (.status, _), (.tracer, _): return .absent
    case (.ruid, _), (.euid, _), (.rgid, _), (.egid, _): return .absent
    case (.ppid, .fork(let fork)): return FilterFieldValue(fork.parent.process)
    case (.ppid, .exit(let exit)) where exit.parent.process.rawValue != 0:
      return FilterFieldValue(exit.parent.process)
    case (.ppid, .coredump(let dump)): return FilterFieldValue(dump.parent.process)
    case (.pid, _), (.tid, _), (.ppid, _), (.uid, _):
      guard let task else { return .unknown }
      if field == .pid { return FilterFieldValue(task.process) }
      if field == .tid { return .known(UInt32(bitPattern: task.thread.rawValue)) }
      return fields.number(field, of: task, at: time)
    }
  }

  fileprivate func truth(of flag: Filter.Flag) -> Filter.Truth {
    switch (flag, payload) {
    case (.abnormal, .exit(let exit)): return Filter.Truth(exit.status.isAbnormal)
    case (.core, .exit(let exit)): return Filter.Truth(exit.status.coreDumped)
    case (.abnormal, _), (.core, _): return .false
    case (.thread, _):
      guard let task else { return .undecided }
      return Filter.Truth(!task.isLeader)
    }
  }
}

extension FilterFieldValue {
  fileprivate init(_ number: UInt32?) { self = number.map { .known($0) } ?? .absent }

  fileprivate init(_ process: ProcessID) { self = .known(UInt32(bitPattern: process.rawValue)) }
}

extension CommandName {
  /// The kernel keeps sixteen bytes, of which the last is always zero.
  static let maximumCount = 15

  /// Lends the name's bytes.
  @inline(__always)
  package func withText<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(0..<min(count, CommandName.maximumCount)))
  }
}
