import Foundation
import KernelInterface
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("The configuration's file")
struct ConfigurationFileTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func file(_ content: Data = Data("guards: []\n".utf8), mode: Int = 0o644) throws -> String
  {
    let path = folder.path("pmond.yaml")
    try content.write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func refusal(_ path: String, sudoUser: String? = nil) -> ConfigurationFileError.Reason? {
    do {
      _ = try MonitorConfiguration.load(path: path, standard: "/", sudoUser: sudoUser)
      return nil
    } catch { return error.reason }
  }

  @Test("It is read, and where from is told")
  func good() throws {
    let path = try file(Data("limits: {cleanups: 3}".utf8))
    for (asked, standard) in [(path, "/nowhere"), (nil, path)] {
      let loaded = try MonitorConfiguration.load(path: asked, standard: standard, sudoUser: nil)
      #expect(loaded.configuration.limits.cleanups == 3)
      #expect(loaded.path == path)
    }
  }

  @Test("A missing one is the defaults, but not where it was asked for")
  func missing() throws {
    let path = folder.path("none.yaml")
    let loaded = try MonitorConfiguration.load(path: nil, standard: path, sudoUser: nil)
    #expect(loaded.configuration == MonitorConfiguration())
    #expect(loaded.path == nil)
    #expect(refusal(path) == .missing)
  }

  @Test("One that others may write to is refused", arguments: [0o664, 0o646, 0o666])
  func writable(mode: Int) throws {
    let path = try file(mode: mode)
    #expect(refusal(path) == .writableByOthers)
    let error = ConfigurationFileError(path: path, .writableByOthers)
    #expect("\(error)".hasSuffix("chmod go-w \(path)"))
  }

  @Test(
    "One of another user's is refused, unless it is he who uses sudo",
    .enabled(if: Host.isRoot, "only root can give files away"))
  func owner() throws {
    let path = try file()
    try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: path)
    #expect(refusal(path) == .owner(65_534))
    #expect(refusal(path, sudoUser: "1") == .owner(65_534))
    #expect(refusal(path, sudoUser: "x") == .owner(65_534))
    #expect(refusal(path, sudoUser: "65534") == nil)
  }

  @Test("What is no regular file keeps nobody waiting")
  func irregular() throws {
    let path = folder.path("pipe")
    let made = unsafe mkfifo(path, 0o600)
    #expect(made == 0)
    #expect(refusal(path) == .notRegular)
    #expect(refusal(folder.path) == .notRegular)
    #expect(refusal("/dev/null") == .notRegular)
    #expect(refusal(folder.path("pmond.yaml/x")) == .missing)
    #expect(refusal(try file() + "/x") == .unreadable("\(Errno(rawValue: ENOTDIR))"))
  }

  @Test("One that is too large, and one that is no text, are refused")
  func content() throws {
    let limit = MonitorConfiguration.sizeLimit
    #expect(refusal(try file(Data(repeating: 0x23, count: limit))) == nil)
    #expect(
      refusal(try file(Data(repeating: 0x23, count: limit + 1))) == .tooLarge(limit: limit))
    #expect(refusal(try file(Data([0x23, 0x0A, 0x23, 0xFF, 0x0A]))) == .notText(line: 2))
  }

  @Test("All its mistakes are told with the file's name")
  func mistakes() throws {
    let path = try file(Data("limit: {}\nguards: 1\n".utf8))
    let error = #expect(throws: ConfigurationFileError.self) {
      try MonitorConfiguration.load(path: path)
    }
    #expect(
      error?.description == """
        \(path):1:1: unknown key "limit" in the configuration; did you mean "limits"?
        \(path):2:9: "guards" is a list
        """)
  }
}
