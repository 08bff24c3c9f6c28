package import PlainData
internal import ProcessEvents
internal import Yams

extension RegistrationRequest {
  /// Reads a request: its clean-up, its words and its filter pass the configuration's checks.
  ///
  /// - Parameter requester: whose own process is meant where none is named.
  /// - Throws: all that is wrong with it; the mistakes have no places.
  package init(
    reading value: PlainValue, by requester: Requester
  ) throws(ConfigurationError) {
    var reader = ConfigurationReader("")
    let values = reader.values(
      of: value.node, keys: ["process", "guard", "on", "on_unknown", "cleanup"],
      in: "a registration")
    self.init(process: ProcessID(requester.process), guardName: "")
    if let node = values["process"] {
      readProcess(node, by: &reader)
    } else if requester.process <= 0 {
      reader.report(
        "the process at the other end cannot be seen from here: name it", at: value.node)
    }
    if let node = values["guard"] {
      readGuard(node, by: &reader)
    } else {
      reader.report("a registration needs a \"guard\"", at: value.node)
    }
    trigger = values["on"].flatMap { GuardTrigger($0, by: &reader) }
    onUnknown = values["on_unknown"].flatMap { reader.word($0, "\"on_unknown\"") }
    plan = values["cleanup"].flatMap { CleanupPlan($0, by: &reader) }
    if !reader.mistakes.isEmpty { throw ConfigurationError(reader.mistakes) }
  }

  private mutating func readProcess(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ["pid", "start_ticks"], in: "\"process\"")
    guard let pid = values["pid"] else {
      return reader.report("\"process\" needs a \"pid\"", at: node)
    }
    if let number = reader.number(pid, "\"pid\"", in: 1...Int(Int32.max)) {
      process = ProcessID(Int32(number))
    }
    if let ticks = values["start_ticks"] {
      startTicks = reader.number(ticks, "\"start_ticks\"", in: 0...Int.max).map { UInt64($0) }
    }
  }

  private mutating func readGuard(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ["name", "token"], in: "\"guard\"")
    if let name = values["name"] {
      guardName = GuardRule.name(name, by: &reader) ?? ""
    } else {
      reader.report("\"guard\" needs a \"name\"", at: node)
    }
    token = values["token"].flatMap { reader.text($0, "\"token\"") }
  }
}
