internal import ProcessEvents

/// Writes records of the side band, look-ups and facts, each by how it differs from the one before.
struct FactsEncoder: Sendable {
  private(set) var payload: [UInt8] = []
  private var texts = RecentValues<String>(capacity: RoundFormat.textCount)
  private var names = RecentValues<CommandName>(capacity: RoundFormat.nameCount)
  private var expected = FactsExpectation()
  private var textBudget = 0

  /// Begins a round.
  mutating func begin() { textBudget = RoundFormat.textBudget }

  /// Begins a record.
  mutating func reset() {
    payload.removeAll(keepingCapacity: true)
    expected = FactsExpectation()
  }

  mutating func put(_ record: SideBandRecord) {
    let start = payload.count
    payload.append(0)
    putTime(record.time)
    var head: UInt8
    switch record.payload {
    case .fork(let child, let parent):
      head = SideBandHead.fork | putTask(child)
      payload.put(difference: parent.process.rawValue &- expected.parent)
      expected.parent = parent.process.rawValue
      if !parent.isLeader {
        head |= SideBandHead.parentThread
        putThread(of: parent)
      }
    case .exit(let task): head = SideBandHead.exit | putTask(task)
    case .comm(let task, let name, let isExec):
      head = (isExec ? SideBandHead.exec : SideBandHead.comm) | putTask(task)
      put(name)
    case .map(let task, let path) where spend(path.utf8.count):
      head = SideBandHead.map | putTask(task)
      put(path)
    case .map:
      // Without it, the next one would be taken for the program.
      head = SideBandHead.lost
      payload.put(1)
    case .lost(let count):
      head = SideBandHead.lost
      payload.put(count)
    }
    payload[start] = head
  }

  mutating func put(_ lookup: ProcessLookup) {
    payload.put(UInt64(lookup.position) &- expected.position)
    expected.position = UInt64(lookup.position)
    var head: UInt8 = lookup.isConfirmed ? LookupHead.confirmed : 0
    if lookup.facts != nil { head |= LookupHead.facts }
    switch lookup.outOfMemory {
    case .kernelLog: head |= LookupHead.kernelLog
    case .controlGroup: head |= LookupHead.controlGroup
    case nil: break
    }
    payload.append(head)
    if let facts = lookup.facts { put(facts) }
  }

  mutating func put(_ facts: ProcessFacts) {
    let start = payload.count
    var head: UInt8 = facts.isEnding ? FactsHead.isEnding : 0
    payload.append(0)
    payload.put(difference: facts.process.rawValue &- expected.process)
    expected.process = facts.process.rawValue
    putTime(facts.readAt)
    payload.put(difference: facts.start.nanoseconds &- facts.readAt.nanoseconds)
    put(facts.name)
    payload.put(difference: facts.parent.rawValue &- expected.parent)
    expected.parent = facts.parent.rawValue
    payload.append(facts.state)
    payload.put(UInt64(facts.threadCount))
    if let path = facts.executable, spend(path.utf8.count) {
      head |= FactsHead.executable
      put(path)
    }
    if let list = facts.arguments {
      let size = list.reduce(0) { $0 + $1.utf8.count + FactsEncoder.textCost }
      if size <= RoundFormat.argumentLimit, spend(size) {
        head |= FactsHead.arguments
        payload.put(UInt64(list.count))
        for argument in list { payload.put(text: argument) }
      }
    }
    if let user = facts.userID {
      head |= FactsHead.user
      payload.put(UInt64(user))
    }
    if let path = facts.controlGroup, spend(path.utf8.count) {
      head |= FactsHead.controlGroup
      put(path)
    }
    payload[start] = head
  }
}

extension FactsEncoder {
  /// What a text costs a reader beside its bytes.
  static let textCost = 16

  /// Whether there is room for a text in the round; what has none is not known, as if it could not be read.
  mutating func spend(_ size: Int) -> Bool {
    guard size + FactsEncoder.textCost <= textBudget else { return false }
    textBudget -= size + FactsEncoder.textCost
    return true
  }

  private mutating func putTime(_ time: KernelInstant) {
    payload.put(difference: time.nanoseconds &- expected.time)
    expected.time = time.nanoseconds
  }

  /// - Returns: the flag for a thread that is not the first.
  private mutating func putTask(_ task: TaskID) -> UInt8 {
    payload.put(difference: task.process.rawValue &- expected.process)
    expected.process = task.process.rawValue
    if task.isLeader { return 0 }
    putThread(of: task)
    return SideBandHead.thread
  }

  private mutating func putThread(of task: TaskID) {
    payload.put(difference: task.thread.rawValue &- task.process.rawValue)
  }

  private mutating func put(_ text: String) {
    if let number = texts.number(of: text) { return payload.put(UInt64(number) + 1) }
    payload.put(0)
    payload.put(text: text)
    if text.utf8.count <= RoundFormat.textLimit { texts.write(text) }
  }

  private mutating func put(_ name: CommandName) {
    if let number = names.number(of: name) { return payload.put(UInt64(number) + 1) }
    payload.put(0)
    payload.put(UInt64(name.count))
    for index in 0..<name.count { payload.append(name.bytes[index]) }
    names.write(name)
  }
}

/// What the next item of a record probably says; a record begins with all zeros.
struct FactsExpectation: Sendable {
  var time: UInt64 = 0
  var process: Int32 = 0
  var parent: Int32 = 0
  var position: UInt64 = 0
}
