import Glibc
import ProcessConnector

func tell(_ element: ConnectorElement) {
  switch element {
  case .death(let death):
    print("\(death.process) ended: \(death.status)")
  case .lost(let loss):
    print("\(loss.count) events were lost")
  default:
    break
  }
}

do {
  var reader = try ConnectorReader(ConnectorConfiguration(events: .nonzeroExit))
  print("listening: \(reader.filterStage)")

  while try reader.wait() == .ready {
    while try reader.read({ elements in
      for index in elements.indices { tell(elements[index]) }
    }) {}
  }
} catch {
  print("cannot listen: \(error)")
  exit(3)
}
