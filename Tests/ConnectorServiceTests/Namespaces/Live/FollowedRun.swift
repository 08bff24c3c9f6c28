import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@testable import ConnectorService

/// A task by the numbers of this process's namespace and those of another one.
struct Pairing: Hashable {
  var own: TaskID
  var inner: TaskID
}

/// What is told of the tasks in a scene's namespaces while it lasts.
struct FollowedRun {
  /// The pairings at the forks, by namespace from the outermost inwards, and how often.
  var told: [[Pairing: Int]]
  /// Tasks whose forks were lost there.
  var lost: [[TaskID]]
  /// Events about tasks whose numbers had been told and were no longer known, or others.
  var contradictions: [String] = []
  /// Events were lost before they came here.
  var isIncomplete = false
  var forks = 0
  var recordsForks: [Bool] = []
  /// Nanoseconds of CPU time that taking the events in took.
  var time: UInt64 = 0
  var events = 0

  init(
    _ scene: NamespaceScene, usesRecords: Bool = true,
    delivery: ConnectorConfiguration.Delivery = .coalesced()
  ) throws {
    told = scene.namespaces.map { _ in [:] }
    lost = scene.namespaces.map { _ in [] }
    var reader = try ConnectorReader(
      ConnectorConfiguration(
        events: [.fork, .exec, .exit], delivery: delivery, subject: .threads,
        receiveBuffer: ReceiveBuffer(bytes: 16 << 20)))
    var numbers = TaskNumbers(KernelTaskNumbers(usesRecords: usesRecords))
    for hold in scene.namespaces { numbers.follow(hold) }
    recordsForks = scene.namespaces.map { numbers.source.recordsForks(of: $0.namespace) }
    begin = KernelInstant(nanoseconds: Clocks.monotonic)
    try scene.goOn()
    var isOver = false
    let deadline = ContinuousClock.now + .seconds(120)
    while !isOver && ContinuousClock.now < deadline {
      _ = try reader.wait(atMost: Duration.seconds(1))
      _ = try reader.read { elements in
        for index in elements.indices {
          switch elements[index] {
          case .event(let event):
            isOver = isOver || FollowedRun.ends(event, scene.root)
            take(event, &numbers, scene)
          case .lost:
            isIncomplete = true
            numbers.eventsWereLost()
          default: break
          }
        }
      }
    }
    #expect(isOver, "the scene has not ended")
    for hold in scene.namespaces { numbers.unfollow(hold.namespace) }
    #expect(!numbers.isNeeded && numbers.count == 0 && numbers.wantedEvents.isEmpty)
  }

  private static func ends(_ event: ProcessEvent, _ process: ProcessID) -> Bool {
    if case .exit(let exit) = event.payload { return exit.task == TaskID(leaderOf: process) }
    return false
  }

  /// What came before was not of the scene's doing.
  private var begin = KernelInstant(nanoseconds: 0)
  private var known: [TaskID: [TaskID?]] = [:]

  private mutating func take(
    _ event: ProcessEvent, _ numbers: inout TaskNumbers<KernelTaskNumbers>, _ scene: NamespaceScene
  ) {
    let start = Clocks.processCPU
    let missed = numbers.take(event)
    time += Clocks.processCPU - start
    events += 1
    guard let task = event.task, event.time >= begin else { return }
    let inner = scene.namespaces.map { numbers.numbers(of: task, in: $0.namespace) }
    guard case .fork = event.payload else {
      if let before = known[task], before != inner {
        contradictions.append("\(event.payload): \(before), then \(inner)")
      }
      if case .exit = event.payload { known[task] = nil }
      return
    }
    forks += 1
    known[task] = inner
    for (index, hold) in scene.namespaces.enumerated() {
      if missed.contains(hold.namespace) { lost[index].append(task) }
      if let inner = inner[index] { told[index][Pairing(own: task, inner: inner), default: 0] += 1 }
    }
  }
}
