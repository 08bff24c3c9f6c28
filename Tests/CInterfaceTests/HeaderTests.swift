import FoundationEssentials
import ProcessEvents
import Testing

@Suite("Header")
struct HeaderTests {
  private static let source = "#include <pmon.h>\nint main(void) { return pmon_version() == 0; }\n"

  @Test(
    "It compiles as C without a warning", Library.isBuilt,
    arguments: ["c99", "c11", "c17"])
  func compilesAsC(standard: String) throws {
    try compile(["cc", "-x", "c", "-std=\(standard)"])
  }

  @Test(
    "It compiles as C++ without a warning", Library.isBuilt,
    .enabled(if: Library.has("g++"), "g++ is not installed: apt-get install g++"),
    arguments: ["c++11", "c++20"])
  func compilesAsCPlusPlus(standard: String) throws {
    try compile(["g++", "-x", "c++", "-std=\(standard)"])
  }

  private func compile(_ compiler: [String]) throws {
    let workshop = try Workshop()
    let file = "\(workshop.folder)/main.txt"
    try Data(HeaderTests.source.utf8).write(to: URL(filePath: file))
    let result = try workshop.run(
      compiler + [
        "-Wall", "-Wextra", "-Wconversion", "-Werror", "-pedantic", "-I\(workshop.folder)",
        "-o", "\(workshop.folder)/main", file, "-L\(workshop.folder)", "-lpmon",
        "-Wl,-rpath,\(workshop.folder)",
      ])
    #expect(result.status == .exited(code: 0), "\(result.error)")
    #expect(try workshop.run(["\(workshop.folder)/main"]).status == .exited(code: 0))
  }

  @Test(
    "The library exports what the header declares, and needs the system's libraries only",
    Library.isBuilt)
  func exports() throws {
    let header = String(decoding: try Data(contentsOf: Library.header), as: UTF8.self)
    let declared = header.matches(of: /(?m)^[a-z].*?\b(pmon_[a-z_]+)\(/).map { String($0.output.1) }
    let workshop = try Workshop()
    let symbols = try workshop.run(["nm", "-D", "--defined-only", Library.file.path()])
    let exported = symbols.output.matches(of: #/ T ([^@\s]+)@@PMON_0\.1/#).map {
      String($0.output.1)
    }
    #expect(declared.count == 8)
    #expect(exported.sorted() == declared.sorted())
    // Some linkers list the version itself, as an absolute symbol.
    let others = symbols.output.split(separator: "\n").filter { !$0.contains(" A PMON_0.1") }
    #expect(others.count == exported.count)

    let dynamic = try workshop.run(["readelf", "-d", "-W", Library.file.path()]).output
    let needed = dynamic.matches(of: /NEEDED.*\[(.*)\]/).map { String($0.output.1) }
    #expect(
      Set(needed).isSubset(
        of: [
          "libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2",
          "ld-linux-aarch64.so.1",
        ]), "\(needed)")
    #expect(dynamic.contains("[libpmon.so.0]"))
    #expect(dynamic.contains("NODELETE"))
    #expect(!dynamic.contains("RUNPATH") && !dynamic.contains("RPATH"))
  }
}
