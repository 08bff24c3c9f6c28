import Foundation
import ProcessEvents
import ProcessMonitor
import TestSupport
import Testing

extension CleanupTests {
  @Suite("Commands")
  struct CommandTests {
    private let runner = CleanupRunner()

    @Test("It finds the death in its environment, and nothing else")
    func environment() async throws {
      var death = GuardedDeath.sample([.command(["/usr/bin/env"])])
      death.name = "a\nPMON_GUARD=evil\u{1B}[2J\0"
      death.token = "tok=en\r\n"
      let outcome = await runner.run(death, attempt: 2, count: 3)
      #expect(outcome.succeeded && outcome.status == 0 && outcome.problem == nil)
      let lines = Set(outcome.outputTail.split(separator: "\n").map(String.init))
      #expect(
        lines == [
          "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "HOME=\(NSHomeDirectory())", "USER=\(NSUserName())", "EXIT_CODE=dumped",
          "EXIT_STATUS=SEGV", "PMON_DEATH_ID=\(death.id.rawValue)", "PMON_PID=4242",
          "PMON_NAME=a\u{FFFD}PMON_GUARD=evil\u{FFFD}[2J\u{FFFD}",
          "PMON_START_TIME=2025-11-24T16:00:00.000000000Z",
          "PMON_DEATH_TIME=2025-11-24T16:00:01.500000000Z", "PMON_TOKEN=tok=en\u{FFFD}\u{FFFD}",
          "PMON_CAUSE=signal 11 (Segmentation fault), core dumped", "PMON_INFERRED=0",
          "PMON_ATTEMPT=2", "PMON_COUNT=3", "PMON_GUARD=database",
        ])
    }

    @Test(
      "How the process ended is told as systemd does",
      arguments: [
        (ProcessEvents.ExitStatus.exited(code: 3) as ProcessEvents.ExitStatus?, "exited 3 code 3"),
        (.signaled(.kill), "killed KILL signal 9 (Killed)"),
        (.signaled(.abort, coreDumped: true), "dumped ABRT signal 6 (Aborted), core dumped"),
        (nil, "unknown - unknown"),
      ])
    func ending(status: ProcessEvents.ExitStatus?, expected: String) async {
      var death = GuardedDeath.shell("echo \"$EXIT_CODE ${EXIT_STATUS--} $PMON_CAUSE\"")
      death.status = status
      #expect(await runner.run(death, attempt: 1).outputTail == expected + "\n")
    }

    @Test("The death is a JSON object on standard input")
    func document() async throws {
      var death = GuardedDeath.sample([.command(["/bin/cat"])])
      death.name = "na\"me\n\u{1}\\"
      death.token = "t"
      death.owner = 0
      let outcome = await runner.run(death, attempt: 1)
      #expect(outcome.outputTail.split(separator: "\n").count == 1)
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.outputTail.utf8)) as? [String: Any])
      #expect(object["event"] as? String == "exit")
      #expect(object["time"] as? String == "2025-11-24T16:00:01.500000000Z")
      let process = try #require(object["process"] as? [String: Any])
      #expect(process["pid"] as? Int == 4242)
      #expect((process["executable"] as? [String: Any])?["name"] as? String == death.name)
      #expect((process["exit"] as? [String: Any])?["signal"] as? Int == 11)
      #expect((process["exit"] as? [String: Any])?["code"] is NSNull)
      #expect(process["duration_ns"] as? Int == 1_500_000_000)
      let guardPart = try #require(object["guard"] as? [String: Any])
      #expect(guardPart["death_id"] as? String == death.id.rawValue)
      #expect(guardPart["attempt"] as? Int == 1)
    }

    @Test("It runs in /, with a mask, in a session of its own, with three descriptors")
    func surroundings() async throws {
      // What would be inherited were it not taken away.
      let leak = unsafe open("/etc/passwd", O_RDONLY)
      defer { close(leak) }
      let outcome = await runner.run(
        .shell(
          """
          pwd; umask; read pid name state parent group session rest </proc/self/stat
          test $$ = $group && echo leads; test $$ = $session && echo session
          for number in $(seq 0 255); do test -e /proc/$$/fd/$number && echo $number; done; :
          """), attempt: 1)
      #expect(outcome.outputTail == "/\n0022\nleads\nsession\n0\n1\n2\n")
    }

    @Test(
      "It runs as another user, with its groups alone",
      .enabled(if: Host.isRoot, "only root can become another user"))
    func user() async {
      var death = GuardedDeath.shell(
        "id -u; id -g; id -G; id -ru; echo $USER; cat >/dev/null && echo read")
      death.plan.user = "daemon"
      #expect(await runner.run(death, attempt: 1).outputTail == "1\n1\n1\n1\ndaemon\nread\n")
      death.plan.user = nil
      death.owner = 65_534
      #expect(
        await runner.run(death, attempt: 1).outputTail
          == "65534\n65534\n65534\n65534\nnobody\nread\n")
      death.plan.user = "root"
      let refused = await runner.run(death, attempt: 1)
      #expect(!refused.succeeded && refused.outputTail.isEmpty)
      #expect(refused.problem == "a registration of user 65534 cannot run as root")
    }

    @Test("What cannot be run says why")
    func refusals() async throws {
      let scratch = try Scratch()
      try scratch.makeFile("plain")
      let expected: [([String], String)] = [
        (["/nonexistent"], "/nonexistent cannot be run: ENOENT (No such file or directory)"),
        (
          [scratch.path("plain")],
          "\(scratch.path("plain")) cannot be run: EACCES (Permission denied)"
        ),
        (["true"], "the command has no absolute path"), ([], "the command has no absolute path"),
        (["/bin/echo", "a\0b"], "/bin/echo has a zero byte among its arguments"),
      ]
      for (words, problem) in expected {
        let outcome = await runner.run(.sample([.command(words)]), attempt: 1)
        #expect(!outcome.succeeded && outcome.status == nil)
        #expect(outcome.problem == problem)
      }
      var death = GuardedDeath.sample([.command(["/bin/true"])])
      death.plan.user = "no-such-user"
      #expect(await runner.run(death, attempt: 1).problem == "there is no user no-such-user")
    }

    @Test("The first action that fails ends the attempt, with its status and all output")
    func failure() async {
      let failed = await runner.run(
        .sample([
          .command(["/bin/echo", "one"]), .command(["/bin/sh", "-c", "echo two >&2; exit 7"]),
          .command(["/bin/echo", "three"]),
        ]), attempt: 1)
      #expect(
        failed
          == CleanupOutcome(
            succeeded: false, status: 7 << 8, problem: "/bin/sh: code 7", outputTail: "one\ntwo\n"))
      let killed = await runner.run(.shell("kill -KILL $$"), attempt: 1)
      #expect(killed.status == 9 && killed.problem == "/bin/sh: signal 9 (Killed)")
    }

    @Test("Of its output the last 4 KiB are kept, whole characters")
    func tail() async {
      let outcome = await runner.run(
        .shell("head -c 3000000 /dev/zero | tr '\\0' x; printf 'ä%.0s' $(seq 1500); printf end"),
        attempt: 1)
      #expect(outcome.succeeded)
      #expect(outcome.outputTail.hasSuffix("äend") && outcome.outputTail.hasPrefix("xx"))
      #expect(outcome.outputTail.utf8.count == 4096)
      let zero = await runner.run(.shell("printf 'a\\0b'"), attempt: 1)
      #expect(zero.outputTail == "a\u{FFFD}b")
    }
  }
}
