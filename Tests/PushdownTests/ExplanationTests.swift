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

  @Test("What no event tells is said to be left out")
  func processes() throws {
    let configuration = ConnectorConfiguration(events: .all, filter: Filter("name == x"))
    let line = try #require(
      configuration.explanation(at: .connector).first { $0.hasPrefix("names ") })
    #expect(line.contains("name, from the process table"))
    #expect(line.hasSuffix("what depends on them is left out"))
  }
}
