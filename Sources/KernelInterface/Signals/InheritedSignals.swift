internal import CLinux

/// How this process was told to treat signals when it began, so that a command it starts is told the same.
///
/// A blocked or ignored signal stays so over an exec. What this program blocks to read it from a descriptor, and
/// ignores to get an error instead, is not meant for others.
package struct InheritedSignals: Sendable {
  private let mask: sigset_t
  private let ignoresBrokenPipe: Bool

  /// Takes them as they are now: to be called before anything blocks or ignores a signal.
  package init() {
    var mask = sigset_t()
    unsafe sigprocmask(SIG_BLOCK, nil, &mask)
    self.mask = mask
    ignoresBrokenPipe = clinux_is_signal_ignored(SIGPIPE) != 0
  }

  /// Lets a process that is to be spawned begin with them.
  func apply(to attributes: inout posix_spawnattr_t) {
    var mask = mask
    unsafe posix_spawnattr_setsigmask(&attributes, &mask)
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    if !ignoresBrokenPipe { unsafe sigaddset(&defaults, SIGPIPE) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  }
}
