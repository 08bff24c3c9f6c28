import Testing

@testable import ProcessMonitor

@Suite("The manual of the configuration")
struct ConfigurationManualTests {
  private let manual: ConfigurationManual

  init() throws { manual = try ConfigurationManual() }

  @Test(
    "It has all keys that the parser knows, and no other",
    arguments: [
      ("Top level", ConfigurationKeys.top), ("guards", ConfigurationKeys.guardRule),
      ("fold", ConfigurationKeys.fold), ("rate_limit", ConfigurationKeys.rateLimit),
      ("cleanup", ConfigurationKeys.cleanup), ("actions", ConfigurationKeys.action),
      ("access", ConfigurationKeys.access), ("limits", ConfigurationKeys.limits),
      ("paths", ConfigurationKeys.paths),
    ])
  func keys(title: String, keys: [String]) {
    #expect(Set(manual.entries[title, default: [:]].keys) == Set(keys))
    for (key, text) in manual.entries[title, default: [:]] { #expect(!text.isEmpty, "\(key)") }
  }

  @Test("Limits have their ranges and defaults", arguments: LimitKey.all.map(\.name))
  func limits(name: String) throws {
    let key = try #require(LimitKey.all.first { $0.name == name })
    let defaults = MonitorLimits()
    let expected =
      switch key.kind {
      case .number(let range, let path): Self.sentence(range, defaults[keyPath: path])
      case .optionalNumber(let range, _):
        "From \(range.lowerBound) to \(range.upperBound); the default is what the limit of open "
          + "descriptors leaves, less 1000 and those of the connector's clients."
      case .size(let range, let path):
        Self.sentence(
          QuantityText.size(range.lowerBound), QuantityText.size(range.upperBound),
          QuantityText.size(defaults[keyPath: path]))
      case .duration(let least, let path):
        Self.sentence(
          QuantityText.duration(least), "365d", QuantityText.duration(defaults[keyPath: path]))
      }
    #expect(manual.range(of: name, in: "limits") == expected)
  }

  @Test("Guards and clean-ups have their ranges and defaults")
  func ranges() {
    let plan = CleanupPlan(actions: [])
    for (key, value) in [
      ("time_limit", plan.timeLimit), ("kill_delay", plan.killDelay), ("back_off", plan.backOff),
      ("longest_back_off", plan.longestBackOff),
    ] {
      #expect(
        manual.range(of: key, in: "cleanup")
          == Self.sentence("1ms", "365d", QuantityText.duration(value)))
    }
    #expect(manual.range(of: "attempts", in: "cleanup") == Self.sentence(1...1000, plan.attempts))
    #expect(
      manual.range(of: "concurrency", in: "guards")?.hasPrefix(
        Self.sentence(1...10_000, CleanupLimits.Guard().concurrent)) == true)
    let fold = CrashLoopFolder.Rule(window: 1)
    #expect(
      manual.range(of: "threshold", in: "fold") == Self.sentence(1...1_000_000, fold.threshold))
    #expect(manual.range(of: "window", in: "fold") == "From 100ms to 365d.")
    let rate = CleanupRate(perMinute: 1)
    #expect(manual.range(of: "burst", in: "rate_limit") == Self.sentence(1...1_000_000, rate.burst))
    #expect(manual.range(of: "per_minute", in: "rate_limit") == "From 1 to 1000000.")
  }

  @Test("It has the default paths, the states, and what a command finds in its environment")
  func rest() {
    let paths = MonitorPaths()
    #expect(manual.entries["paths"]?["journal"]?.contains(paths.journal) == true)
    #expect(manual.entries["paths"]?["socket"]?.contains(paths.socket) == true)
    #expect(
      Set(manual.entries["STATES", default: [:]].keys)
        == Set(CleanupState.allCases.map(\.rawValue)))
    var death = GuardedDeath.sample()
    death.token = "a"
    let variables = DeathVariables.list(death, attempt: 1, count: 1, user: .withID(0)).map(\.name)
    #expect(Set(manual.entries["COMMANDS", default: [:]].keys) == Set(variables))
  }

  @Test("Its examples are right")
  func examples() throws {
    let text = try ServiceFiles.text("Documentation/man/man5/pmond.yaml.5")
    let displays = text.split(separator: ".Bd -literal -offset indent\n").dropFirst().compactMap {
      $0.firstRange(of: ".Ed").map { [display = $0] in display[..<$0.lowerBound] }
    }
    #expect(displays.count == 2)
    for display in displays {
      let example = String(display.replacing("\\-", with: "-"))
      #expect(try MonitorConfiguration(parsing: example).guards.count == 1)
    }
  }

  private static func sentence(_ range: ClosedRange<Int>, _ standard: Int) -> String {
    sentence("\(range.lowerBound)", "\(range.upperBound)", "\(standard)")
  }

  private static func sentence(_ least: String, _ most: String, _ standard: String) -> String {
    "From \(least) to \(most); the default is \(standard)."
  }
}
