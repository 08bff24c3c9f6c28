import ProcessMonitor
import ProcessTable
import Testing

@Suite("Ids of deaths")
struct DeathIDTests {
  @Test("The same death found twice has one id, another guard's has another")
  func identity() throws {
    let process = try #require(
      ProcessIdentity("01234567-89ab-cdef-0123-456789abcdef/42/1000"))
    #expect(DeathID(process, guardName: "a") == DeathID(process, guardName: "a"))
    #expect(DeathID(process, guardName: "a") != DeathID(process, guardName: "b"))
  }
}
