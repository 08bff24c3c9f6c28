import TestSupport
import Testing

@testable import pmon

@Suite("What keys do")
struct TopStateTests {
  private func press(_ text: String, from state: TopState = TopState()) -> TopState {
    var state = state
    var parser = KeyParser()
    for key in parser.parse(text.utf8) + parser.flush() { _ = state.press(key) }
    return state
  }

  @Test("Sorting, panels, pause and lists")
  func choices() {
    #expect(press("e").measure == .execs)
    #expect(press("a").measure == .abnormal)
    #expect(press("d").measure == .deaths)
    #expect(press("af").measure == .forks)
    #expect(press("\t").focus == .names)
    #expect(press("\t\t\t").focus == .families)
    #expect(press("\u{1B}[Z").focus == .deaths)
    #expect(press("p").isPaused)
    #expect(!press("pp").isPaused)
    #expect(press("x").showsAllDeaths)
    #expect(press("?").showsHelp)
    #expect(press("?e") == TopState())
  }

  @Test("Effects")
  func effects() {
    var state = TopState()
    #expect(state.press(.character("q")) == .quit)
    #expect(state.press(.control("c")) == .quit)
    #expect(state.press(.control("l")) == .redraw)
    #expect(state.press(.character("r")) == .reset)
    #expect(state.press(.character("z")) == .none)
    #expect(state == TopState())
  }

  @Test("A search is typed; while it is, letters are letters")
  func search() {
    let typed = press("/quä")
    #expect(typed.isSearching)
    #expect(typed.search == "quä")
    #expect(press("\u{7F}", from: typed).search == "qu")
    #expect(press("\r", from: typed).search == "quä")
    #expect(!press("\r", from: typed).isSearching)
    #expect(press("\u{1B}", from: typed) == TopState())
    #expect(press("\r\u{1B}", from: typed).search == "")
    #expect(press("\u{15}", from: typed).search == "")
    var state = typed
    #expect(state.press(.control("c")) == .quit)
  }

  @Test("The pace has limits, and goes on from any interval")
  func pace() {
    #expect(press("+").interval == 500_000_000)
    #expect(press("-").interval == 2_000_000_000)
    #expect(press(String(repeating: "+", count: 20)).interval == TopState.intervals.first)
    #expect(press(String(repeating: "-", count: 20)).interval == TopState.intervals.last)
    var state = TopState()
    state.interval = 1_500_000_000
    #expect(press("+", from: state).interval == 1_000_000_000)
    #expect(press("-", from: state).interval == 2_000_000_000)
  }

  @Test("Scrolling ends where the list does")
  func scroll() {
    var state = press("jj")
    #expect(state.scroll[.families] == 2)
    state = press("\u{1B}[F", from: state)
    state.limitScroll(to: [.families: 7])
    #expect(press("k", from: state).scroll[.families] == 6)
    #expect(press("\u{1B}[H", from: state).scroll[.families] == 0)
    #expect(press("kkk").scroll[.families] == 0)
  }
}
