internal import ArgumentParser
internal import ProcessTable

/// The id of a registration or a death on the command line, as the lists print it.
struct GuardedIDArgument: ExpressibleByArgument, Hashable {
  var id: GuardedID

  init?(argument: String) {
    guard let id = GuardedID(argument, boot: BootID.current()) else { return nil }
    self.id = id
  }
}
