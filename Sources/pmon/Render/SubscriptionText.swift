internal import ProcessConnector
internal import ProcessTable

/// A subscription in words, as the first line on standard error has it.
enum SubscriptionText {
  /// - Parameter selection: what is listened to.
  static func text(
    _ selection: String, _ source: ConnectorSource, _ stage: FilterStage, names: NameSource?,
    bufferSize: UInt32
  ) -> String {
    var text = "watching \(selection), \(origin(source) ?? "\(stage)")"
    if let names { text += "; \(names)" }
    // A hub keeps what waits.
    if bufferSize > 0 { text += "; receive buffer \(ByteCount.text(bufferSize))" }
    return text
  }

  /// Where events come from; nil where that is the kernel.
  static func origin(_ source: ConnectorSource) -> String? {
    if case .hub(let path) = source { "from \(path)" } else { nil }
  }
}
