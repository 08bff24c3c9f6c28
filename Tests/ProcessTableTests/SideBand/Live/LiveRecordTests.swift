import CLinux
import KernelInterface
import ProcessEvents
import Synchronization
import Testing

@testable import ProcessTable

extension LiveSideBandTests {
  @Suite("Records", .serialized)
  struct RecordTests {
    @Test(
      "2,000 short children: each one's name, program, beginning and end, and nothing lost",
      arguments: [false, true])
    func everyName(paths: Bool) throws {
      var reader = try SideBandReader(paths: paths)
      let path = try #require(Self.path(of: "/bin/true"))
      var children: [ProcessID] = []
      var records: [SideBandRecord] = []
      for turn in 0..<2000 {
        children.append(try runTrue())
        if turn % 500 == 499 { reader.drain(into: &records) }
      }
      #expect(reader.counters.lost == 0)
      #expect(reader.counters.malformed == 0)
      // An id can come back only after all others.
      #expect(Set(children).count == 2000)
      let own = Dictionary(grouping: records) { ProcessID($0.process) }
      let me = ProcessID(HostFacts.processID)
      for child in children {
        let payloads = (own[child] ?? []).map(\.payload)
        var expected: [SideBandRecord.Payload] = [
          .comm(TaskID(leaderOf: child), CommandName("true"), isExec: true),
          .exit(TaskID(leaderOf: child)),
        ]
        if paths { expected.insert(.map(TaskID(leaderOf: child), path: path), at: 1) }
        #expect(Array(payloads.dropFirst()) == expected)
        guard case .fork(TaskID(leaderOf: child), let parent)? = payloads.first else {
          Issue.record("no fork of \(child)")
          continue
        }
        #expect(parent.process == me)
      }
    }

    @Test("A fork names the very thread that forked")
    func forkingThread() throws {
      var reader = try SideBandReader(paths: false)
      let found = Mutex<(thread: Int32, child: Int32)?>(nil)
      let thread = try Thread {
        guard let child = try? ChildProcess(["/bin/true"]) else { return }
        _ = try? child.wait()
        // "PID/task/TID"
        let link = try? Files.linkTarget(of: "/proc/thread-self")
        guard let id = link?.split(separator: "/").last.flatMap({ Int32($0) }) else { return }
        found.withLock { $0 = (id, child.id) }
      }
      thread.join()
      let (forker, child) = try #require(found.withLock { $0 })
      let me = ProcessID(HostFacts.processID)
      #expect(forker != me.rawValue)
      let parent = TaskID(thread: ThreadID(forker), process: me)
      let payloads = reader.drained().map(\.payload)
      #expect(payloads.contains(.fork(child: TaskID(leaderOf: ProcessID(child)), parent: parent)))
      #expect(payloads.contains(.exit(TaskID(leaderOf: ProcessID(child)))))
      #expect(payloads.contains { if case .fork(parent, _) = $0 { true } else { false } })
    }

    @Test("A thread's new name is told, and is no exec; the thread's end as well")
    func rename() throws {
      var reader = try SideBandReader(paths: false)
      let found = Mutex<Int32?>(nil)
      let thread = try Thread {
        try? ProcessActions.rename("caf\u{E9} au lait!")
        let link = try? Files.linkTarget(of: "/proc/thread-self")
        found.withLock { $0 = link?.split(separator: "/").last.flatMap { Int32($0) } }
      }
      thread.join()
      let id = try #require(found.withLock { $0 })
      let task = TaskID(thread: ThreadID(id), process: ProcessID(HostFacts.processID))
      // The C library returns from the join a little before the kernel has written the thread's end.
      var payloads = reader.drained().map(\.payload)
      while !payloads.contains(.exit(task)) { payloads += reader.drained().map(\.payload) }
      #expect(payloads.contains(.comm(task, CommandName("caf\u{E9} au lait!"), isExec: false)))
    }

    @Test("A script's program is its interpreter, its name its own")
    func script() throws {
      var reader = try SideBandReader(paths: true)
      let path = "/tmp/side-band-\(HostFacts.processID)"
      let file = try OwnedDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o755)
      defer { unsafe unlink(path) }
      let interpreter = try #require(Self.path(of: "/bin/sh"))
      try Files.write(Array("#!/bin/sh\nexit 0\n".utf8).span, to: file.rawValue)
      try Self.close(file)
      let child = try ChildProcess([path])
      _ = try child.wait()
      let own = reader.drained().filter { $0.process == child.id }.map(\.payload)
      let task = TaskID(leaderOf: ProcessID(child.id))
      #expect(
        own.contains(.comm(task, CommandName("side-band-\(HostFacts.processID)"), isExec: true)))
      #expect(own.contains(.map(task, path: interpreter)))
      #expect(own.count == 4)
    }

    /// A file that is open for writing cannot be executed.
    private static func close(_ file: consuming OwnedDescriptor) throws {}

    /// What a path is once all symbolic links have been followed, as far as programs of a system need it.
    private static func path(of program: String) -> String? {
      guard let resolved = unsafe realpath(program, nil) else { return nil }
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
  }
}
