internal import PlainData

/// What the daemon is asked to register.
struct RegistrationDocument {
  var process: RegisteredProcess
  var guardName: String
  var token: String?
  var on: String?
  var onUnknown: String?
  var cleanup: PlainValue?

  var value: PlainValue {
    var guardEntries = [PlainValue.Entry(key: "name", value: .text(guardName))]
    if let token { guardEntries.append(.init(key: "token", value: .text(token))) }
    var entries: [PlainValue.Entry] = [
      .init(key: "process", value: process.value),
      .init(key: "guard", value: .mapping(guardEntries)),
    ]
    if let on { entries.append(.init(key: "on", value: .text(on))) }
    if let onUnknown { entries.append(.init(key: "on_unknown", value: .text(onUnknown))) }
    if let cleanup { entries.append(.init(key: "cleanup", value: cleanup)) }
    return .mapping(entries)
  }
}
