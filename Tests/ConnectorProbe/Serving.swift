import ConnectorService
import KernelInterface

func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = try? Files.write(bytes.span, to: 1)
}

func fail(_ line: String) -> Never {
  say("FAILED: \(line)")
  ProcessActions.end(code: 1)
}

/// Is a user from now on; there is one thread.
func become(_ user: String?) {
  guard let user else { return }
  guard let id = UInt32(user) else { fail("\(user) is no user id") }
  do {
    try ThreadCredentials.become(user: id, group: id)
  } catch {
    fail("\(error)")
  }
}

func serve(_ path: String) {
  do {
    let door = try ConnectorDoor(path) { note in say("note: \(note)") }
    say("serving \(path)")
    var input = [UInt8](repeating: 0, count: 64)
    while let count = try? Files.read(0, into: &input), count > 0 {}
    door.close()
  } catch {
    fail("\(error)")
  }
}
