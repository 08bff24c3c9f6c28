import Glibc
import ProcessConnector
import ProcessTable

func shown<Value>(_ fact: Fact<Value>) -> String {
  switch fact {
  case .known(let value): "\(value)"
  case .stale(let value): "\(value)~"
  default: "?"
  }
}

func tell(_ element: ProcessElement) {
  switch element.element {
  case .death(let death):
    guard let process = element.process else { return }
    var line = "\(death.process) \(shown(process.name)) of \(shown(process.forkedByName))"
    line += " (\(shown(process.executable)), user \(shown(process.userID)))"
    if let nanoseconds = process.duration(at: death.time) {
      line += " lived for \(nanoseconds / 1_000_000) ms and"
    }
    print("\(line) ended: \(death.status)")
  case .lost(let loss):
    print("\(loss.count) events were lost")
  default:
    break
  }
}

do {
  let connector = ConnectorConfiguration(events: .nonzeroExit)
  let configuration = ProcessConfiguration(connector, details: [.executable, .user])
  var reader = try ProcessReader(configuration)
  if let source = reader.nameSource { print(source) }
  if let refusal = reader.sideBandRefusal { print(refusal) }

  while try reader.wait() == .ready {
    while try reader.read({ elements in
      for index in elements.indices { tell(elements[index]) }
    }) {}
  }
} catch {
  print("cannot listen: \(error)")
  exit(3)
}
