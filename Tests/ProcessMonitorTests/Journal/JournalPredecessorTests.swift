import ProcessMonitor
import Testing

@Suite("What the journal says of the daemon before")
struct JournalPredecessorTests {
  @Test("There was none, it has ended in order, or it has not")
  func ends() async throws {
    let folder = try JournalFolder()
    var journal = try folder.open()
    #expect(journal.predecessor == .none)
    try journal.close()
    journal = try folder.open()
    #expect(journal.predecessor == .interrupted)
    try await journal.noteEnd()
    try journal.close()
    journal = try folder.open()
    #expect(journal.predecessor == .ended)
    try journal.close()
    #expect(try folder.open().predecessor == .interrupted)
  }
}
