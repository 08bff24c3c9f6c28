import Glibc
import ProcessConnector
import ProcessEvents

let text = CommandLine.arguments.dropFirst().joined(separator: " ")
let filter: Filter
do {
  filter = try Filter(parsing: text)
} catch {
  print(error.rendered(text))
  exit(2)
}

func tell(_ element: ConnectorElement) {
  switch element {
  case .death(let death):
    print("\(death.process) ended: \(death.status)")
  case .event(let event):
    print("\(event.kind) of \(event.task?.process.description ?? "an unknown process")")
  case .lost(let loss):
    let window = loss.until.nanoseconds - loss.since.nanoseconds
    print("\(loss.count) events were lost within \(window / 1_000_000) ms: \(loss.place)")
  @unknown default:
    break
  }
}

do {
  let configuration = ConnectorConfiguration(events: .all, filter: filter)
  var reader = try ConnectorReader(configuration)
  for line in configuration.explanation(at: reader.filterStage) { print(line) }

  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    guard try reader.wait(atMost: end - .now) == .ready else { continue }
    while try reader.read({ elements in
      for index in elements.indices { tell(elements[index]) }
    }) {}
  }

  try reader.readToEnd { elements in
    for index in elements.indices { tell(elements[index]) }
  }
  let counters = reader.counters
  print("received \(counters.received), held back here \(counters.droppedHere)")
  print("delivered \(counters.delivered), lost \(counters.lost)")
} catch {
  print("cannot listen: \(error)")
  exit(3)
}
