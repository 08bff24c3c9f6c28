public import ProcessEvents
public import ProcessTable

/// One process that is guarded, and by what. A process may have one registration with each guard.
public struct Registration: Hashable, Sendable {
  public var process: ProcessIdentity
  public var terms: GuardTerms
  /// What the registrant calls it by; nil is none.
  public var token: String?
  /// The registrant's user; nil where a rule found the process.
  public var owner: UInt32?
  /// The process's command name when it was registered; nil where it is not known.
  public var name: CommandName?

  public init(
    process: ProcessIdentity, terms: GuardTerms, token: String? = nil, owner: UInt32? = nil,
    name: CommandName? = nil
  ) {
    self.process = process
    self.terms = terms
    self.token = token
    self.owner = owner
    self.name = name
  }
}
