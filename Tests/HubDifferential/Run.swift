import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// One script, done to the kernel and to a scripted kernel side by side.
struct Run {
  struct Pair {
    let real: KernelSocket
    let scripted: ScriptedKernel.SocketID
    let isNarrow: Bool
    var isOpen = true
    var last: (real: Item.Name, scripted: Item.Name)?
  }

  let prefix: UInt32
  private let isAdministrator: Bool
  private let observer: Observer
  var kernel: ScriptedKernel
  var pairs: [Pair] = []
  private var actor = Actor()
  /// When the children lived: others may have had their ids before, or have them now.
  var times: [Int32: ClosedRange<KernelInstant>] = [:]
  var names: [Item.Name: Item.Name] = [:]
  var compared = 0

  /// - Parameter listenerCount: listeners that are there already.
  init(
    prefix: UInt32, profile: KernelProfile, listenerCount: Int, isAdministrator: Bool,
    observer: Observer
  ) {
    self.prefix = prefix
    self.isAdministrator = isAdministrator
    self.observer = observer
    kernel = ScriptedKernel(profile)
    kernel.listenerCount = listenerCount
  }

  mutating func perform(_ step: Step) throws {
    switch step {
    case .open: try open(narrow: nil)
    case .openNarrow(let bytes): try open(narrow: bytes)
    case .join(let index):
      let scripted = pairs[index].scripted
      let real = errorNumber { () throws(SystemCallError) in try pairs[index].real.join() }
      try compare("join", real) { kernel throws(KernelRefusal) in
        try kernel.join(scripted)
      }
    case .leave(let index):
      try pairs[index].real.leave()
      kernel.leave(pairs[index].scripted)
    case .send(let index, let datagram):
      let scripted = pairs[index].scripted
      let real = errorNumber { () throws(SystemCallError) in
        try pairs[index].real.send(datagram.bytes)
      }
      try compare("send", real) { kernel throws(KernelRefusal) in
        try kernel.send(datagram.bytes.span, from: scripted)
      }
    case .act(let action): try act(action)
    case .read(let index, let limit): try read(index, limit: limit)
    case .close(let index): try close(index)
    }
  }

  mutating func finish() throws {
    for index in pairs.indices where pairs[index].isOpen {
      try read(index, limit: .max >> 1)
      // Whatever came behind what was expected.
      try read(index, limit: .max >> 1)
      try close(index)
    }
  }

  private mutating func open(narrow: UInt32?) throws {
    let real = try KernelSocket()
    let scripted = kernel.openSocket(isAdministrator ? .root : .ordinaryUser)
    if let narrow {
      try real.admitOnlyAcknowledgements(prefix: prefix)
      kernel.setFilter({ [prefix] in $0.isAcknowledgement(prefix: prefix) }, of: scripted)
      try real.setBuffer(bytes: narrow, beyondLimit: false)
      kernel.setReceiveBuffer(bytes: narrow, of: scripted)
    } else if isAdministrator {
      try real.setBuffer(bytes: 4 << 20, beyondLimit: true)
      kernel.setReceiveBuffer(bytes: 4 << 20, of: scripted)
    }
    pairs.append(Pair(real: real, scripted: scripted, isNarrow: narrow != nil))
  }

  private mutating func act(_ action: Action) throws {
    try observer.forget()
    let before = actor.children
    try actor.perform(action)
    // Where nobody is counted, the kernel is silent, and there is nothing to wait for.
    let isDue = kernel.listenerCount > 0
    if !isDue { ProcessActions.sleep(milliseconds: 2) }
    let events = try observer.events(of: actor.children.subtracting(before), isDue: isDue)
    if !isDue && !events.isEmpty {
      throw Difference.found("the count is \(kernel.listenerCount), yet the kernel told \(events)")
    }
    for event in events {
      kernel.happen(event)
      guard let process = event.task?.process.rawValue else { continue }
      times[process] = (times[process]?.lowerBound ?? event.time)...event.time
    }
  }

  private mutating func close(_ index: Int) throws {
    kernel.close(pairs[index].scripted)
    let isNarrow = pairs[index].isNarrow
    pairs[index] = Pair(
      real: try KernelSocket(), scripted: kernel.openSocket(), isNarrow: isNarrow, isOpen: false)
  }

  /// Does to the scripted kernel what was done to the real one, and compares how it ended.
  private mutating func compare(
    _ name: String, _ real: Int32,
    _ scripted: (inout ScriptedKernel) throws(KernelRefusal) -> Void
  ) throws {
    var error: Int32 = 0
    do { try scripted(&kernel) } catch let refusal { error = refusal.rawValue }
    guard real == error else {
      throw Difference.found("\(name): error \(real), by the hub \(error)")
    }
  }

  private func errorNumber(_ body: () throws(SystemCallError) -> Void) -> Int32 {
    do { try body() } catch { return error.errno.rawValue }
    return 0
  }
}
