import ProcessEvents
import Testing

@Suite struct BuildingTests {
  @Test(
    arguments: [
      (.exit && .code != 0, "exit and code != 0"),
      (
        .exit && .code != 0 && !.signal.in(.terminate, .interrupt),
        "exit and code != 0 and not signal in (TERM, INT)"
      ),
      (.exec || (.exit && .abnormal), "exec or (exit and abnormal)"),
      (!(.fork || .exec), "not (fork or exec)"),
      (.pid.in(1, 2...50), "pid in (1, 2..50)"), (.pid.notIn(7), "pid not in (7)"),
      (.pid == ProcessID(5), "pid == 5"), (.tracer != ProcessID(5), "tracer != 5"),
      (.pid.in(Filter.NumberSet([ProcessID(3), ProcessID(1)])), "pid in (1, 3)"),
      (.signal == .kill, "signal == KILL"), (.signal != .kill, "signal != 9"),
      (.signal == 9, "signal == SIGKILL"), (.signal.notIn(.kill), "signal not in (KILL)"),
      (.code < 3 || .code >= 128, "code < 3 or code >= 128"),
      (.status <= 3 && .status > 1, "status <= 3 and status > 1"),
      (.name ~ "ora_*", "name ~ 'ora_*'"), (.name !~ "ora_*", "name !~ 'ora_*'"),
      (.name == "bash", "name == bash"), (.exe != "/bin/sh", "exe != /bin/sh"),
      (.user.in("root", "adm"), "user in (root, adm)"), (.name.notIn("a"), "name not in (a)"),
      (.uid && .uid == 1000, "uid and uid == 1000"), (.comm && .comm == "x", "comm and comm == x"),
      (Filter.NumberField.uid.in(1000...1999), "uid in (1000..1999)"),
      (Filter.TextField.comm.in("x"), "comm in (x)"),
      (.ancestor == 1, "ancestor == 1"), (.ancestor != ProcessID(1), "ancestor != 1"),
      (.ancestor.in(1, 5...7), "ancestor in (1, 5..7)"),
      (.thread || .core, "thread or core"), (.all, ""), (.nothing, "not all"),
      (.and([]), "all"), (.or([]), "not all"), (.and([.exit]), "exit"),
    ] as [(Filter, String)])
  func givesTheTreeOf(filter: Filter, text: String) throws {
    #expect(try Filter(parsing: text) == filter)
  }
}
