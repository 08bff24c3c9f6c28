import FoundationEssentials
import KernelInterface
import ProcessEvents
import ProgramVersion
import TestSupport
import Testing

@testable import pmon

@Suite("Installation")
struct InstallTests {
  @Test(
    "make install puts everything in its place, and make uninstall takes all of it away",
    .enabled(if: Shell.has("make"), "make is not installed"))
  func comesAndGoes() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "pmon-install-\(HostFacts.processID)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try make("install", folder, prefix: "/usr")
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
    try make("uninstall", folder, prefix: "/usr")
    #expect(try files(in: folder).isEmpty)
  }

  @Test(
    "The daemon comes with its unit, manuals and example, and leaves /etc alone",
    .enabled(if: Shell.has("make"), "make is not installed"))
  func daemon() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "pmon-install-daemon-\(HostFacts.processID)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: "\(folder)/etc/pmon", withIntermediateDirectories: true)
    let own = "etc/pmon/pmond.yaml"
    try Data("guards: []\n".utf8).write(to: URL(filePath: "\(folder)/\(own)"))
    try make("install", folder)
    let before = try files(in: folder)
    try make("uninstall", folder)
    // Any program stands for it: none is run.
    try make("install", folder, daemon: PmonBinary.path)
    let unit = "opt/lib/systemd/system/pmond.service"
    #expect(
      try files(in: folder).subtracting(before) == [
        "opt/sbin/pmond", unit, "opt/lib/sysusers.d/pmon.conf",
        "opt/share/doc/pmon/examples/pmond.yaml", "opt/share/man/man8/pmond.8",
        "opt/share/man/man5/pmond.yaml.5",
      ])
    #expect(try text("\(folder)/\(unit)").contains("\nExecStart=/opt/sbin/pmond "))
    #expect(FileManager.default.isExecutableFile(atPath: "\(folder)/opt/sbin/pmond"))
    #expect(try text("\(folder)/\(own)") == "guards: []\n")
    try make("uninstall", folder)
    #expect(try files(in: folder) == [own])
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/opt/share/doc/pmon"))
  }

  @Test(
    "The C library comes with its header, its manual, and what pkg-config is asked for",
    .enabled(if: Shell.has("make"), "make is not installed"))
  func library() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory
      .appending(path: "pmon-install-library-\(HostFacts.processID)").path()
    defer { try? files.removeItem(atPath: folder) }
    try make("install", folder)
    let before = try self.files(in: folder)
    // Any program stands for it: none is loaded.
    let built = "\(folder)-built"
    defer { try? files.removeItem(atPath: built) }
    try files.createDirectory(atPath: built, withIntermediateDirectories: true)
    try files.copyItem(atPath: PmonBinary.path, toPath: "\(built)/libpmon.so.0")
    try make("install", folder, library: built)
    let configuration = "opt/lib/pkgconfig/libpmon.pc"
    #expect(
      try self.files(in: folder).subtracting(before) == [
        "opt/lib/libpmon.so.0", "opt/lib/libpmon.so", "opt/include/pmon.h", configuration,
        "opt/share/man/man3/libpmon.3",
      ])
    let lines = try text("\(folder)/\(configuration)").split(separator: "\n")
    #expect(lines.contains("prefix=/opt") && lines.contains("libdir=/opt/lib"))
    #expect(lines.contains("Version: \(ProgramVersion.number)"))
    #expect(
      try text("\(folder)/opt/include/pmon.h")
        .contains("#define PMON_VERSION_STRING \"\(ProgramVersion.number)\"\n"))
    try make("uninstall", folder, library: built)
    #expect(try self.files(in: folder).isEmpty)
    // What packages take is the same whatever else was built.
    try make("install-programs", folder, library: built)
    #expect(try self.files(in: folder) == before)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  private func make(
    _ target: String, _ destination: String, prefix: String = "/opt", daemon: String = "/nowhere",
    library: String = "/nowhere"
  ) throws {
    let make = try Program([
      "make", "-C", Repository.folder.path(), target, "PMON=\(PmonBinary.path)",
      "PMOND=\(daemon)", "LIBRARY=\(library)", "DESTDIR=\(destination)", "PREFIX=\(prefix)",
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
