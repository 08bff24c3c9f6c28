internal import CLinux

/// What a process can do to itself or another that the kernel tells the connector's listeners.
package enum ProcessActions {
  /// Sets real and effective user id, of the calling thread only.
  package static func setUser(_ id: UInt32) throws(SystemCallError) {
    try systemCall("setresuid") { clinux_set_real_user_of_thread(id, id) }
  }

  /// Sets real and effective group id, of the calling thread only.
  package static func setGroup(_ id: UInt32) throws(SystemCallError) {
    try systemCall("setresgid") { clinux_set_real_group_of_thread(id, id) }
  }

  package static func becomeSessionLeader() throws(SystemCallError) {
    try systemCall("setsid") { setsid() }
  }

  /// Names the calling thread; at most 15 bytes.
  package static func rename(_ name: String) throws(SystemCallError) {
    try systemCall("prctl PR_SET_NAME") { unsafe clinux_set_process_name(name) }
  }

  /// Lets any process of the same user trace this one, where Yama restricts that.
  package static func allowTracing() { _ = clinux_allow_any_tracer() }

  /// Sends this process a signal when its parent ends.
  package static func dieWithParent() { _ = clinux_die_with_parent(SIGKILL) }

  /// Attaches to a process as its tracer, waits until it stops, and leaves it.
  package static func traceBriefly(_ process: Int32) throws(SystemCallError) {
    try systemCall("ptrace PTRACE_ATTACH") { clinux_ptrace_attach(process) }
    var status: Int32 = 0
    try systemCall("waitpid") { unsafe waitpid(process, &status, __WALL) }
    try systemCall("ptrace PTRACE_DETACH") { clinux_ptrace_detach(process) }
  }

  /// Ends the calling thread alone.
  package static func endThread(code: Int32) { clinux_exit_thread(code) }

  /// Ends this process by a signal, without a core file.
  package static func die(signal number: Int32) throws(SystemCallError) {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    try systemCall("setrlimit") {
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
    // The Swift runtime may have a handler for crashes.
    clinux_default_signal(number)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigprocmask(SIG_SETMASK, &set, nil)
    try systemCall("kill") { kill(getpid(), number) }
  }

  /// Sends another process a signal; nothing happens where there is none.
  package static func send(signal: Int32, to process: Int32) { kill(process, signal) }

  package static func end(code: Int32) -> Never { exit(code) }

  /// Whether there is a process with this id, a zombie included.
  package static func exists(_ process: Int32) -> Bool {
    kill(process, 0) == 0 || Errno.last != .noSuchProcess
  }

  /// Keeps the calling thread, and all that it starts, on the CPU on which it is.
  package static func stayOnThisCPU() throws(SystemCallError) {
    try systemCall("sched_setaffinity") { clinux_stay_on_this_cpu() }
  }

  package static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1000) }
}
