import ArgumentParser
import FoundationEssentials
import KernelInterface
import ProcessEvents
import ProgramVersion
import Testing

@testable import pmon

/// `make man` runs these so that they write the pages anew.
@Suite("Manual pages", .serialized)
struct ManualTests {
  private static let folder = ManualPart.folder.appending(path: "man1")
  private static let isUpdate =
    ProcessInfo.processInfo.environment["PMON_UPDATE_SNAPSHOTS"] == "1"

  private static func names(in folder: URL, suffix: String) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: folder.path())
        .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) })
  }

  @Test("Each command has its page, as its help and its part by hand make it")
  func pages() throws {
    let root = try CommandTree.read()
    let date = try #require(try ManualPart(ofPage: root.page).date)
    if ManualTests.isUpdate {
      try? FileManager.default.removeItem(at: ManualTests.folder)
      try FileManager.default.createDirectory(
        at: ManualTests.folder, withIntermediateDirectories: true)
    }
    for command in root.all {
      let page = ManualPage(command, try ManualPart(ofPage: command.page), date: date)
      let file = ManualTests.folder.appending(path: "\(command.page).1")
      if ManualTests.isUpdate { try Data(page.text.utf8).write(to: file) }
      let committed = try? String(decoding: Data(contentsOf: file), as: UTF8.self)
      #expect(committed == page.text, "\(command.page).1 is stale: make man writes it anew")
    }
    let pages = Set(root.all.map(\.page))
    #expect(try ManualTests.names(in: ManualTests.folder, suffix: ".1") == pages)
    #expect(try ManualTests.names(in: ManualPart.folder, suffix: ".mdoc").isSubset(of: pages))
  }

  @Test("The page of top has every key that its help shows")
  func keys() throws {
    let keys = try #require(try ManualPart(ofPage: "pmon-top")["KEYS"])
    let lines = Set(keys.split(separator: "\n"))
    for (key, meaning) in TopView.help where !key.isEmpty && !["~", "?"].contains(key) {
      #expect(lines.contains(".It \(ManualText.escaped(key, isLiteral: true))"), "\(key)")
      #expect(keys.contains(meaning), "\(key)")
    }
  }

  /// The pages by hand, of other sections than the commands'.
  private static let others = ["man3/libpmon.3", "man5/pmond.yaml.5", "man8/pmond.8"]

  @Test("The pages by hand have the others' date and version", arguments: others)
  func head(page: String) throws {
    let date = try #require(try ManualPart(ofPage: "pmon").date)
    let file = ManualPart.folder.appending(path: page)
    let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
    #expect(lines.contains(".Dd \(date)"))
    #expect(lines.contains(".Os pmon \(ProgramVersion.number)"))
  }

  @Test(
    "mandoc finds nothing to say about them",
    .enabled(if: Shell.has("mandoc"), "mandoc is not installed: apt-get install mandoc"))
  func lint() throws {
    let commands = try ManualTests.names(in: ManualTests.folder, suffix: ".1").sorted()
    for page in commands.map({ "man1/\($0).1" }) + ManualTests.others {
      let file = ManualPart.folder.appending(path: page).path()
      let mandoc = try Program(["mandoc", "-T", "lint", "-W", "all", file])
      _ = try mandoc.finish()
      // Neither what is installed here nor NetBSD's own rules matter.
      let complaints = mandoc.output.lines.filter { line in
        !["referenced manual not found", "outdated mandoc.db", "operating system explicitly"]
          .contains { line.contains($0) }
      }
      #expect(complaints == [])
      #expect(mandoc.error.text.split(separator: "\n").allSatisfy { $0.contains("mandoc.db") })
    }
  }
}

/// Programs that a machine need not have.
enum Shell {
  static func has(_ program: String) -> Bool {
    (HostFacts.environment("PATH") ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
