import KernelInterface
import ProcessEvents

/// Does what a script wants done, in children that end with it.
struct Actor {
  /// The children that began, all reaped.
  private(set) var children: Set<Int32> = []

  mutating func perform(_ action: Action) throws {
    switch action {
    case .exit(let code): try fork { ProcessActions.end(code: code) }
    case .signal(let number): try fork { try ProcessActions.die(signal: number) }
    case .setUser(let id): try fork { try ProcessActions.setUser(id) }
    case .setGroup(let id): try fork { try ProcessActions.setGroup(id) }
    case .session: try fork { try ProcessActions.becomeSessionLeader() }
    case .rename: try fork { try ProcessActions.rename("hub-actor") }
    case .threads(let code):
      try fork {
        let thread = try Thread { ProcessActions.endThread(code: 7) }
        thread.join()
        ProcessActions.end(code: code)
      }
    case .execute(let code):
      let child = try ChildProcess(["/proc/self/exe", "exit", "\(code)"])
      children.insert(child.id)
      _ = try child.wait()
    case .trace:
      let child = try start {
        ProcessActions.allowTracing()
        ProcessActions.sleep(milliseconds: 60_000)
      }
      try ProcessActions.traceBriefly(child)
      ProcessActions.send(signal: 9, to: child)
      EndedChild.reap(child)
    }
  }

  private mutating func fork(_ body: () throws -> Void) throws {
    EndedChild.reap(try start(body))
  }

  private mutating func start(_ body: () throws -> Void) throws -> Int32 {
    switch try Fork.make() {
    case .child:
      ProcessActions.dieWithParent()
      do { try body() } catch { ProcessActions.end(code: 99) }
      ProcessActions.end(code: 0)
    case .parent(let child):
      children.insert(child)
      return child
    }
  }
}
