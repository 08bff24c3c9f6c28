import ProcessEvents
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: Seeds.chosen)
  func everyTreeIsItsTextAgain(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let filter = random.filter(depth: 6)
      let text = filter.description
      let parsed = try Filter(parsing: text)
      #expect(parsed == filter, "\(text)")
      #expect(parsed.description == text)
    }
  }

  /// No pair of parentheses around terms can be left out.
  @Test(arguments: Seeds.chosen)
  func parenthesesAreNeeded(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let filter = withoutLists(random.filter(depth: 4))
      let characters = Array(filter.description)
      var open: [Int] = []
      for index in characters.indices {
        if characters[index] == "(" { open.append(index) }
        guard characters[index] == ")" else { continue }
        var shorter = characters
        shorter.remove(at: index)
        shorter.remove(at: open.removeLast())
        #expect((try? Filter(parsing: String(shorter))) != filter, "\(filter)")
      }
    }
  }

  /// Replaces terms whose text holds other parentheses.
  private func withoutLists(_ filter: Filter) -> Filter {
    switch filter.node {
    case .and(let terms): .and(terms.map(withoutLists))
    case .or(let terms): .or(terms.map(withoutLists))
    case .not(let term): .not(withoutLists(term))
    case .all, .event, .flag: filter
    default: .core
    }
  }

  @Test(arguments: [
    ("", "all"), ("  \n\t ", "all"), ("( ( exit ) )", "exit"), ("not not exit", "not not exit"),
    ("exit and (core and thread)", "exit and core and thread"),
    ("(exit or fork) or exec", "exit or fork or exec"),
    ("exit and (fork or exec)", "exit and (fork or exec)"),
    ("exit and fork or exec", "exit and fork or exec"),
    ("not (exit and fork)", "not (exit and fork)"), ("(not exit) and fork", "not exit and fork"),
    ("pid in (3,1, 2,10..20,15..30,0x10)", "pid in (1..3, 10..30)"),
    ("pid in (1, 2)", "pid in (1, 2)"), ("pid in ()", "pid in ()"), ("pid==007", "pid == 7"),
    (
      "signal in (SIGTERM, int, 9, RTMIN+2, sigrtmax)",
      "signal in (INT, KILL, TERM, RTMIN+2, RTMIN+30)"
    ),
    ("signal in (HUP, INT, QUIT)", "signal in (HUP, INT, QUIT)"),
    ("signal in (HUP..TERM)", "signal in (1..15)"), ("signal == 15", "signal == TERM"),
    ("signal > TERM", "signal > 15"), ("signal != 32", "signal != 32"),
    ("event == exit", "exit"), ("event != exit", "not exit"), ("event in (exit)", "exit"),
    ("event in (exit, fork)", "exit or fork"), ("event in ()", "not all"),
    ("event not in (exit, fork) and core", "not (exit or fork) and core"),
    ("ancestor in (5)", "ancestor == 5"), ("ancestor != 5", "not ancestor == 5"),
    ("ancestor not in (5, 7)", "not ancestor in (5, 7)"), ("ancestor in ()", "ancestor in ()"),
    ("name == bash", #"name == "bash""#), ("name in ('b', \"a\", b)", #"name in ("a", "b")"#),
    (#"name == "a\"b\\c\n\t\x00\xff'""#, #"name == "a\"b\\c\n\t\x00\xff'""#),
    ("name == 'é\u{202E}'", #"name == "é\xe2\x80\xae""#), ("exe ~ /usr/*", #"exe ~ "/usr/*""#),
    ("name !~ [a-z]*", #"name !~ "[a-z]*""#), ("uid and uid == 5", "uid and uid == 5"),
    ("uid or uid not in (5)", "uid or uid not in (5)"),
    ("comm and comm ~ x", #"comm and comm ~ "x""#),
  ])
  func canonicalText(text: String, canonical: String) throws {
    let filter = try Filter(parsing: text)
    #expect(filter.description == canonical)
    #expect(try Filter(parsing: canonical) == filter)
  }

  @Test func bytesThatAreNoText() throws {
    let filter = try Filter(parsing: Array("name == '".utf8) + [0xFF, 0x00] + Array("'".utf8))
    #expect(filter == .text(.name, .equal(Filter.Text(bytes: [0xFF, 0x00]))))
  }
}
