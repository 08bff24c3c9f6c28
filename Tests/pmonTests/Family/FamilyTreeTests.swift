import ProcessConnector
import ProcessEvents
import ProcessTable
import Testing

@testable import pmon

@Suite("Families")
struct FamilyTreeTests {
  private func task(_ id: Int32) -> TaskID { TaskID(leaderOf: ProcessID(id)) }

  private func fork(_ child: Int32, of parent: Int32, at time: UInt64) -> ProcessElement {
    var news = ProcessDescription(process: ProcessID(child))
    news.name = .known(CommandName("p\(child)"))
    let event = ProcessEvent(
      time: KernelInstant(nanoseconds: time), cpu: 0, sequence: 0,
      payload: .fork(Fork(parent: task(parent), child: task(child))))
    return ProcessElement(.event(event), process: news)
  }

  private func death(
    of id: Int32, _ status: ProcessEvents.ExitStatus, at time: UInt64, name: String = "end"
  ) -> ProcessElement {
    var news = ProcessDescription(process: ProcessID(id))
    news.name = .known(CommandName(name))
    let death = ProcessDeath(
      process: ProcessID(id), parent: ProcessID(1), status: status,
      time: KernelInstant(nanoseconds: time), cpu: 0)
    return ProcessElement(.death(death), process: news)
  }

  private func tree(_ elements: [ProcessElement]) -> FamilyTree {
    var tree = FamilyTree(root: ProcessID(10))
    for element in elements { tree.take(element) }
    return tree
  }

  private func order(of tree: FamilyTree) -> [Int32] {
    var ids: [Int32] = []
    tree.visit { member, _ in ids.append(member.id.rawValue) }
    return ids
  }

  @Test("Each descendant is a member once, below the one that forked it; others are none")
  func membership() {
    let tree = tree([
      fork(10, of: 1, at: 1), fork(11, of: 10, at: 2), fork(50, of: 1, at: 3),
      fork(12, of: 11, at: 4), fork(13, of: 10, at: 5), fork(51, of: 50, at: 6),
      death(of: 12, .exited(code: 1), at: 7), death(of: 50, .exited(code: 9), at: 8),
      death(of: 11, .exited(code: 0), at: 9), death(of: 13, .signaled(.kill), at: 10),
    ])
    #expect(order(of: tree) == [10, 11, 12, 13])
    #expect(tree.abnormalCount == 2)
    #expect(tree.survivors == [ProcessID(10)])
    #expect(tree.members[2].duration == 3)
    #expect(tree.members[2].description.name == .known(CommandName("end")))
  }

  @Test("An id that comes again is another member, and a late end goes to the former")
  func reuse() {
    let tree = tree([
      fork(10, of: 1, at: 1), fork(11, of: 10, at: 2), fork(11, of: 10, at: 20),
      death(of: 11, .exited(code: 4), at: 15), death(of: 11, .exited(code: 5), at: 30),
    ])
    #expect(order(of: tree) == [10, 11, 11])
    #expect(
      tree.members[1].ending
        == .ended(.exited(code: 4), at: KernelInstant(nanoseconds: 15)))
    #expect(
      tree.members[2].ending
        == .ended(.exited(code: 5), at: KernelInstant(nanoseconds: 30)))
  }

  @Test("The status that was waited for is the first one's, whatever an event says")
  func rootStatus() {
    var tree = tree([fork(10, of: 1, at: 1), death(of: 10, .exited(code: 1), at: 9)])
    tree.rootEnded(.exited(code: 2), at: KernelInstant(nanoseconds: 100))
    #expect(
      tree.root.ending == .ended(.exited(code: 2), at: KernelInstant(nanoseconds: 9)))
    var untold = FamilyTree(root: ProcessID(10))
    untold.rootEnded(.exited(code: 2), at: KernelInstant(nanoseconds: 100))
    #expect(untold.survivors.isEmpty)
  }

  @Test("A chain of many generations takes no more room for each")
  func chain() {
    var elements = [fork(10, of: 1, at: 1)]
    for generation in Int32(0)..<5_000 {
      elements.append(fork(11 + generation, of: 10 + generation, at: UInt64(generation) + 2))
    }
    let text = FamilyReport(tree: tree(elements), isColored: false, isUnicode: true).text
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 160 })
    #expect(text.contains("+4984 "))
  }

  @Test("Those who live, and those whose ends were lost, are told as such")
  func unknown() throws {
    var tree = tree([
      fork(10, of: 1, at: 1_000), fork(11, of: 10, at: 2_000), fork(12, of: 10, at: 3_000),
      fork(13, of: 11, at: 4_000), death(of: 13, .signaled(.kill), at: 5_000, name: "crash"),
      ProcessElement(Samples.loss(3)), death(of: 10, .exited(code: 0), at: 2_001_000),
    ])
    tree.foundGone(ProcessID(11))
    #expect(tree.survivors == [ProcessID(12)])
    let report = FamilyReport(tree: tree, isColored: false, isUnicode: true)
    try SnapshotFile.expect(report.text, equals: "run.txt")
    let plain = FamilyReport(tree: tree, isColored: false, isUnicode: false)
    try SnapshotFile.expect(plain.text, equals: "run-ascii.txt")
    let json = String(decoding: report.json(Samples.clock), as: UTF8.self)
    try SnapshotFile.expect(json, equals: "run.jsonl")
  }
}
