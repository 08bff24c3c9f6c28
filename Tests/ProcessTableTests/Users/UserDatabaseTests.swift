import Foundation
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

@Suite struct UsersTests {
  private func users(_ text: String) -> Users { Users(Array(text.utf8).span) }

  @Test func aLineIsAUser() {
    let users = users("root:x:0:0:root:/root:/bin/bash\nnobody:*:65534:65534::/:/bin/false")
    #expect(users.names == [0: "root", 65534: "nobody"])
    #expect(users.ids == ["root": 0, "nobody": 65534])
  }

  @Test func theFirstOfSeveralCounts() {
    let users = users("root:x:0:0\ntoor:x:0:0\nroot:x:7:7\n")
    #expect(users.names[0] == "root")
    #expect(users.ids == ["root": 0, "toor": 0])
    #expect(users.names[7] == "root")
  }

  @Test(arguments: [
    "", "\n", ":", "::::", ":x:0:0", "a", "a:x", "a:x:", "a:x:1", "a:x:-1:0", "a:x:x:0", "a:x:1x:0",
    "a:x:4294967296:0", "a:x:99999999999999999999:0", "#a:x:1:1", "+:x:1:1", "-a:x:1:1",
    "+@g::::::",
  ])
  func anotherLineIsPassedOver(_ line: String) {
    let users = users("\(line)\nlast:x:9:9\n")
    #expect(users.names == [9: "last"])
    #expect(users.ids == ["last": 9])
  }

  @Test(arguments: Seeds.chosen) func noFileTraps(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = Array("::::\n\n0123456789ab".utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<500 {
      let text = (0..<random.number(in: 0...200)).map { _ in random.element(of: bytes) }
      let users = Users(text.span)
      #expect(users.names.count <= text.count { $0 == UInt8(ascii: "\n") } + 1)
    }
  }
}

@Suite struct UserDatabaseTests {
  private func second(_ number: UInt64) -> KernelInstant {
    KernelInstant(nanoseconds: number * 1_000_000_000)
  }

  @Test func aChangedFileIsReadAgainAfterASecond() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("users-\(UUID())")
    defer { try? FileManager.default.removeItem(at: file) }
    var database = UserDatabase(path: file.path)
    #expect(database.name(of: 5, at: second(1)) == nil)

    try Data("five:x:5:5\n".utf8).write(to: file, options: .atomic)
    #expect(database.name(of: 5, at: second(1)) == nil)
    #expect(database.name(of: 5, at: second(2)) == "five")

    try Data("cinq:x:5:5\n".utf8).write(to: file, options: .atomic)
    let almost = KernelInstant(nanoseconds: second(3).nanoseconds - 1)
    #expect(database.name(of: 5, at: almost) == "five")
    #expect(database.name(of: 5, at: second(3)) == "cinq")
    #expect(database.id(of: "cinq", at: second(3)) == 5)
    #expect(database.id(of: "five", at: second(3)) == nil)

    try FileManager.default.removeItem(at: file)
    #expect(database.name(of: 5, at: second(4)) == nil)
  }

  @Test func aPipeInItsPlaceKeepsNobodyWaiting() throws {
    let path = FileManager.default.temporaryDirectory.path + "/users-\(UUID())"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    defer { unsafe unlink(path) }
    var database = UserDatabase(path: path)
    #expect(database.name(of: 0, at: second(1)) == nil)
  }

  @Test func rootIsRoot() {
    var database = UserDatabase()
    #expect(database.name(of: 0, at: second(1)) == "root")
    #expect(database.id(of: "root", at: second(1)) == 0)
  }
}
