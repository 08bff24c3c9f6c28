package import ProcessEvents
package import ProcessTable

extension JSONRenderer {
  /// Writes what is known of a process; each object has a "state" where that is not certain.
  ///
  /// - Parameter end: when it ended, where this is told of its end.
  package mutating func write(
    _ process: ProcessDescription, endedAt end: KernelInstant?, into line: inout [UInt8]
  ) {
    line.append(addingCapacity: Self.longestLine(about: process)) {
      write(process, endedAt: end, into: &$0)
    }
  }

  mutating func write(
    _ process: ProcessDescription, endedAt end: KernelInstant?, newName: CommandName? = nil,
    tellsUser: Bool = true, into line: inout OutputSpan<UInt8>
  ) {
    let name = newName.map(Fact.known) ?? process.name
    line.write(",\"executable\":{")
    if let name = name.value {
      line.write("\"name\":")
      line.writeJSON(name)
    }
    if let path = process.executable.value {
      line.write(name.value == nil ? "\"path\":" as StaticString : ",\"path\":")
      line.writeJSON(path)
      line.writeState(of: process.executable, as: ",\"path_state\":")
    }
    let isEmpty = name.value == nil && process.executable.value == nil
    line.writeState(of: name, as: isEmpty ? "\"state\":" : ",\"state\":")
    line.write("}")
    if let arguments = process.arguments.value {
      line.write(",\"command_args\":[")
      for (index, argument) in arguments.enumerated() {
        if index > 0 { line.write(",") }
        line.writeJSON(argument)
      }
      line.write("]")
      line.writeState(of: process.arguments, as: ",\"command_args_state\":")
    }
    if tellsUser, let user = process.userID.value {
      line.write(",\"user\":{\"id\":")
      line.write(user)
      if let name = process.userName {
        line.write(",\"name\":")
        line.writeJSON(name)
      }
      line.writeState(of: process.userID, as: ",\"state\":")
      line.write("}")
    }
    if let path = process.controlGroup.value { write(path, process, into: &line) }
    writeTimes(of: process, endedAt: end, into: &line)
  }

  private mutating func write(
    _ path: String, _ process: ProcessDescription, into line: inout OutputSpan<UInt8>
  ) {
    let group = ControlGroupPath(path)
    line.write(",\"linux\":{\"cgroup\":")
    line.writeJSON(path)
    if let unit = group.unit {
      line.write(",\"systemd_unit\":")
      line.writeJSON(unit)
    }
    if let container = group.containerID {
      line.write(",\"container_id\":")
      line.writeJSON(container)
    }
    line.writeState(of: process.controlGroup, as: ",\"state\":")
    line.write("}")
  }

  private mutating func writeTimes(
    of process: ProcessDescription, endedAt end: KernelInstant?, into line: inout OutputSpan<UInt8>
  ) {
    guard let start = process.start.value, start.nanoseconds > 0 else { return }
    line.write(",\"creation\":{\"time\":")
    write(start, into: &line)
    if !process.isStartExact { line.write(",\"error_ns\":10000000") }
    line.writeState(of: process.start, as: ",\"state\":")
    line.write("}")
    if let end, let duration = process.duration(at: end) {
      line.write(",\"duration_ns\":")
      line.write(duration)
    }
  }
}

extension OutputSpan<UInt8> {
  /// Nothing for what is known.
  fileprivate mutating func writeState<Value>(of fact: Fact<Value>, as key: StaticString) {
    switch fact {
    case .known: return
    case .stale:
      write(key)
      write("\"stale\"")
    case .unknown:
      write(key)
      write("\"unknown\"")
    }
  }
}
