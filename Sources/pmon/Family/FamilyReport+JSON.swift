internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

extension FamilyReport {
  /// A line for each member: as `watch --json` tells a death, or with the event `running` or `unknown`.
  func json(_ clock: WallClock) -> [UInt8] {
    var renderer = JSONRenderer(clock: clock)
    var lines: [UInt8] = []
    tree.visit { member, _ in
      let parent = member.parent.map { tree.members[$0].id } ?? ProcessID(0)
      switch member.ending {
      case .ended(let status, let end):
        let death = ProcessDeath(
          process: member.id, parent: parent, status: status, time: end, cpu: 0)
        renderer.render(death, member.description, cpu: nil, into: &lines)
        lines.write("}\n")
      case .living: renderer.render(member, parent, as: "running", into: &lines)
      case .unknown: renderer.render(member, parent, as: "unknown", into: &lines)
      }
    }
    return lines
  }
}

extension JSONRenderer {
  fileprivate mutating func render(
    _ member: FamilyTree.Member, _ parent: ProcessID, as event: StaticString,
    into line: inout [UInt8]
  ) {
    line.write("{\"event\":\"")
    line.write(event)
    line.write("\",\"process\":{\"pid\":")
    line.write(member.id.rawValue)
    line.writeParent(parent)
    write(member.description, endedAt: nil, into: &line)
    line.write("}}\n")
  }
}
