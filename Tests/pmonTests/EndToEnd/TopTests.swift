import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("top on a terminal")
  struct TopTests {
    /// `pmon top` without core files, once it has drawn.
    private func started(_ arguments: String..., columns: UInt16 = 80, rows: UInt16 = 24) throws
      -> TerminalProgram
    {
      let words = ([PmonBinary.path, "top"] + arguments).map { "'\($0)'" }.joined(separator: " ")
      let top = try TerminalProgram(
        ["/bin/sh", "-c", "ulimit -c 0; exec \(words)"], columns: columns, rows: rows)
      guard try top.read(until: { $0.isDrawn }) else {
        throw Program.Unfinished(what: "top has not drawn: \(top.screen.mainText)")
      }
      return top
    }

    private func expectRestored(
      _ top: TerminalProgram, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      // Its cells would be printed with each failure.
      let state = (top.screen.isAlternate, top.screen.showsCursor, top.screen.wraps)
      #expect(state == (false, true, true), sourceLocation: sourceLocation)
      #expect(top.modes == top.modesBefore, sourceLocation: sourceLocation)
      let unknown = top.screen.unknown
      #expect(unknown == [], sourceLocation: sourceLocation)
    }

    @Test("It has the screen, shows what happens, and gives the terminal back on q")
    func quits() throws {
      // Nobody else's deaths are to take the few lines.
      let top = try started("--interval", "100ms", "exit and code == 237")
      #expect(top.screen.isAlternate && !top.screen.showsCursor)
      #expect(top.modes != top.modesBefore)
      let child = try EndedChild("exit 237")
      #expect(
        try top.read {
          $0.screen.text.contains("\(child.process) ") && $0.screen.text.contains("code 237")
        }, "\(top.screen.text)")
      try top.type("q")
      #expect(try top.finish() == .exited(code: 0))
      expectRestored(top)
      #expect(top.screen.mainText.contains(" lost, "))
    }

    @Test(
      "Ctrl-C and signals end it well, with the terminal given back",
      arguments: [0, SIGINT, SIGTERM, SIGHUP])
    func signals(signal: Int32) throws {
      let top = try started()
      if signal == 0 { try top.type("\u{3}") } else { top.send(signal: signal) }
      #expect(try top.finish() == .exited(code: 0))
      expectRestored(top)
    }

    @Test(
      "A crash gives the terminal back, and is still the crash that it is",
      arguments: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGQUIT])
    func crashes(signal: Int32) throws {
      let top = try started()
      top.send(signal: signal)
      #expect(try top.finish().signal == Signal(rawValue: signal))
      expectRestored(top)
    }

    @Test(
      "What is said on standard error meanwhile is seen afterwards, also after a crash",
      arguments: [false, true])
    func standardError(crashes: Bool) throws {
      let top = try started()
      _ = try EndedChild("echo 'a last word' > /proc/\(top.id)/fd/2")
      if crashes { top.send(signal: SIGSEGV) } else { try top.type("q") }
      #expect(try top.finish() == (crashes ? .signaled(.segmentationFault) : .exited(code: 0)))
      expectRestored(top)
      #expect(top.screen.mainText.contains("a last word"))
      #expect(!top.screen.text.contains("a last word"))
    }

    @Test("Another size is drawn at once")
    func resizes() throws {
      let top = try started("--interval", "1m")
      try top.resize(columns: 120, rows: 40)
      #expect(try top.read { $0.isDrawn }, "\(top.screen.text)")
      let lines = top.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines[39].hasSuffix("q quit"))
      #expect(lines[0].unicodeScalars.count > 100)
      try top.resize(columns: 40, rows: 10)
      #expect(try top.read { $0.isDrawn })
      try top.resize(columns: 5, rows: 2)
      #expect(try top.read { $0.screen.erasures >= 4 })
      try top.type("q")
      #expect(try top.finish() == .exited(code: 0))
      expectRestored(top)
    }

    @Test("Keys work, however the terminal splits their sequences")
    func keys() throws {
      let top = try started("--interval", "1m")
      try top.type("?")
      #expect(try top.read { $0.screen.text.contains("any key closes this") })
      try top.type("\u{1B}")
      #expect(try top.read { !$0.screen.text.contains("any key closes this") })
      try top.type("e")
      #expect(try top.read { $0.screen.text.contains("▾exec/s") })
      try top.type("/no-such-name")
      #expect(try top.read { $0.screen.text.contains("/ no-such-name▏") })
      try top.type("\r")
      #expect(try top.read { $0.screen.text.contains("/no-such-name ") })
      try top.type("p")
      #expect(try top.read { $0.screen.text.contains("paused") })
      try top.type("q")
      #expect(try top.finish() == .exited(code: 0))
      expectRestored(top)
    }

    @Test("Ctrl-Z gives the terminal back to the shell, and fg takes it again")
    func stops() throws {
      let shell = try TerminalProgram([
        "/bin/bash", "-c",
        "set -m; '\(PmonBinary.path)' top; echo stopped $?; read; fg; echo ended $?",
      ])
      #expect(try shell.read { $0.isDrawn })
      try shell.type("\u{1A}")
      #expect(
        try shell.read { $0.screen.mainText.contains("stopped 148") }, "\(shell.screen.mainText)")
      expectRestored(shell)
      try shell.type("\n")
      #expect(try shell.read { $0.screen.isAlternate && $0.isDrawn })
      #expect(shell.modes != shell.modesBefore)
      try shell.type("q")
      #expect(try shell.read { $0.screen.mainText.contains("ended 0") }, "\(shell.screen.mainText)")
      expectRestored(shell)
      #expect(try shell.finish() == .exited(code: 0))
    }

    @Test("A terminal that goes away ends it")
    func hangUp() throws {
      let top = try started("--interval", "50ms")
      top.closeTerminal()
      #expect(try top.finishUnread() == .exited(code: 0))
    }

    @Test("A terminal that takes nothing does not keep it from ending")
    func stalled() throws {
      let top = try started("--interval", "50ms", columns: 400, rows: 200)
      // Each key draws everything anew; nobody reads it.
      for _ in 0..<40 {
        try top.type("\u{C}")
        usleep(5000)
      }
      top.send(signal: SIGTERM)
      #expect(try top.finishUnread() == .exited(code: 0))
      #expect(top.modes == top.modesBefore)
    }

    @Test("--count ends it after so many drawings, and the terminal is given back")
    func count() throws {
      let top = try started("--interval", "50ms", "--count", "3")
      #expect(try top.finish() == .exited(code: 0))
      expectRestored(top)
    }
  }

  @Suite("top without a terminal")
  struct PlainTopTests {
    @Test("It prints reports that have what happened, and ends after --count")
    func reports() throws {
      let top = try Program.subscribed(
        "top", "--interval", "400ms", "--count", "2", "exit and code == 236")
      let child = try EndedChild("exit 236")
      #expect(try top.finish() == .exited(code: 0))
      let text = top.output.text
      #expect(top.output.lines.count { $0.hasPrefix("Event ") } == 2, "\(text)")
      #expect(text.contains(" \(child.process) ") && text.contains("code 236"), "\(text)")
      #expect(text.utf8.allSatisfy { $0 != 0x1B })
    }

    @Test("--once is one report, --for ends it, a signal ends it")
    func endings() throws {
      let once = try Program.pmon("top", "--once", "--interval", "100ms")
      #expect(try once.finish() == .exited(code: 0))
      #expect(once.output.lines.count { $0.hasPrefix("Event ") } == 1)
      let timed = try Program.pmon("top", "--for", "250ms")
      #expect(try timed.finish() == .exited(code: 0))
      #expect(timed.output.lines.count { $0.hasPrefix("Event ") } == 1)
      let ended = try Program.subscribed("top", "--interval", "1h")
      ended.send(signal: SIGTERM)
      #expect(try ended.finish() == .exited(code: 0))
      #expect(ended.error.lines.last?.contains(" lost, ") == true)
    }

    @Test("A dumb terminal gets reports as well")
    func dumb() throws {
      let top = try TerminalProgram(
        [PmonBinary.path, "top", "--interval", "100ms", "--count", "1"],
        environment: ["TERM=dumb", "LANG=C.UTF-8"])
      #expect(try top.finish() == .exited(code: 0))
      #expect(top.screen.mainText.contains("Event "))
      #expect(top.screen.unknown.isEmpty && top.screen.erasures == 0)
    }
  }
}

extension TerminalProgram {
  /// Whether a whole screen stands there.
  var isDrawn: Bool {
    screen.isAlternate && screen.text.contains("pmon top") && screen.text.contains("q quit")
  }
}
