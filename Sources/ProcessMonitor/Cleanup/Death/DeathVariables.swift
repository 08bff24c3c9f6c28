internal import ProcessEvents
internal import ProcessTable

/// What a clean-up's command finds in its environment; what is not known is absent.
enum DeathVariables {
  /// The path that commands are given: that of a system's daemons.
  static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Names and values, each one a single line.
  static func list(
    _ death: GuardedDeath, attempt: Int, count: Int, user: UserAccount
  ) -> [(name: String, value: String)] {
    var list: [(String, String?)] = [
      ("PATH", path), ("HOME", user.home), ("USER", user.name),
      ("PMON_DEATH_ID", death.id.rawValue),
      ("PMON_PID", String(death.process.process.rawValue)),
      ("PMON_NAME", death.name),
      ("PMON_START_TIME", death.startTime.map(PlainText.time)),
      ("PMON_DEATH_TIME", PlainText.time(death.time)),
      ("PMON_TOKEN", death.token),
      ("PMON_CAUSE", death.status?.description ?? "unknown"),
      ("PMON_INFERRED", death.isInferred ? "1" : "0"),
      ("PMON_ATTEMPT", String(attempt)),
      ("PMON_COUNT", String(count)),
      ("PMON_GUARD", death.guardName),
    ]
    list += ending(of: death.status)
    return list.compactMap { name, value in value.map { (name, PlainText.line($0)) } }
  }

  /// As systemd's: systemd.exec(5), EXIT_CODE and EXIT_STATUS.
  private static func ending(of status: ExitStatus?) -> [(String, String?)] {
    guard let status else { return [("EXIT_CODE", "unknown")] }
    if let signal = status.signal {
      return [
        ("EXIT_CODE", status.coreDumped ? "dumped" : "killed"), ("EXIT_STATUS", signal.name),
      ]
    }
    return [("EXIT_CODE", "exited"), ("EXIT_STATUS", String(status.code ?? 0))]
  }
}
