/// A system call on a scripted socket that fails, by its error number.
@nonexhaustive
public enum KernelRefusal: Int32, Error, Hashable, Sendable {
  /// C: `EPERM`
  case notPermitted = 1
  /// Nothing waits. C: `EAGAIN`
  case wouldBlock = 11
  /// Messages were dropped for want of room since the last receive. C: `ENOBUFS`
  case noBufferSpace = 105
  /// There is no connector in this network namespace. C: `ECONNREFUSED`
  case connectionRefused = 111
}
