import CLinux
import KernelInterface
import ProcessEvents
import Testing

extension EndToEnd {
  @Suite("How it ends")
  struct EndingTests {
    @Test(
      "A signal ends it well, with the summary",
      arguments: [SIGINT, SIGTERM, SIGHUP], [["watch", "-x"], ["stat", "-x"]])
    func signals(signal: Int32, arguments: [String]) throws {
      let program = try Program.subscribed(arguments[0], arguments[1])
      program.send(signal: signal)
      #expect(try program.finish() == .exited(code: 0))
      expectSummary(of: program)
    }

    @Test("What came before the signal is told, also where more was waited for")
    func lastMoment() throws {
      let watch = try Program.subscribed("watch", "-x", "--json", "--latency", "10s")
      let children = try (0..<5).map { _ in try EndedChild("exit 7").process }
      usleep(100_000)
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))
      let told = try watch.output.lines.map { try WatchRecord($0) }.compactMap(\.process?.pid)
      #expect(Set(children).isSubset(of: told), "\(watch.error.text)")
    }

    @Test("A reader that goes away ends it well, even when nothing happens")
    func closedPipe() throws {
      let watch = try Program.subscribed("watch", "-e", "ptrace", "--no-header")
      watch.closeOutput()
      #expect(try watch.finish() == .exited(code: 0))
      expectSummary(of: watch)
    }

    @Test("A reader of reports that goes away ends it well, even when nothing happens")
    func closedPipeOfReports() throws {
      let stat = try Program.subscribed("stat", "-e", "ptrace", "--interval", "50ms")
      stat.closeOutput()
      #expect(try stat.finish() == .exited(code: 0))
      expectSummary(of: stat)
    }

    @Test("A reader that does not read keeps nobody from ending it")
    func stalledReader() throws {
      let watch = try Program.subscribed("watch", "-e", "all", "--json")
      _ = try EndedChild.mixed(300)
      usleep(100_000)
      watch.send(signal: SIGTERM)
      let begin = Clocks.monotonic
      #expect(try watch.finish(readingOutput: false) == .exited(code: 0))
      #expect(Clocks.monotonic - begin < 5_000_000_000)
      expectSummary(of: watch)
    }

    private func expectSummary(
      of program: Program, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let last = program.error.lines.last ?? ""
      #expect(
        last.hasPrefix("pmon: ") && last.contains(" event") && last.contains(" lost, "),
        "\(program.error.text)", sourceLocation: sourceLocation)
    }

    @Test("stat counts, and tells its own cost")
    func stat() throws {
      let stat = try Program.subscribed("stat", "-x", "--json")
      for _ in 0..<10 { _ = try EndedChild("exit 9") }
      usleep(100_000)
      stat.send(signal: SIGTERM)
      #expect(try stat.finish() == .exited(code: 0))
      #expect(stat.output.lines.count == 1)
      #expect(
        stat.output.text.contains("\"code\":9,\"signal\":null,\"core_dumped\":false,\"count\":"))
      #expect(stat.output.text.contains("\"cpu_ms\":"))
    }

    @Test("stat --interval reports again and again")
    func interval() throws {
      let stat = try Program.pmon("stat", "-x", "--json", "--interval", "100ms", "--for", "550ms")
      #expect(try stat.finish() == .exited(code: 0))
      #expect(stat.output.lines.count == 6)
    }
  }
}
