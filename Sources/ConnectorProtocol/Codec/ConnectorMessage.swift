public import ProcessEvents

/// What a datagram from the connector says.
public enum ConnectorMessage: Hashable, Sendable {
  /// Something happened to a task.
  case event(ProcessEvent)
  /// A request was taken, or refused.
  case acknowledgement(Acknowledgement)
}

/// The kernel's answer to a request; every listener gets everybody's.
///
/// C: `PROC_EVENT_NONE`
public struct Acknowledgement: Hashable, Sendable {
  /// The request's token plus one.
  public var token: UInt32
  /// 0, or an error number of the kernel: 22 (EINVAL) for an operation that there is not.
  public var error: UInt32
  /// When it was made.
  public var time: KernelInstant
  /// The CPU on which the kernel made the message.
  public var cpu: UInt32
  /// The message's number on that CPU, among those of the events.
  public var sequence: UInt32

  /// Makes an acknowledgement of its parts.
  public init(
    token: UInt32, error: UInt32, time: KernelInstant, cpu: UInt32, sequence: UInt32
  ) {
    self.token = token
    self.error = error
    self.time = time
    self.cpu = cpu
    self.sequence = sequence
  }
}

/// Why a datagram is not the process connector's.
@nonexhaustive
public enum MalformedMessage: Error, Hashable, Sendable {
  /// Its length is not that of an event, or not the one that its headers state.
  case length(Int)
  /// The netlink header's type is not `NLMSG_DONE`.
  case type(UInt16)
  /// The connector's id is not that of process events.
  case identifier(index: UInt32, value: UInt32)
}
