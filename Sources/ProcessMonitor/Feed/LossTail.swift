internal import ProcessConnector
internal import ProcessEvents

/// What a reader has missed at one place of its stream: bounded, however much that is.
struct LossTail: Sendable {
  /// What found no room with the reader.
  private var here: Loss
  /// What was lost elsewhere in that time, by its places.
  private var elsewhere: [Loss] = []

  /// - Parameter instant: the last moment of which the reader is told everything.
  init(since instant: KernelInstant) {
    here = Loss(count: 0, since: instant, until: instant, place: .stream)
  }

  mutating func append(eventAt time: KernelInstant) {
    here.count &+= 1
    // A death may be told later than what followed it.
    here.since = min(here.since, time)
    here.until = max(here.until, time)
  }

  mutating func append(_ loss: Loss) {
    guard let index = elsewhere.firstIndex(where: { $0.place == loss.place }) else {
      return elsewhere.append(loss)
    }
    elsewhere[index].count &+= loss.count
    elsewhere[index].until = max(elsewhere[index].until, loss.until)
  }

  /// What is to be told.
  var losses: [Loss] { (here.count > 0 ? [here] : []) + elsewhere }
}
