internal import ProcessEvents

/// Names of event kinds as all output has them.
enum EventNames {
  /// Such as `fork, exec, exit`, or `abnormal exits`.
  static func list(_ mask: EventMask) -> String {
    if mask == .all { return "all events" }
    if mask == .nonzeroExit { return "abnormal exits" }
    return EventMask.names.filter { mask.contains($0.mask) }
      .map { $0.mask == .nonzeroExit ? "abnormal exits" : $0.name }.joined(separator: ", ")
  }
}
