internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What top tells about the run itself.
struct TopFacts {
  var host: String
  var kernel: String
  /// What is listened to, in words.
  var selection: String
  var source = ConnectorSource.kernel
  var stage: FilterStage
  /// Where names come from; nil where there are none.
  var nameSource: NameSource?
  /// The kinds of events that are listened to.
  var events: EventMask
  var counters = ConnectorCounters()
  /// How much of one CPU pmon itself has used since the last look, 1 being all of it.
  var cpuShare = 0.0
}
