public import ProcessTable

/// Names a registration: a process has at most one with each guard.
///
/// The death that it becomes is named by the same; see ``DeathID``.
public struct RegistrationKey: Hashable, Sendable {
  public var process: ProcessIdentity
  public var guardName: String

  public init(process: ProcessIdentity, guardName: String) {
    self.process = process
    self.guardName = guardName
  }

  public init(_ death: GuardedDeath) {
    self.init(process: death.process, guardName: death.guardName)
  }

  public init(_ registration: Registration) {
    self.init(process: registration.process, guardName: registration.terms.guardName)
  }
}

extension RegistrationKey: LosslessStringConvertible {
  /// Takes the form `<boot id>/<pid>/<ticks>/<guard>` that ``description`` makes.
  public init?(_ description: String) {
    guard let slash = description.lastIndex(of: "/"),
      let process = ProcessIdentity(String(description[..<slash]))
    else { return nil }
    let name = String(description[description.index(after: slash)...])
    guard GuardRule.isName(name) else { return nil }
    self.init(process: process, guardName: name)
  }

  public var description: String { DeathID(process, guardName: guardName).rawValue }
}
