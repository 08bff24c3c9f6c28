internal import KernelInterface
package import ProcessEvents

extension FilterPlan {
  /// The most instructions that the socket filter runs for one event.
  package var longestPath: Int { program?.longestPath ?? 0 }

  /// What goes where, and what it costs, in lines for people.
  ///
  /// - Parameters:
  ///   - wanted: the filter that this plan serves, where it takes in more for the sake of what that asks about
  ///     processes.
  ///   - names: who tells what an event does not.
  package func explanation(
    of wanted: Filter? = nil, names: String = "the process table does"
  ) -> [String] {
    let whole = wanted ?? filter
    var lines = ["filter         \(whole)"]
    lines.append(
      subject == .processes
        ? "about          processes: of exits, each process's death"
        : "about          threads: each event as the kernel sends it")
    let asked = ConnectorConfiguration(events: .all, filter: whole, subject: subject)
    if let impossible = ImpossibleFilter(asked) {
      return lines + ["matches        nothing: \(impossible.reason)"]
    }
    lines.append("connector      \(connectorText)")
    lines.append("socket filter  \(programText)")
    if let program {
      let width = String(program.count - 1).count
      for (index, instruction) in program.enumerated() {
        let number = String(index)
        let padding = String(repeating: " ", count: width - number.count)
        lines.append("    \(padding)\(number)  \(instruction.disassembled(at: index))")
      }
    }
    let rest = whole == filter ? rest : whole
    lines.append("here           \(text(ofRest: rest))")
    lines.append("names          \(FilterPlan.text(ofLookups: rest.lookups, names))")
    lines.append("cost           \(costText)")
    return lines
  }

  private var connectorText: String {
    guard capabilities.connectorFilters else {
      return "everything: this kernel's connector has no filter (Linux 6.6 has)"
    }
    if mask == .all { return "everything" }
    if mask == .nonzeroExit { return "nonzero_exit: exits with a status other than 0" }
    return "\(mask)"
  }

  private var programText: String {
    let shortened = "a longer one is more than this kernel takes"
    guard let program else {
      if isShortened { return "none: \(shortened)" }
      if rest != .all { return "none: it could not tell more than the kinds of events" }
      return mask == .all ? "none: everything is wanted" : "none: the connector's filter does it"
    }
    return "\(program.count) instructions, \(program.kernelCount) in the kernel's own form; "
      + "at most \(program.longestPath) for an event" + (isShortened ? "; \(shortened)" : "")
  }

  private func text(ofRest rest: Filter) -> String {
    if rest == .all { return "nothing: what arrives is what is wanted" }
    var text = "\(rest)"
    if rest.hasPattern { text += "; the kernel matches only the beginning of a name" }
    if needsOtherExitsForParent {
      text += "; only a process's first thread tells the parent, and so passes however it ended"
    }
    return text
  }

  /// Whether successes pass although only abnormal deaths are wanted.
  private var needsOtherExitsForParent: Bool {
    program != nil && observed.contains(.nonzeroExit) && kinds.contains(.exit)
  }

  private static func text(ofLookups lookups: FilterLookups, _ source: String) -> String {
    let names: [(FilterLookups, String)] = [
      (.parent, "ppid"), (.userID, "uid"), (.name, "name"), (.executable, "exe"),
      (.arguments, "args"), (.userName, "user"), (.controlGroup, "cgroup"),
      (.ancestors, "ancestor"),
    ]
    let needed = names.filter { lookups.contains($0.0) }.map(\.1)
    return needed.isEmpty
      ? "none: the events tell everything"
      : needed.joined(separator: ", ")
        + ": where the event does not tell, \(source)"
  }

  private var costText: String {
    if isUnfiltered { return "every event wakes this process" }
    let rest =
      self.rest == .all
      ? "what the kernel withholds costs this process nothing"
      : "what passes is decided here; what the kernel withholds costs this process nothing"
    return program == nil ? rest : rest + ", and the kernel its instructions"
  }
}

extension Filter {
  /// Whether it compares the name in an event with a pattern.
  fileprivate var hasPattern: Bool {
    switch node {
    case .text(.comm, .like), .text(.comm, .notLike): true
    case .and(let terms), .or(let terms): terms.contains(where: \.hasPattern)
    case .not(let term): term.hasPattern
    default: false
    }
  }
}
