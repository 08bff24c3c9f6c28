import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("watch")
  struct WatchTests {
    @Test("Abnormal deaths are told exactly once, with their status", arguments: [false, true])
    func abnormalDeaths(immediately: Bool) throws {
      let watch = try Program.subscribed(
        "watch", "-x", "--json", "--latency", immediately ? "0" : "5ms")
      let children = try EndedChild.mixed(300)
      usleep(200_000)
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))

      let records = try watch.output.lines.map { try WatchRecord($0) }
      for child in children {
        let told = records.filter { $0.process?.pid == child.process }
        let expected = child.status == 0 ? [] : [child.status]
        #expect(
          told.compactMap { $0.process?.exit?.rawStatus } == expected,
          "\(child), of which \(watch.error.text)")
        // The kernel leaves the parent out where it has reaped the child before the message is made.
        #expect(
          told.allSatisfy { [nil, HostFacts.processID].contains($0.process?.parentPid) }, "\(told)")
      }
      #expect(records.allSatisfy { $0.event == "exit" })
      #expect(watch.error.text.contains(" 0 lost, 0 rejected"))
    }

    @Test(
      "Of a filter that nothing can match there is a warning, and it is waited for all the same",
      arguments: [["watch"], ["stat"], ["record", "-"], ["top", "--plain"]])
    func impossibleFilter(command: [String]) throws {
      let arguments = [PmonBinary.path] + command + ["--for", "100ms", "exit and code == 300"]
      let program = try Program(arguments)
      #expect(try program.finish() == .exited(code: 0), "\(program.error.text)")
      let lines = program.error.lines
      #expect(lines.first?.hasPrefix("pmon: watching ") == true)
      #expect(
        lines.dropFirst().first
          == "pmon: nothing can match this filter: code is from 0 to 255")
      let possible = try Program(arguments.dropLast() + ["exit and code == 255"])
      #expect(try possible.finish() == .exited(code: 0))
      #expect(!possible.error.text.contains("can match"))
    }

    @Test("By default it tells the whole life of a process")
    func wholeLife() throws {
      let watch = try Program.subscribed("watch", "--json")
      let child = try EndedChild("exec /bin/sh -c 'exit 7'")
      usleep(100_000)
      watch.send(signal: SIGINT)
      #expect(try watch.finish() == .exited(code: 0))
      let events = try watch.output.lines.map { try WatchRecord($0) }
        .filter { $0.process?.pid == child.process }.map(\.event)
      #expect(events == ["fork", "exec", "exec", "exit"])
    }

    @Test("Text has a header, and a line with the right columns")
    func text() throws {
      let watch = try Program.subscribed("watch", "-x")
      let child = try EndedChild("exit 42")
      let begin = "  exit\(padded(child.process, 13))"
      let isTold = try watch.read { $0.output.lines.contains { $0.contains(begin) } }
      #expect(isTold, "\(watch.output.text)")
      let header =
        "Time             Event         PID    PPID  Process             Duration  Info\n"
      #expect(watch.output.text.hasPrefix(header))
      let line = try #require(watch.output.lines.first { $0.contains(begin) })
      let parents = ["\(HostFacts.processID)", "-"].map { begin + padded($0, 8) + "  " }
      #expect(parents.contains { line.contains($0) }, "\(line)")
      #expect(line.hasSuffix("  code 42"), "\(line)")
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))
    }

    private func padded(_ value: some CustomStringConvertible, _ width: Int) -> String {
      String(repeating: " ", count: width - value.description.count) + value.description
    }

    @Test("--count ends it after exactly so many events")
    func count() throws {
      let watch = try Program.subscribed("watch", "-x", "--count", "3", "--no-header")
      for _ in 0..<5 { _ = try EndedChild("exit 1") }
      #expect(try watch.finish() == .exited(code: 0))
      #expect(watch.output.lines.count == 3)
      #expect(watch.error.text.contains("pmon: 3 events, "))
    }

    @Test("--for ends it in time")
    func time() throws {
      let begin = Clocks.monotonic
      let watch = try Program.pmon("watch", "-x", "--for", "300ms")
      #expect(try watch.finish() == .exited(code: 0))
      let elapsed = Clocks.monotonic - begin
      #expect(elapsed >= 300_000_000)
      #expect(elapsed < 5_000_000_000)
      #expect(watch.error.lines.count == 2)
    }

    @Test("A small buffer loses, and says so in its place")
    func loss() throws {
      let watch = try Program.subscribed(
        "watch", "-e", "all", "--json", "--receive-buffer", "1KiB")
      watch.send(signal: SIGSTOP)
      _ = try EndedChild.mixed(20)
      watch.send(signal: SIGCONT)
      _ = try EndedChild("exit 0")
      usleep(100_000)
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))
      let lost = try watch.output.lines.map { try WatchRecord($0) }.compactMap(\.lost?.count)
        .reduce(0, +)
      #expect(lost > 0)
      #expect(watch.error.text.contains(" \(lost) lost, "), "\(watch.error.text)")
    }
  }
}
