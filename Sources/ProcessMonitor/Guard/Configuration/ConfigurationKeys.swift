/// The words that a configuration's mappings may have as keys.
enum ConfigurationKeys {
  static let top = ["guards", "access", "limits", "paths"]
  static let guardRule = [
    "name", "match", "on", "on_unknown", "cleanup", "concurrency", "order", "fold", "rate_limit",
  ]
  static let fold = ["window", "threshold"]
  static let rateLimit = ["per_minute", "burst"]
  static let cleanup = [
    "actions", "user", "time_limit", "kill_delay", "attempts", "back_off", "longest_back_off",
  ]
  static let action = ["command", "remove_files", "remove_shared_memory", "end_orphans", "post"]
  static let access = ["group", "registrations"]
  static var limits: [String] { LimitKey.all.map(\.name) }
  static let paths = ["journal", "socket", "connector"]
}
