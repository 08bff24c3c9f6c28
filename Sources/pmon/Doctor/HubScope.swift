internal import KernelInterface
internal import ProcessConnector

/// Whose processes a hub tells this process of, as far as that can be seen from here.
enum HubScope: Hashable {
  case everything
  /// Those of the PID namespace and of the ones below.
  case wholeNamespace
  case ownProcesses
  case ownProcessesInNamespace

  /// - Parameters:
  ///   - isInitialNamespace: of the PID namespace.
  ///   - hostUser: who this user is outside of the user namespace.
  ///   - user: who he is here.
  ///   - owner: who owns the user namespace that the PID namespace belongs to, as a user here; nil where that is
  ///     somebody outside.
  init(isInitialNamespace: Bool, hostUser: UInt32, user: UInt32, owner: UInt32?) {
    if isInitialNamespace {
      self = hostUser == 0 ? .everything : .ownProcesses
    } else {
      self = hostUser == 0 || owner == user ? .wholeNamespace : .ownProcessesInNamespace
    }
  }

  /// This process's.
  static func current() -> HubScope {
    let user = HostFacts.effectiveUser
    let map = (try? Files.text(of: "/proc/self/uid_map", limit: 16_384)) ?? ""
    return HubScope(
      isInitialNamespace: HostEnvironment.current().isInitialPIDNamespace ?? true,
      hostUser: hostUser(of: user, in: map) ?? user, user: user,
      owner: HostFacts.ownerOfPIDNamespace)
  }

  /// Who a user is outside, by the lines of `user_namespaces(7)`: first here, first outside, how many.
  static func hostUser(of user: UInt32, in map: String) -> UInt32? {
    for line in map.split(whereSeparator: \.isNewline) {
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      guard numbers.count == 3, user >= numbers[0], user - numbers[0] < numbers[2] else { continue }
      return numbers[1] &+ (user - numbers[0])
    }
    return nil
  }

  var text: String {
    switch self {
    case .everything: "all processes of this machine"
    case .wholeNamespace: "all processes of this PID namespace and those below, by its own ids"
    case .ownProcesses: "this user's processes"
    case .ownProcessesInNamespace:
      "this user's processes in this PID namespace and those below, by its own ids"
    }
  }
}
