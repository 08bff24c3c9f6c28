import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// The machine with its kernel, on which scripts are run.
struct Laboratory {
  private let isAlone: Bool
  private let isAdministrator = HostFacts.hasNetworkAdministration
  private let observer: Observer
  private let census: Census
  /// Listeners that keep the count above what a script can take away, so that other programs are not silenced.
  private var holders: [KernelSocket] = []
  private let profile: KernelProfile
  private var scripts = 0
  private var compared = 0
  private var repeated = 0

  private static let holderCount = 64
  private static let attempts = 20

  init(isAlone: Bool, without: KernelQuirks) throws {
    try ProcessActions.stayOnThisCPU()
    HostFacts.raiseDescriptorLimit(to: 1024)
    self.isAlone = isAlone
    observer = try Observer(isAdministrator: isAdministrator)
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    let filtersEvents = numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 6)
    census = Census(filtersEvents: filtersEvents, observer: observer)
    var profile: KernelProfile = filtersEvents ? .linux6_6 : .linux6_1
    profile.messageBytes = try Laboratory.messageBytes()
    profile.quirks.subtract(without)
    self.profile = profile
    if isAlone {
      try census.reset()
    } else {
      for _ in 0..<Laboratory.holderCount {
        let holder = try KernelSocket()
        try holder.dropAll()
        try holder.send(ConnectorRequest(.listen, token: 1).encoded())
        holders.append(holder)
      }
    }
  }

  var summary: String {
    "\(scripts) scripts on Linux \(HostFacts.kernelRelease), \(isAlone ? "alone" : "beside others"),"
      + " \(isAdministrator ? "with" : "without") CAP_NET_ADMIN: \(compared) messages,"
      + " \(repeated) scripts done again for others' disturbance; no difference"
  }

  mutating func run(count: Int, seed: UInt64) throws {
    defer {
      for holder in holders { try? holder.send(ConnectorRequest(.ignore, token: 1).encoded()) }
    }
    for number in 0..<count { try run(seed: seed &+ UInt64(number)) }
  }

  private mutating func run(seed: UInt64) throws {
    for attempt in 1... {
      do {
        try runOnce(seed: seed)
        scripts += 1
        return
      } catch Difference.disturbed(let text) where attempt < Laboratory.attempts {
        _ = text
        repeated += 1
      }
    }
  }

  private mutating func runOnce(seed: UInt64) throws {
    var randomness = Randomness(seed: seed)
    let prefix = UInt32.random(in: 1...0xFFFF)
    let steps = randomness.script(prefix: prefix, isAdministrator: isAdministrator)
    let held = isAlone ? 0 : Laboratory.holderCount
    var run = Run(
      prefix: prefix, profile: profile, listenerCount: held, isAdministrator: isAdministrator,
      observer: observer)
    var done: [Step] = []
    do {
      for step in steps {
        done.append(step)
        try run.perform(step)
      }
      try run.finish()
      if isAlone { try census.settle(run.kernel.listenerCount) }
    } catch {
      // Others go on as before, whatever happened here.
      if !isAlone { try census.change(by: held - run.kernel.listenerCount) }
      if case Difference.found(let text) = error {
        let script = done.map { "  \($0)" }.joined(separator: "\n")
        throw Difference.found("--count 1 --seed \(seed) differs:\n\(script)\n\(text)")
      }
      if isAlone { try census.reset() }
      throw error
    }
    if !isAlone { try census.change(by: held - run.kernel.listenerCount) }
    compared += run.compared
  }

  /// What a message takes of a socket's buffer, which differs from kernel to kernel.
  private static func messageBytes() throws -> UInt32 {
    for _ in 0..<attempts {
      let socket = try KernelSocket()
      let prefix = UInt32.random(in: 1...0xFFFF)
      try socket.admitOnlyAcknowledgements(prefix: prefix)
      try socket.join()
      // Where the count has been spoiled, it takes more than one to be answered.
      try socket.send(ConnectorRequest(.listen, token: prefix << 16).encoded())
      let used = try socket.memory().used
      try socket.send(ConnectorRequest(.ignore, token: prefix << 16).encoded())
      if used > 0 { return used }
    }
    throw Difference.disturbed("no request is acknowledged")
  }
}
