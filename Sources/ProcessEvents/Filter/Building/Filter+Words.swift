// Events and flags are filters by themselves.
extension Filter {
  public static let fork = event(.fork)
  public static let exec = event(.exec)
  public static let exit = event(.exit)
  public static let coredump = event(.coredump)
  public static let comm = event(.comm)
  public static let ptrace = event(.ptrace)
  public static let uid = event(.uid)
  public static let gid = event(.gid)
  public static let sid = event(.sid)

  public static let abnormal = flag(.abnormal)
  public static let core = flag(.core)
  public static let thread = flag(.thread)
}

// Fields, for `.pid.in(1, 2...50)`. The words `uid` and `comm` alone are events, so those two fields are
// spelled out: `Filter.NumberField.uid.in(…)`, `Filter.TextField.comm.in(…)`.
extension Filter {
  public static let pid = NumberField.pid
  public static let tid = NumberField.tid
  public static let ppid = NumberField.ppid
  public static let code = NumberField.code
  public static let signal = SignalField.signal
  public static let status = NumberField.status
  public static let cpu = NumberField.cpu
  public static let ruid = NumberField.ruid
  public static let euid = NumberField.euid
  public static let rgid = NumberField.rgid
  public static let egid = NumberField.egid
  public static let tracer = NumberField.tracer
  public static let ancestor = AncestorField.ancestor

  public static let name = TextField.name
  public static let exe = TextField.exe
  public static let args = TextField.args
  public static let user = TextField.user
  public static let cgroup = TextField.cgroup
}
