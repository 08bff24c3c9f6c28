internal import CLinux

/// An error number of the C library, `errno(3)`.
package struct Errno: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The calling thread's last error.
  package static var last: Errno { Errno(rawValue: clinux_errno()) }

  package static let notPermitted = Errno(rawValue: EPERM)
  package static let noSuchProcess = Errno(rawValue: ESRCH)
  package static let noSuchFile = Errno(rawValue: ENOENT)
  package static let noSuchDevice = Errno(rawValue: ENODEV)
  package static let interrupted = Errno(rawValue: EINTR)
  package static let badDescriptor = Errno(rawValue: EBADF)
  package static let wouldBlock = Errno(rawValue: EAGAIN)
  package static let outOfMemory = Errno(rawValue: ENOMEM)
  package static let noChild = Errno(rawValue: ECHILD)
  package static let notExecutable = Errno(rawValue: ENOEXEC)
  package static let notADirectory = Errno(rawValue: ENOTDIR)
  package static let accessDenied = Errno(rawValue: EACCES)
  package static let badAddress = Errno(rawValue: EFAULT)
  package static let invalidArgument = Errno(rawValue: EINVAL)
  package static let tooManyOpenFiles = Errno(rawValue: EMFILE)
  package static let inputOutput = Errno(rawValue: EIO)
  package static let brokenPipe = Errno(rawValue: EPIPE)
  package static let noSystemCall = Errno(rawValue: ENOSYS)
  package static let protocolNotSupported = Errno(rawValue: EPROTONOSUPPORT)
  package static let noBufferSpace = Errno(rawValue: ENOBUFS)
  package static let fileExists = Errno(rawValue: EEXIST)
  package static let noSpace = Errno(rawValue: ENOSPC)
  package static let readOnlyFileSystem = Errno(rawValue: EROFS)
  package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
  package static let connectionAborted = Errno(rawValue: ECONNABORTED)
  package static let connectionReset = Errno(rawValue: ECONNRESET)
  package static let timedOut = Errno(rawValue: ETIMEDOUT)
  package static let wrongSocketType = Errno(rawValue: EPROTOTYPE)
  package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
  package static let identifierRemoved = Errno(rawValue: EIDRM)
  package static let notSupported = Errno(rawValue: EOPNOTSUPP)
}

extension Errno: CustomStringConvertible {
  /// The symbol, such as `EPERM`.
  package var name: String {
    guard let name = unsafe strerrorname_np(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: name)
  }

  /// Symbol and explanation, such as `EPERM (Operation not permitted)`.
  package var description: String {
    guard let text = unsafe strerrordesc_np(rawValue) else { return name }
    return unsafe "\(name) (\(String(cString: text)))"
  }
}

/// A system call that failed.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call, such as `bind`.
  package var call: String
  package var errno: Errno

  package init(_ call: String, _ errno: Errno = .last) {
    self.call = call
    self.errno = errno
  }

  package var description: String { "\(call): \(errno)" }
}

/// Calls `body` until it does something other than fail with `EINTR`.
///
/// `EBADF` and `EFAULT` can only be mistakes of this program, so they end it.
@discardableResult
package func systemCall<Result: SignedInteger>(
  _ name: String, _ body: () -> Result
) throws(SystemCallError) -> Result {
  while true {
    let result = body()
    if result >= 0 { return result }
    let error = Errno.last
    switch error {
    case .interrupted: continue
    case .badDescriptor, .badAddress: fatalError("\(name): \(error)")
    default: throw SystemCallError(name, error)
    }
  }
}
