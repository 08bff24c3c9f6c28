package import ConnectorProtocol
package import KernelInterface
internal import ProcessEvents

/// The way to a subscription, on any kernel. It performs nothing: each answer leads to the next action.
///
/// Until the kernel's filter stands, a socket filter lets only acknowledgements pass, since a socket
/// that has joined the group gets everything that anybody on the machine listens to.
package struct Handshake: Sendable {
  package enum Action: Hashable, Sendable {
    case attachFilter([FilterInstruction])
    case detachFilter
    case join
    case send(ConnectorRequest)
    /// Read all that waits and look for the acknowledgement of a token.
    case awaitAcknowledgement(of: UInt32)
    case finish(FilterStage)
    /// No acknowledgement came.
    case giveUp
  }

  package enum Answer: Hashable, Sendable {
    case done
    case acknowledged
    case silence
  }

  private enum Step: Sendable {
    case begin, restrict, join
    case askWithMask, awaitWithMask
    case askWithoutMask, awaitWithoutMask
    case setMask, openSocket
    case finished, failed
  }

  private let filter: KernelFilter
  private let token: UInt32
  private var step = Step.begin
  private var stage: FilterStage

  /// Whether an acknowledged LISTEN is to be taken back by an IGNORE.
  package private(set) var isListening = false

  /// - Parameters:
  ///   - token: any number; the handshake uses it and the three after it.
  ///   - isWithHub: whether it is a hub that is asked, which always filters.
  package init(_ filter: KernelFilter, token: UInt32, isWithHub: Bool = false) {
    self.filter = filter
    self.token = token
    stage = isWithHub ? .hub : .connector
  }

  package mutating func start() -> Action {
    step = .restrict
    return .attachFilter(SocketFilterProgram.acknowledgementsOnly)
  }

  /// What to do after the last action went well or, for an acknowledgement, did not come.
  package mutating func next(after answer: Answer) -> Action {
    switch (step, answer) {
    case (.restrict, .done):
      step = .join
      return .join
    case (.join, .done):
      step = .askWithMask
      return .send(ConnectorRequest(.listen, mask: .max, token: token))
    case (.askWithMask, .done):
      step = .awaitWithMask
      return .awaitAcknowledgement(of: token)
    case (.awaitWithMask, .acknowledged):
      isListening = true
      step = .setMask
      // The acknowledgement of a narrower mask does not pass the filter that it confirms.
      let mask = filter.mask(at: stage)
      if mask == .all { return openSocket() }
      return .send(ConnectorRequest(.listen, mask: mask.rawValue, token: token &+ 3))
    case (.awaitWithMask, .silence) where stage == .hub:
      step = .failed
      return .giveUp
    case (.awaitWithMask, .silence):
      stage = .socketFilter
      step = .askWithoutMask
      return .send(ConnectorRequest(.listen, token: token &+ 2))
    case (.askWithoutMask, .done):
      step = .awaitWithoutMask
      return .awaitAcknowledgement(of: token &+ 2)
    case (.awaitWithoutMask, .acknowledged):
      isListening = true
      return openSocket()
    case (.awaitWithoutMask, .silence):
      step = .failed
      return .giveUp
    case (.setMask, .done):
      return openSocket()
    case (.openSocket, .done):
      step = .finished
      return .finish(stage)
    default:
      preconditionFailure("the handshake got \(answer) at \(step)")
    }
  }

  private mutating func openSocket() -> Action {
    step = .openSocket
    return filter.program(at: stage).map(Action.attachFilter) ?? .detachFilter
  }
}
