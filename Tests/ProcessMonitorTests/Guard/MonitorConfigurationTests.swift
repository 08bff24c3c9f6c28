import ProcessEvents
import ProcessMonitor
import Testing

@Suite("Configuration")
struct MonitorConfigurationTests {
  /// What is wrong with a text, as `line:column: message`.
  private func mistakes(_ text: String) -> [String] {
    do {
      _ = try MonitorConfiguration(parsing: text)
      return []
    } catch {
      return error.mistakes.map { "\($0.line):\($0.column): \($0.message)" }
    }
  }

  @Test(
    "No text, no values and only comments are the defaults",
    arguments: ["", "\n", "# nothing\n", "{}", "guards:\nlimits: ~\npaths: null\n"])
  func defaults(text: String) throws {
    #expect(try MonitorConfiguration(parsing: text) == MonitorConfiguration())
  }

  @Test("Everything that can be written is read")
  func whole() throws {
    let configuration = try MonitorConfiguration(
      parsing: """
        limits:
          registrations: 5000
          registrations_per_user: 10
          held_processes: 0
          receive_buffer: 8MiB
          resync_interval: 1m30s
          cleanups: 4
          journal_age: 7d
          journal_size: 2GiB
          api_connections: 10
          api_connections_per_user: 3
          api_body: 1MiB
          api_requests_per_second: 7
          api_streams_per_user: 0
          stream_queue: 100
        access: {group: pmon, registrations: none}
        paths: {journal: /srv/j.sqlite, socket: /run/x.sock}
        guards:
          - name: db
            match: name == postgres and not ancestor == 1
            on: signal in (SEGV, ABRT)
            on_unknown: report
            concurrency: 2
            fold: {window: 10s, threshold: 3}
            rate_limit: {per_minute: 600, burst: 50}
            cleanup:
              actions:
                - command: [/bin/rm, -f, "a b"]
                - remove_files: /run/db/{pid}-{token}.*
                - remove_shared_memory
                - remove_shared_memory: /db-{pid}
                - end_orphans
                - post: unix:/run/a.sock:/died
                - post: http://localhost:80/x
              user: postgres
              time_limit: 500ms
              kill_delay: 1s
              attempts: 3
              back_off: 2s
              longest_back_off: 1h
          - name: any.one
            on: any
            order: true
            concurrency: 1
            fold: {window: 1m}
            rate_limit: {per_minute: 1}
            cleanup: {actions: [end_orphans]}
          - name: terms
            on: any
            order: false
        """)
    #expect(configuration.limits.registrations == 5000)
    #expect(configuration.limits.registrationsPerUser == 10)
    #expect(configuration.limits.heldProcesses == 0)
    #expect(configuration.limits.receiveBuffer == 8 << 20)
    #expect(configuration.limits.resyncInterval == 90_000)
    #expect(configuration.limits.cleanups == 4)
    #expect(configuration.limits.journalAge == 604_800_000)
    #expect(configuration.limits.journalSize == 2 << 30)
    #expect(configuration.limits.apiConnections == 10)
    #expect(configuration.limits.apiConnectionsPerUser == 3)
    #expect(configuration.limits.apiBody == 1 << 20)
    #expect(configuration.limits.apiRequestsPerSecond == 7)
    #expect(configuration.limits.apiStreamsPerUser == 0)
    #expect(configuration.limits.streamQueue == 100)
    #expect(configuration.access.group == "pmon")
    #expect(configuration.access.registrations == .nothing)
    #expect(configuration.paths.journal == "/srv/j.sqlite")
    #expect(configuration.paths.socket == "/run/x.sock")
    let plan = CleanupPlan(
      actions: [
        .command(["/bin/rm", "-f", "a b"]), .removeFiles(pattern: "/run/db/{pid}-{token}.*"),
        .removeSharedMemory(namePattern: nil), .removeSharedMemory(namePattern: "db-{pid}"),
        .endOrphans, .post(url: "unix:/run/a.sock:/died"), .post(url: "http://localhost:80/x"),
      ], user: "postgres", timeLimit: 500, killDelay: 1000, attempts: 3, backOff: 2000,
      longestBackOff: 3_600_000)
    let first = GuardRule(
      name: "db", match: try Filter(parsing: "name == postgres and not ancestor == 1"),
      trigger: .filter(try Filter(parsing: "signal in (SEGV, ABRT)")), onUnknown: .report,
      plan: plan, concurrency: 2, fold: CrashLoopFolder.Rule(threshold: 3, window: 10_000),
      rateLimit: CleanupRate(perMinute: 600, burst: 50))
    let second = GuardRule(
      name: "any.one", trigger: .any, plan: CleanupPlan(actions: [.endOrphans]), concurrency: 1,
      isOrdered: true, fold: CrashLoopFolder.Rule(window: 60_000),
      rateLimit: CleanupRate(perMinute: 1))
    let third = GuardRule(name: "terms", trigger: .any, plan: nil)
    #expect(configuration.guards == [first, second, third])
    #expect(GuardTerms(third) == nil)
    #expect(GuardTerms(third, plan: plan)?.plan == plan)
    #expect(GuardTerms(second)?.plan == second.plan)
    #expect(GuardTerms(second, plan: plan)?.plan == plan)
    #expect(configuration.needsLivingProcesses)
  }

  @Test(
    "Each mistake is told with its place and what was perhaps meant",
    arguments: [
      ("guard: []", "1:1: unknown key \"guard\" in the configuration; did you mean \"guards\"?"),
      ("limits:\n  cleanups: 0", "2:13: \"cleanups\" is a number from 1 to 10000"),
      (
        "limits:\n  resync_interval: 30",
        "2:20: \"resync_interval\" is a duration with its unit (ms, s, m, h, d), such as 30s or 1h30m"
      ),
      ("limits:\n  resync_interval: 10ms", "2:20: \"resync_interval\" is from 1000ms to 365d"),
      (
        "limits:\n  journal_size: 1MB",
        "2:17: \"journal_size\" is a size from 1048576 to 17592186044416 bytes, such as 64MiB"
      ),
      ("paths:\n  socket: run/x", "2:11: \"socket\" is an absolute path without \"..\""),
      ("paths:\n  journal: /a/../b", "2:12: \"journal\" is an absolute path without \"..\""),
      ("guards: 3", "1:9: \"guards\" is a list"),
      (
        "access: {registrations: all}",
        "1:25: unknown word \"all\" in \"registrations\"; there are own, none"
      ),
      ("access: {group: a b}", "1:17: \"group\" is the name of a group"),
      (
        "access: {groups: a}", "1:10: unknown key \"groups\" in \"access\"; did you mean \"group\"?"
      ),
      ("limits: {api_connections: 0}", "1:27: \"api_connections\" is a number from 1 to 65536"),
      (
        "limits: {api_body: 12}",
        "1:20: \"api_body\" is a size from 1024 to 16777216 bytes, such as 64MiB"
      ),
      ("- 1", "1:1: the configuration is a mapping of keys and values"),
      ("a: [", "2:1: no YAML: while parsing a flow node: did not find expected node content"),
      ("limits: {}\nlimits: {}", "1:1: a mapping has the same key twice: \"limits\""),
    ])
  func single(text: String, message: String) { #expect(mistakes(text) == [message]) }

  @Test(
    "Mistakes within a guard",
    arguments: [
      ("name: a b", "2:10: a guard's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\""),
      ("name: a/b", "2:10: a guard's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\""),
      (
        "name: a\n   macth: name == x",
        "3:4: unknown key \"macth\" in a guard; did you mean \"match\"?"
      ),
      (
        "name: a\n   on_unknown: claen",
        "3:16: unknown word \"claen\" in \"on_unknown\"; did you mean \"clean\"?"
      ),
      (
        "name: a\n   on: abnormol",
        "3:8: \"on\": unknown word \"abnormol\"; did you mean \"abnormal\"?"
      ),
      (
        "name: a\n   match: name == x and coed == 3",
        "3:25: \"match\": unknown word \"coed\"; did you mean \"code\"?"
      ),
      (
        "name: a\n   match: \"name == x and coed == 3\"",
        "3:26: \"match\": unknown word \"coed\"; did you mean \"code\"?"
      ),
      (
        "name: a\n   match: |\n     name == x\n       and coed == 3",
        "5:12: \"match\": unknown word \"coed\"; did you mean \"code\"?"
      ),
      (
        "name: a\n   match: code == 3",
        "3:11: \"match\" judges a living process, of which \"code\" says nothing; how it ends belongs into \"on\""
      ),
      (
        "name: a\n   on: abnormal and name == x",
        "3:8: \"on\" judges how a process ends, of which \"name\" says nothing; what it is belongs into \"match\""
      ),
      ("name: a\n   order: yes", "3:11: \"order\" is true or false"),
      (
        "name: a\n   order: true\n   concurrency: 2",
        "4:17: with \"order\" one clean-up runs at a time: \"concurrency\" is 1"
      ),
      ("name: a\n   fold: 10s", "3:10: \"fold\" is a mapping of keys and values"),
      ("name: a\n   fold: {threshold: 2}", "3:10: \"fold\" needs a \"window\""),
      ("name: a\n   fold: {window: 1ms}", "3:19: \"window\" is from 100ms to 365d"),
      (
        "name: a\n   fold: {window: 1s, threshold: 0}",
        "3:34: \"threshold\" is a number from 1 to 1000000"
      ),
      ("name: a\n   rate_limit: {burst: 2}", "3:16: \"rate_limit\" needs \"per_minute\""),
      (
        "name: a\n   rate_limit: {per_minute: 1, bursts: 2}",
        "3:32: unknown key \"bursts\" in \"rate_limit\"; did you mean \"burst\"?"
      ),
    ])
  func inGuard(lines: String, message: String) {
    let text = "guards:\n - \(lines)\n   cleanup: {actions: [end_orphans]}"
    #expect(mistakes(text) == [message])
  }

  @Test(
    "Mistakes within an action",
    arguments: [
      (
        "command: /bin/rm x",
        "\"command\" is a list, the program's path first; for a shell: [/bin/sh, -c, \"…\"]"
      ),
      (
        "command: []",
        "\"command\" is a list, the program's path first; for a shell: [/bin/sh, -c, \"…\"]"
      ),
      ("command: [rm, x]", "the program is an absolute path without \"..\""),
      ("comand: [/bin/rm]", "unknown action \"comand\" in \"actions\"; did you mean \"command\"?"),
      ("command", "\"command\" needs a value"),
      ("end_orphans: yes", "\"end_orphans\" takes no value"),
      ("remove_files: tmp/x", "\"remove_files\" is an absolute path without \"..\""),
      (
        "remove_files: \"/tmp/{pdi}\"",
        "unknown placeholder \"pdi\" in \"remove_files\"; did you mean \"pid\"?"
      ),
      ("remove_files: /tmp/", "\"remove_files\": the pattern names a directory"),
      ("remove_files: \"/tmp/a[\"", "\"remove_files\": a pattern has [ without ]"),
      (
        "remove_shared_memory: a/b",
        "\"remove_shared_memory\" is a name in /dev/shm, such as db-{pid}"
      ),
      (
        "remove_shared_memory: \"a{ipd}\"",
        "unknown placeholder \"ipd\" in \"remove_shared_memory\"; did you mean \"pid\"?"
      ),
      (
        "post: http://example.org/",
        "\"post\": example.org is not this machine: use localhost, 127.0.0.1 or [::1]"
      ),
      ("post: https//x", "\"post\" is http://host/path or unix:/socket:/path"),
      ("post: unix:/x", "\"post\" is http://host/path or unix:/socket:/path"),
      ("{a: 1, b: 2}", "an action has one key, such as \"command: [/bin/true]\""),
    ])
  func inAction(action: String, message: String) {
    let text =
      "guards:\n - name: a\n   cleanup:\n     actions:\n       - end_orphans\n       - \(action)"
    let found = mistakes(text)
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix(": " + message) == true, "\(found)")
    #expect(found.first?.hasPrefix("6:") == true, "\(found)")
  }

  @Test("All mistakes are told at once, by their places")
  func all() {
    let found = mistakes(
      """
      guards:
        - match: exot
          cleanup:
            actions: []
        - name: b
          match: name == b
        - name: c
          cleanup: {actions: [end_orphans]}
        - name: c
          cleanup: {actions: [end_orphans], attempts: -1, back_off: 2m}
      limits: {registrations: many}
      path: {}
      """)
    #expect(
      found == [
        "2:5: a guard needs a \"name\"",
        "2:12: \"match\": unknown word \"exot\"; did you mean \"exit\"?",
        "4:16: a clean-up needs at least one action",
        "5:5: a guard with \"match\" needs a \"cleanup\"; without, its registrations bring theirs",
        "9:5: there are two guards named \"c\"",
        "10:49: \"attempts\" is a number from 1 to 1000",
        "10:63: \"longest_back_off\" is shorter than \"back_off\"",
        "11:25: \"registrations\" is a number from 0 to 10000000",
        "12:1: unknown key \"path\" in the configuration; did you mean \"paths\"?",
      ])
  }

  @Test("A filter's mistake is shown with a caret")
  func caret() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try MonitorConfiguration(
        parsing: "guards:\n- name: a\n  match: name = x\n  cleanup: {actions: [end_orphans]}")
    }
    let text = error.rendered(file: "pmond.yaml")
    #expect(text.hasPrefix("pmond.yaml:3:15: \"match\": "), "\(text)")
    #expect(text.hasSuffix("\n  name = x\n       ^"), "\(text)")
  }

  @Test("Any text is read or refused, cut or changed anywhere")
  func robustness() {
    let text =
      "guards:\n- name: a\n  match: |\n    name == x and\n    uid == 0\n"
      + "  on: \"abnormal\"\n  cleanup: {actions: [end_orphans, command: [/a, *x]], user: &x b}\n"
    for length in 0...text.count { _ = mistakes(String(text.prefix(length))) }
    for index in text.indices {
      for other in ["\"", "{", "]", "\t", "\u{0}", "é", ":", "-", "\r\n", "💥", "*", "!"] {
        var changed = text
        changed.replaceSubrange(index...index, with: other)
        for mistake in mistakes(changed) { #expect(!mistake.hasPrefix("0:")) }
      }
    }
  }
}
