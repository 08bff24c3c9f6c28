import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("selftest")
  struct SelftestTests {
    @Test("Its promises hold for this user")
    func own() throws {
      try expectAllHold(try Program.pmon("selftest"))
    }

    @Test(
      "Its promises hold for an ordinary user",
      .enabled(if: Host.isRoot, "only root can become nobody"),
      .enabled(if: Host.connectorFilters, "before Linux 6.6 the kernel serves root only"))
    func nobody() throws {
      // The tests may be built where others cannot read.
      let folder = "/tmp/pmon-selftest-\(UInt32.random(in: 0 ... .max))"
      let setUp = "mkdir -m 755 \(folder) && install -m 755 '\(PmonBinary.path)' \(folder)/pmon"
      #expect(try EndedChild(setUp).status == 0)
      defer { _ = try? EndedChild("rm -r \(folder)") }
      try expectAllHold(
        try Program(["su", "nobody", "-s", "/bin/sh", "-c", "exec \(folder)/pmon selftest"]))
    }

    private func expectAllHold(_ program: Program) throws {
      #expect(try program.finish() == .exited(code: 0), "\(program.error.text)")
      let lines = program.output.lines
      #expect(lines.first == "TAP version 13")
      let plan = lines.count { $0.hasPrefix("ok ") }
      #expect(lines.contains("1..\(plan)"))
      #expect(!program.output.text.contains("\nnot ok "), "\(program.output.text)")
    }
  }
}
