import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@Suite("What is said of a configuration's filter")
struct ExplanationTests {
  @Test("It depends on where the kernel filters")
  func stages() {
    let configuration = ConnectorConfiguration(events: .all, filter: Filter("exit and code == 3"))
    let connector = configuration.explanation(at: .connector)
    let socketFilter = configuration.explanation(at: .socketFilter)
    #expect(
      connector.contains("connector      nonzero_exit: exits with a status other than 0"))
    #expect(
      socketFilter.contains(
        "connector      everything: this kernel's connector has no filter (Linux 6.6 has)"))
    for lines in [connector, socketFilter] {
      #expect(lines.first == "filter         exit and code == 3")
      #expect(lines.contains { $0.hasPrefix("socket filter  ") && $0.contains("instructions") })
    }
  }

  @Test("The kinds of events asked for are part of it")
  func kinds() {
    let configuration = ConnectorConfiguration(events: .nonzeroExit)
    let lines = configuration.explanation(at: .connector)
    #expect(lines.contains("socket filter  none: the connector's filter does it"))
    #expect(lines.contains("here           nothing: what arrives is what is wanted"))
  }

  @Test("That exits pass for the sake of their parent is said")
  func parents() throws {
    func here(_ text: String) throws -> String {
      let configuration = ConnectorConfiguration(events: .all, filter: Filter(text))
      return try #require(
        configuration.explanation(at: .connector).first { $0.hasPrefix("here ") })
    }
    #expect(try here("exit and code == 7 and ppid == 5").hasSuffix("so passes however it ended"))
    #expect(try !here("exit and code == 7").contains("parent"))
    #expect(try !here("exit and ppid == 5").contains("parent"))
  }

  @Test(
    "Of a filter that nothing can match it is said why, and nothing else",
    arguments: [
      ("exit and code == 300", "code is from 0 to 255"),
      ("signal > 64 and pid == 3", "signal is from 1 to 64"),
      ("pid == 3 and pid == 4", "its conditions exclude each other"),
      ("exit and fork", "its conditions exclude each other"),
      ("exit and thread", "it is about threads, and only processes are told"),
      ("fork and thread", "it is about threads, and only processes are told"),
    ])
  func impossible(text: String, reason: String) {
    let configuration = ConnectorConfiguration(events: .all, filter: Filter(text))
    for stage in [FilterStage.connector, .socketFilter] {
      let lines = configuration.explanation(at: stage)
      #expect(lines.count == 3 && lines.last == "matches        nothing: \(reason)", "\(lines)")
    }
    #expect(
      ImpossibleFilter(configuration)?.description
        == "nothing can match this filter: \(reason)")
  }

  @Test("The kinds of events and the subject decide with it")
  func impossibleTogether() throws {
    var configuration = ConnectorConfiguration(events: .fork, filter: Filter("code == 3"))
    #expect(
      ImpossibleFilter(configuration)?.reason == "it is about other kinds of events")
    configuration.events = .exit
    #expect(ImpossibleFilter(configuration) == nil)
    configuration.filter = Filter("exit and thread")
    #expect(ImpossibleFilter(configuration) != nil)
    configuration.subject = .threads
    #expect(ImpossibleFilter(configuration) == nil)
    #expect(ImpossibleFilter(ConnectorConfiguration()) == nil)
  }

  @Test("What no event tells is said to be left out")
  func processes() throws {
    let configuration = ConnectorConfiguration(events: .all, filter: Filter("name == x"))
    let line = try #require(
      configuration.explanation(at: .connector).first { $0.hasPrefix("names ") })
    #expect(line.contains("name: where the event does not tell, nobody does here"))
    #expect(line.hasSuffix("what depends on it is left out"))
  }
}
