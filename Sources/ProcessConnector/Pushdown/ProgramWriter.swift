internal import KernelInterface
internal import ProcessEvents

/// Writes tests of datagrams as a program.
struct ProgramWriter {
  typealias Label = ProgramAssembler.Label

  var assembler = ProgramAssembler()
  let accept: Label
  let drop: Label
  /// Searches that have been written, so that the same one behind different loads is there once.
  private var searches: [Search: Label] = [:]
  private var tests: [PacketTest: Label] = [:]

  private struct Search: Hashable {
    var numbers: Filter.NumberSet
    var isWord: Bool
    var ifTrue: Label
    var ifFalse: Label
  }

  init() {
    accept = assembler.end(keeping: .max)
    drop = assembler.end(keeping: 0)
  }

  mutating func finish(at entry: Label) -> [FilterInstruction] { assembler.finish(at: entry) }

  /// A whole test: accepts or drops the datagram.
  mutating func write(_ test: PacketTest) -> Label {
    if let label = tests[test] { return label }
    let label = write(test, ifTrue: accept, ifFalse: drop)
    tests[test] = label
    return label
  }

  private mutating func write(_ test: PacketTest, ifTrue: Label, ifFalse: Label) -> Label {
    switch test {
    case .always: return ifTrue
    case .never: return ifFalse
    case .and(let tests):
      return tests.inOrderOfCost.reversed().reduce(ifTrue) {
        write($1, ifTrue: $0, ifFalse: ifFalse)
      }
    case .or(let tests):
      return tests.inOrderOfCost.reversed().reduce(ifFalse) {
        write($1, ifTrue: ifTrue, ifFalse: $0)
      }
    case .question(let question, let isInverted):
      return isInverted
        ? write(question, ifTrue: ifFalse, ifFalse: ifTrue)
        : write(question, ifTrue: ifTrue, ifFalse: ifFalse)
    }
  }

  private mutating func write(
    _ question: PacketTest.Question, ifTrue: Label, ifFalse: Label
  ) -> Label {
    switch question {
    case .number(.word(let offset), let numbers):
      let search = search(
        Search(numbers: numbers, isWord: true, ifTrue: ifTrue, ifFalse: ifFalse))
      return load(.loadWord, offset, then: search)
    case .number(.byte(let offset, let mask), let numbers):
      var next = search(Search(numbers: numbers, isWord: false, ifTrue: ifTrue, ifFalse: ifFalse))
      if mask != 0xFF { next = assembler.emit(.and, mask, then: next) }
      return load(.loadByte, offset, then: next)
    case .bytes(let offset, let bytes):
      return compare(bytes[...], at: offset, ifTrue: ifTrue, ifFalse: ifFalse)
    case .isThread(let pair):
      return compareTasks(at: pair, ifThread: ifTrue, ifLeader: ifFalse)
    }
  }

  /// Whether a task is its process's first thread.
  mutating func compareTasks(at pair: Int, ifThread: Label, ifLeader: Label) -> Label {
    guard ifThread != ifLeader else { return ifThread }
    var next = assembler.compare(.jumpIfEqualIndex, ifTrue: ifLeader, ifFalse: ifThread)
    next = load(.loadWord, PacketLayout.process(in: pair), then: next)
    next = assembler.emit(.copyToIndex, then: next)
    return load(.loadWord, pair, then: next)
  }

  mutating func load(_ opcode: Opcode, _ offset: Int, then next: Label) -> Label {
    assembler.emit(opcode, UInt32(offset), then: next)
  }

  private mutating func compare(
    _ bytes: ArraySlice<UInt8>, at offset: Int, ifTrue: Label, ifFalse: Label
  ) -> Label {
    guard !bytes.isEmpty else { return ifTrue }
    let width = bytes.count >= 4 ? 4 : bytes.count >= 2 ? 2 : 1
    let rest = compare(
      bytes.dropFirst(width), at: offset + width, ifTrue: ifTrue, ifFalse: ifFalse)
    // The load turns them from network order, in which texts stand as they are read.
    let number = bytes.prefix(width).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    let next = assembler.compare(.jumpIfEqual, number, ifTrue: rest, ifFalse: ifFalse)
    return load(width == 4 ? .loadWord : width == 2 ? .loadHalf : .loadByte, offset, then: next)
  }
}

extension ProgramWriter {
  /// Looks for what has been loaded among some numbers.
  private mutating func search(_ search: Search) -> Label {
    if let label = searches[search] { return label }
    let ranges = search.numbers.ranges
    var label: Label
    if search.isWord, PacketLayout.isLittleEndian {
      let few = ranges.reduce(0) { $0 + $1.count } <= ranges.count + 8
      if few {
        // Which order single numbers stand in does not matter, so the loaded word stays turned around.
        let swapped = ranges.joined().map(\.byteSwapped).sorted().map { $0...$0 }
        label = self.search(swapped[...], search.ifTrue, search.ifFalse)
      } else {
        label = self.search(ranges[...], search.ifTrue, search.ifFalse)
        label = swapBytes(then: label)
      }
    } else {
      label = self.search(ranges[...], search.ifTrue, search.ifFalse)
    }
    searches[search] = label
    return label
  }

  /// A binary search that ends in a few comparisons in a row.
  private mutating func search(
    _ ranges: ArraySlice<ClosedRange<UInt32>>, _ ifTrue: Label, _ ifFalse: Label
  ) -> Label {
    guard ranges.count > 4 else {
      var next = ifFalse
      for range in ranges.reversed() {
        next = compare(range, ifTrue: ifTrue, ifBelow: ifFalse, ifAbove: next)
      }
      return next
    }
    let middle = ranges.startIndex + ranges.count / 2
    let upper = search(ranges[middle...], ifTrue, ifFalse)
    let lower = search(ranges[..<middle], ifTrue, ifFalse)
    return assembler.compare(
      .jumpIfAtLeast, ranges[middle].lowerBound, ifTrue: upper, ifFalse: lower)
  }

  private mutating func compare(
    _ range: ClosedRange<UInt32>, ifTrue: Label, ifBelow: Label, ifAbove: Label
  ) -> Label {
    if range.lowerBound == range.upperBound {
      return assembler.compare(
        .jumpIfEqual, range.lowerBound, ifTrue: ifTrue, ifFalse: ifAbove)
    }
    var next = ifTrue
    if range.upperBound < .max {
      next = assembler.compare(
        .jumpIfGreater, range.upperBound, ifTrue: ifAbove, ifFalse: ifTrue)
    }
    if range.lowerBound > 0 {
      next = assembler.compare(.jumpIfAtLeast, range.lowerBound, ifTrue: next, ifFalse: ifBelow)
    }
    return next
  }

  /// Turns the loaded word into the machine's byte order.
  ///
  /// Loading the four bytes would take fewer instructions here, but twice as many in the kernel's own
  /// form, which is what it counts.
  private mutating func swapBytes(then next: Label) -> Label {
    let steps: [(Opcode, UInt32)] = [
      (.store, 0), (.and, 0x00FF_00FF), (.shiftLeft, 8), (.store, 1),
      (.loadMemory, 0), (.shiftRight, 8), (.and, 0x00FF_00FF), (.copyToIndex, 0),
      (.loadMemory, 1), (.orIndex, 0), (.store, 0), (.shiftLeft, 16), (.copyToIndex, 0),
      (.loadMemory, 0), (.shiftRight, 16), (.orIndex, 0),
    ]
    return steps.reversed().reduce(next) { assembler.emit($1.0, $1.1, then: $0) }
  }
}

extension [PacketTest] {
  /// Cheap tests first; the order changes nothing in the result.
  fileprivate var inOrderOfCost: [PacketTest] {
    let costs = map(\.cost)
    return indices.sorted { (costs[$0], $0) < (costs[$1], $1) }.map { self[$0] }
  }
}

extension PacketTest {
  fileprivate var cost: Int {
    switch self {
    case .always, .never: 0
    case .question(.number(_, let numbers), _): 1 + numbers.ranges.count
    case .question(.bytes(_, let bytes), _): 1 + bytes.count / 4
    case .question(.isThread, _): 2
    case .and(let tests), .or(let tests): tests.reduce(0) { $0 + $1.cost }
    }
  }
}
