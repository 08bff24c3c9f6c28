public import ProcessEvents
public import ProcessTable

/// The registrations of one boot, in memory: found by process in constant time.
///
/// A process is known by its identity, so that one that merely has got the id of another is none of its
/// registrations'. Both may be in the table at once, until the end of the earlier one has been judged.
public struct RegistrationTable: Sendable {
  public let boot: BootID
  private var slots: [Slot] = []
  private var free: [UInt32] = []
  /// The first slot of each id's chain.
  private var heads: [Int32: UInt32] = [:]
  private var terms = TermsPool()
  public private(set) var count = 0

  private struct Slot: Sendable {
    var start: UInt64
    var process: Int32
    var terms: UInt32
    var owner: UInt32
    /// The next of the same id; `none` at the end.
    var next: UInt32
    var mark: UInt32
    var name: CommandName
    var token: String?
    var isUsed: Bool
  }

  private static let none = UInt32.max

  public init(boot: BootID) { self.boot = boot }

  /// Bytes of a registration's own place; a token longer than 15 bytes and the index come on top.
  public static let bytesPerSlot = MemoryLayout<Slot>.stride
}

extension RegistrationTable {
  /// Adds a registration, or puts it in the place of the same process's one with the same guard.
  ///
  /// - Parameter mark: a number of the caller's own.
  /// - Returns: the one that was there before.
  @discardableResult
  public mutating func add(_ registration: Registration, mark: UInt32 = 0) -> Registration? {
    precondition(registration.process.boot == boot, "a registration of another boot")
    let process = registration.process.process.rawValue
    let number = terms.retain(registration.terms)
    let before = slot(of: registration.process, guardName: registration.terms.guardName)
    var slot = Slot(
      start: registration.process.startTicks, process: process, terms: number,
      owner: registration.owner ?? Self.none, next: Self.none, mark: mark,
      name: registration.name ?? CommandName(""), token: registration.token, isUsed: true)
    if let before {
      let former = self.registration(at: before)
      slot.next = slots[Int(before)].next
      terms.release(slots[Int(before)].terms)
      slots[Int(before)] = slot
      return former
    }
    slot.next = heads[process] ?? Self.none
    let place = free.popLast() ?? UInt32(slots.count)
    if Int(place) == slots.count { slots.append(slot) } else { slots[Int(place)] = slot }
    heads[process] = place
    count += 1
    return nil
  }

  /// Takes a registration out.
  @discardableResult
  public mutating func remove(_ process: ProcessIdentity, guardName: String) -> Registration? {
    guard let place = slot(of: process, guardName: guardName) else { return nil }
    let registration = registration(at: place)
    remove(at: place)
    return registration
  }

  /// Takes all registrations of a process out.
  public mutating func removeAll(of process: ProcessIdentity) -> [Registration] {
    var removed: [Registration] = []
    while let place = chain(of: process).first(where: { _ in true }) {
      removed.append(registration(at: place))
      remove(at: place)
    }
    return removed
  }

  /// Gives those that follow a configured guard what it has become.
  public mutating func replaceThose(following terms: GuardTerms) {
    self.terms.replaceThose(following: terms)
  }

  public func registrations(of process: ProcessIdentity) -> [Registration] {
    chain(of: process).map { registration(at: $0) }
  }

  public func contains(_ process: ProcessIdentity) -> Bool {
    chain(of: process).contains { _ in true }
  }

  /// The processes that have, or had, an id; the latest first, each once.
  public func identities(withID process: ProcessID) -> [ProcessIdentity] {
    guard heads[process.rawValue] != nil else { return [] }
    let starts = Set(places(of: process.rawValue).map { slots[Int($0)].start })
    return starts.sorted(by: >).map {
      ProcessIdentity(boot: boot, process: process, startTicks: $0)
    }
  }

  /// Calls `body` with each registration.
  public func visit(_ body: (Registration) -> Void) {
    for place in slots.indices where slots[place].isUsed { body(registration(at: UInt32(place))) }
  }
}

// For the engine's passes over all of them.
extension RegistrationTable {
  /// How many places there are, used or not.
  var capacity: Int { slots.count }

  /// Whose registration is at a place; nil where there is none.
  func identity(at place: Int) -> ProcessIdentity? {
    slots[place].isUsed ? identity(of: slots[place]) : nil
  }

  /// The least mark of a process's registrations; nil where there is none.
  func mark(of process: ProcessIdentity) -> UInt32? {
    chain(of: process).map { slots[Int($0)].mark }.min()
  }

  mutating func setMark(_ mark: UInt32, of process: ProcessIdentity) {
    for place in Array(chain(of: process)) { slots[Int(place)].mark = mark }
  }
}

extension RegistrationTable {
  private func identity(of slot: Slot) -> ProcessIdentity {
    ProcessIdentity(boot: boot, process: ProcessID(slot.process), startTicks: slot.start)
  }

  private func registration(at place: UInt32) -> Registration {
    let slot = slots[Int(place)]
    return Registration(
      process: identity(of: slot), terms: terms[slot.terms], token: slot.token,
      owner: slot.owner == Self.none ? nil : slot.owner,
      name: slot.name.count == 0 ? nil : slot.name)
  }

  private func places(of process: Int32) -> some Sequence<UInt32> {
    sequence(state: heads[process] ?? Self.none) { place -> UInt32? in
      guard place != Self.none else { return nil }
      defer { place = slots[Int(place)].next }
      return place
    }
  }

  private func chain(of process: ProcessIdentity) -> some Sequence<UInt32> {
    places(of: process.boot == boot ? process.process.rawValue : -1).lazy
      .filter { slots[Int($0)].start == process.startTicks }
  }

  private func slot(of process: ProcessIdentity, guardName: String) -> UInt32? {
    chain(of: process).first { terms[slots[Int($0)].terms].guardName == guardName }
  }

  private mutating func remove(at place: UInt32) {
    let slot = slots[Int(place)]
    if heads[slot.process] == place {
      heads[slot.process] = slot.next == Self.none ? nil : slot.next
    } else if let before = places(of: slot.process).first(where: { slots[Int($0)].next == place }) {
      slots[Int(before)].next = slot.next
    }
    terms.release(slot.terms)
    slots[Int(place)].isUsed = false
    slots[Int(place)].token = nil
    free.append(place)
    count -= 1
  }
}
