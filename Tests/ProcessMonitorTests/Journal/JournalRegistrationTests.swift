import ProcessMonitor
import Testing

@Suite("The journal's registrations")
struct JournalRegistrationTests {
  @Test("They come back after a restart, without those that were withdrawn")
  func restart() async throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    let registrations = (0..<100).map { Samples.registration($0) }
    let ids = try await journal.add(registrations)
    #expect(Set(ids).count == 100)
    #expect(try await journal.withdraw(Array(ids[..<40])) == 40)
    #expect(try await journal.withdraw(Array(ids[30..<50])) == 10)
    try journal.close()
    journal = try folder.open()
    let left = try await journal.registrations()
    #expect(left.map(\.id) == Array(ids[50...]))
    #expect(left.map(\.registration) == Array(registrations[50...]))
  }

  @Test("The same process with the same guard has one, the later; ids are never used again")
  func replacement() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    var registration = Samples.registration(1)
    let first = try await journal.add([registration])
    registration.token = nil
    registration.plan.actions = [.endOrphans]
    #expect(try await journal.add([registration]) == first)
    let other = try await journal.add([Samples.registration(1, guardName: "other")])
    #expect(try await journal.registrations().map(\.id) == first + other)
    #expect(try await journal.registrations()[0].registration == registration)
    try await journal.withdraw(first + other)
    #expect(!(first + other).contains(try await journal.add([registration])[0]))
  }

  @Test("A death takes its registration with it")
  func death() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let ids = try await journal.add((0..<3).map { Samples.registration($0) })
    let deaths = Samples.deaths(0..<2)
    #expect(try await journal.record(deaths, withdrawing: [ids[0], ids[1]]) == deaths.map(\.id))
    #expect(try await journal.registrations().map(\.id) == [ids[2]])
    // Once more, as after an error: nothing is new, and nothing is wrong.
    #expect(try await journal.record(deaths, withdrawing: [ids[0], ids[1]]) == [])
  }
}
