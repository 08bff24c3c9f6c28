import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@Suite("Installation")
struct InstallTests {
  @Test(
    "make install puts everything in its place, and make uninstall takes all of it away",
    .enabled(if: Shell.has("make"), "make is not installed"))
  func comesAndGoes() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "pmon-install-\(HostFacts.processID)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try make("install", folder)
    let pages = try CommandTree.read().all.map { "usr/share/man/man1/\($0.page).1" }
    #expect(
      try files(in: folder)
        == Set(
          pages + [
            "usr/bin/pmon", "usr/share/bash-completion/completions/pmon",
            "usr/share/fish/vendor_completions.d/pmon.fish", "usr/share/zsh/site-functions/_pmon",
          ]))
    for (file, word) in [
      ("bash-completion/completions/pmon", "complete "), ("zsh/site-functions/_pmon", "#compdef"),
      ("fish/vendor_completions.d/pmon.fish", "complete -c 'pmon'"),
    ] {
      let script = try Data(contentsOf: URL(filePath: "\(folder)/usr/share/\(file)"))
      #expect(String(decoding: script, as: UTF8.self).contains(word), "\(file)")
    }
    let pmon = try Program(["\(folder)/usr/bin/pmon", "--version"])
    #expect(try pmon.finish() == .exited(code: 0))
    try make("uninstall", folder)
    #expect(try files(in: folder).isEmpty)
  }

  private func make(_ target: String, _ destination: String) throws {
    let make = try Program([
      "make", "-C", Repository.folder.path(), target, "PMON=\(PmonBinary.path)",
      "DESTDIR=\(destination)", "PREFIX=/usr",
    ])
    #expect(try make.finish() == .exited(code: 0), "\(make.error.text)")
  }

  private func files(in folder: String) throws -> Set<String> {
    var isFolder = false
    return Set(
      try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
        isFolder = false
        return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
          && !isFolder
      })
  }
}
