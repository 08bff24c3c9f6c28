import Foundation
import KernelInterface
import Testing

@testable import ProgramVersion

@Suite("The version")
struct ProgramVersionTests {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
  }

  @Test("It names commit, compiler and platform as far as they are known")
  func line() {
    let start = "pmon \(ProgramVersion.number) ("
    let plain = ProgramVersion.line(of: "pmon", nil)
    #expect(plain.hasPrefix("\(start)Linux ") && plain.hasSuffix(")"))
    let told = ProgramVersion.line(of: "pmon", "commit 0fedcba98765, Swift 6.3.1")
    #expect(
      told == plain.replacing(start, with: "\(start)commit 0fedcba98765, Swift 6.3.1, "))
  }

  @Test("Where no facts were linked in, there are none")
  func unknown() {
    #expect(LinkedFacts.text == nil)
    #expect(ProgramVersion.line(of: "pmond") == ProgramVersion.line(of: "pmond", nil))
  }

  @Test(
    "What is linked in names the compiler, and the commit of a repository alone",
    .enabled(if: FileManager.default.fileExists(atPath: "/bin/sh"), "there is no shell"))
  func object() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pmon-facts-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    // Unpacked without a repository.
    let scripts = folder.appending(path: "scripts")
    try FileManager.default.createDirectory(at: scripts, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.repository.appending(path: "scripts/link-facts"),
      to: scripts.appending(path: "link-facts"))
    let process = Process()
    process.executableURL = scripts.appending(path: "link-facts")
    process.arguments = [folder.appending(path: "objects").path()]
    let output = Foundation.Pipe()
    process.standardOutput = output
    try process.run()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0 && words.first == "-Xlinker" && words.count == 2)
    let object = try Data(contentsOf: URL(filePath: String(words[1])))
    #expect(object.range(of: Data("Swift 6.".utf8)) != nil)
    #expect(object.range(of: Data("commit ".utf8)) == nil)
  }

  @Test("The changelog begins with it, and the API's description has it")
  func repetitions() throws {
    let heading = try text("CHANGELOG.md").split(separator: "\n").first { $0.hasPrefix("## [") }
    #expect(heading?.hasPrefix("## [\(ProgramVersion.number)]") == true, "\(heading ?? "")")
    let description = try text("Sources/MonitorService/openapi.json")
    #expect(description.contains("\"version\": \"\(ProgramVersion.number)\""))
  }
}
