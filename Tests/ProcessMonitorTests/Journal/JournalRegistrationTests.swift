import ProcessEvents
import ProcessMonitor
import ProcessTable
import Testing

@Suite("The journal's registrations")
struct JournalRegistrationTests {
  @Test("They come back after a restart, without those that were withdrawn")
  func restart() async throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    let registrations = (0..<100).map { Samples.registration($0) }
    try await journal.add(registrations)
    #expect(try await journal.withdraw(registrations[..<40].map(\.key)) == 40)
    #expect(try await journal.withdraw(registrations[30..<50].map(\.key)) == 10)
    try journal.close()
    journal = try folder.open()
    #expect(try await journal.registrations() == Array(registrations[50...]))
    #expect(try await journal.registration(registrations[70].key) == registrations[70])
    #expect(try await journal.registration(registrations[10].key) == nil)
  }

  @Test("All that a registration has comes back")
  func fields() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    var entry = Samples.registration(1)
    entry.registration.owner = nil
    entry.registration.token = nil
    entry.registration.name = CommandName("w\u{FC}rm")
    entry.registration.terms.trigger = .filter(try Filter(parsing: "code == 3"))
    entry.registration.terms.onUnknown = .report
    entry.registration.terms.followsRule = true
    try await journal.add([entry])
    #expect(try await journal.registrations() == [entry])
  }

  @Test("The same process with the same guard has one, the later")
  func replacement() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    var entry = Samples.registration(1)
    try await journal.add([entry])
    entry.registration.token = nil
    entry.registration.terms.plan.actions = [.endOrphans]
    try await journal.add([entry])
    let other = Samples.registration(1, guardName: "other")
    try await journal.add([other])
    #expect(try await journal.registrations() == [entry, other])
  }

  @Test("A death takes its registration with it")
  func death() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let entries = (0..<3).map { Samples.registration($0) }
    try await journal.add(entries)
    let deaths = Samples.deaths(0..<2)
    let keys = entries[..<2].map(\.key)
    #expect(try await journal.record(deaths, withdrawing: keys) == deaths.map(\.id))
    #expect(try await journal.registrations() == [entries[2]])
    // Once more, as after an error: nothing is new, and nothing is wrong.
    #expect(try await journal.record(deaths, withdrawing: keys) == [])
  }

  @Test("A registration whose death is stored already is gone after a restart")
  func lateRegistration() async throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    try await journal.record([Samples.death(1)])
    try await journal.add([Samples.registration(1), Samples.registration(1, guardName: "other")])
    try journal.close()
    journal = try folder.open()
    #expect(try await journal.registrations() == [Samples.registration(1, guardName: "other")])
  }

  @Test("Pages hold each that matches once, whatever their size", arguments: [1, 3, 7, 100])
  func pages(limit: Int) async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let all = (0..<20).flatMap { number in
      ["a", "b"].map { Samples.registration(number, guardName: $0) }
    }
    try await journal.add(all.shuffled())
    var found: [JournaledRegistration] = []
    var key: RegistrationKey?
    repeat {
      let page = try await journal.registrations(
        matching: RegistrationQuery(guardName: "b", owner: 1000), after: key, limit: limit)
      #expect(page.registrations.count <= limit)
      found += page.registrations
      key = page.next
    } while key != nil
    #expect(found == all.filter { $0.key.guardName == "b" })
    let one = RegistrationQuery(process: all[4].key.process.process)
    let page = try await journal.registrations(matching: one, limit: 100)
    #expect(page.registrations == Array(all[4...5]))
    let nobody = RegistrationQuery(owner: 7)
    #expect(try await journal.registrations(matching: nobody, limit: 5).registrations == [])
  }
}
