import ProcessEvents
import TestSupport

/// A random history of processes, told by the ``KernelModel``.
struct RandomHistory {
  private(set) var model: KernelModel
  /// When the listener begins to listen; some processes were there before.
  let start: UInt64

  init(seed: UInt64, steps: Int = 600) {
    model = KernelModel(seed: seed)
    for _ in 0..<steps / 4 { model.step() }
    model.now += 50_000_000
    start = model.now
    for _ in 0..<steps { model.step() }
    model.now += 50_000_000
    for index in model.processes.indices where model.processes[index].ended == nil {
      model.endProcess(index)
    }
  }
}

extension KernelModel {
  fileprivate mutating func step() {
    switch random.number(in: 0...9) {
    case 0: now += random.number(in: 1_000_000...10_000_000)
    case 1: break
    default: now += random.number(in: 5_000...200_000)
    }
    let ready = processes.indices.filter { processes[$0].isReady(at: now) }
    guard ready.count > 2, !random.once(in: 8) else { return fork() }
    let index = random.element(of: ready)
    let threads = processes[index].threads
    switch random.number(in: 0...11) {
    case 0...3 where threads.count < 8: startThread(of: index)
    case 4...5: endThread(random.element(of: threads), of: index, code: 0)
    case 6: endThread(random.element(of: threads), of: index, code: random.number(in: 1...3))
    case 7: exec(random.element(of: threads), of: index)
    case 8...10 where ready.count > 6: endProcess(index)
    default: break
    }
  }

  /// All of the process ends at once, in one of the ways in which it can.
  fileprivate mutating func endProcess(_ index: Int) {
    let threads = processes[index].threads
    let others = threads.filter { $0 != processes[index].id }
    let leads = others.count < threads.count
    // Next to a leader that lives, a thread may be ending by itself at the same moment.
    let loner = leads && !others.isEmpty && random.once(in: 3) ? random.element(of: others) : nil
    let status: ExitStatus =
      switch random.number(in: 0...5) {
      case 0...1: .exited(code: 0)
      case 2...3: .exited(code: random.number(in: 1...255))
      case 4: .signaled(.kill)
      default: .signaled(.abort, coreDumped: true)
      }
    endGroup(index, status: status, loner: loner)
  }
}
