import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
import TestSupport
import Testing

@testable import pmon

extension LiveTests {
  @Suite("Another filter while events flow")
  struct ReplacementTests {
    /// All of them want code 3, none of them 0, 1, 2, 6 and 7; in the kernel they differ as much as can be.
    private static let filters = [
      "exit and code in (3, 4)", "exec or (exit and code in (3, 5))",
      "exit and (code == 3 or (code == 0 and pid == 1))", "exit and code > 2 and code < 6",
      "comm or (exit and abnormal and code == 3)",
    ].map { Filter($0) }

    @Test(
      "What all of them want is told once, and nothing that none of them wants",
      arguments: LiveTests.stages, [ConnectorConfiguration.Subject.threads, .processes])
    func replaced(stage: FilterStage, subject: ConnectorConfiguration.Subject) throws {
      let filters = ReplacementTests.filters
      let listener = try FilteredListener(filters[0], subject: subject, stage: stage)
      let load = CodeLoad()
      let thread = try Thread { load.run(children: 480) }
      var replacements = 0
      while !load.isOver {
        replacements += 1
        try listener.setFilter(filters[replacements % filters.count])
        if replacements % 3 == 0 { try listener.read() }
      }
      thread.join()
      let children = load.children
      let wanted = children.filter { $0.value == 3 }.keys
      for _ in 0..<5_000 where !Set(wanted).isSubset(of: listener.exits.keys) {
        try listener.read()
        ProcessActions.sleep(milliseconds: 1)
      }
      #expect(replacements > filters.count, "the load was over at once")
      #expect(wanted.count == 60)
      for (process, code) in children {
        let times = listener.exits[process] ?? 0
        switch code {
        case 3: #expect(times == 1, "\(process)")
        case 4, 5: #expect(times <= 1, "\(process)")
        default: #expect(times == 0, "\(process) with \(code)")
        }
      }
      #expect(listener.counters.lost == 0)
    }
  }
}

/// Children with the codes 0 to 7 in turn, started by a thread of their own.
private final class CodeLoad: Sendable {
  private let state = Mutex<(children: [ProcessID: UInt8], isOver: Bool)>(([:], false))

  var children: [ProcessID: UInt8] { state.withLock { $0.children } }

  var isOver: Bool { state.withLock { $0.isOver } }

  func run(children count: Int) {
    for number in 0..<count {
      let code = UInt8(number % 8)
      guard let child = try? ChildProcess(["/bin/sh", "-c", "exit \(code)"]) else { continue }
      state.withLock { $0.children[ProcessID(child.id)] = code }
      _ = try? child.wait()
    }
    state.withLock { $0.isOver = true }
  }
}

extension FilteredListener {
  /// How often the exit of a process was told.
  fileprivate var exits: [ProcessID: Int] {
    told.reduce(into: [:]) { exits, element in
      switch element {
      case .death(let death): exits[death.process, default: 0] += 1
      case .event(let event) where event.kind == .exit:
        if let task = event.task { exits[task.process, default: 0] += 1 }
      default: break
      }
    }
  }
}
