/// A registration as the journal holds it.
public struct JournaledRegistration: Hashable, Sendable {
  public var registration: Registration
  /// When it was made, in nanoseconds of the wall clock since 1970.
  public var time: UInt64

  public init(_ registration: Registration, time: UInt64) {
    self.registration = registration
    self.time = time
  }

  public var key: RegistrationKey { RegistrationKey(registration) }
}
