import Foundation
import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport
import Testing

@Suite("Registrations in memory")
struct RegistrationTableTests {
  private let boot = BootID(high: 1, low: 2)

  private func identity(_ process: Int32, _ start: UInt64) -> ProcessIdentity {
    ProcessIdentity(boot: boot, process: ProcessID(process), startTicks: start)
  }

  private func registration(
    _ process: ProcessIdentity, _ name: String = "a", token: String? = nil
  ) -> Registration {
    Registration(
      process: process,
      terms: GuardTerms(guardName: name, plan: CleanupPlan(actions: [.endOrphans])), token: token,
      owner: 1000, name: CommandName("db"))
  }

  @Test("It holds what a dictionary would", arguments: Seeds.chosen)
  func model(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var table = RegistrationTable(boot: boot)
    var model: [ProcessIdentity: [String: Registration]] = [:]
    for _ in 0..<20_000 {
      let process = identity(random.number(in: 1...40), random.number(in: 1...4))
      let name = random.element(of: ["a", "b", "c"])
      let expected = model[process]?[name]
      switch random.number(in: 0...4) {
      case 0...1:
        let new = registration(process, name, token: "\(random.number(in: 0...UInt64.max))")
        #expect(table.add(new) == expected)
        model[process, default: [:]][name] = new
      case 2:
        #expect(table.remove(process, guardName: name) == expected)
        model[process]?[name] = nil
      case 3 where random.once(in: 5):
        let all = Set(model.removeValue(forKey: process).map { Array($0.values) } ?? [])
        #expect(Set(table.removeAll(of: process)) == all)
      default:
        #expect(Set(table.registrations(of: process)) == Set((model[process] ?? [:]).values))
        #expect(table.contains(process) == !(model[process] ?? [:]).isEmpty)
        let same = model.filter { $0.key.process == process.process && !$0.value.isEmpty }
        #expect(
          table.identities(withID: process.process)
            == same.keys.sorted { $0.startTicks > $1.startTicks })
      }
      #expect(table.count == model.values.reduce(0) { $0 + $1.count })
    }
    var all: Set<Registration> = []
    table.visit { all.insert($0) }
    #expect(all == Set(model.values.flatMap(\.values)))
  }

  @Test("Another boot's processes are none of its")
  func otherBoot() {
    var table = RegistrationTable(boot: boot)
    table.add(registration(identity(1, 1)))
    var other = identity(1, 1)
    other.boot = BootID(high: 9, low: 9)
    #expect(!table.contains(other))
    #expect(table.registrations(of: other).isEmpty)
    #expect(table.remove(other, guardName: "a") == nil)
    #expect(table.count == 1)
  }

  @Test("100,000 processes take well under 100 MB")
  func memory() throws {
    var table = RegistrationTable(boot: boot)
    let before = try residentBytes()
    for process in Int32(1)...100_000 {
      table.add(
        registration(identity(process, 7), token: "a token that is not tiny \(process)"))
    }
    let bytes = try residentBytes() - before
    print("100,000 registrations: \(bytes) bytes, \(bytes / 100_000) each")
    #expect(table.count == 100_000)
    #expect(bytes < 50_000_000)
  }

  private func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return pages * 4096
  }
}
