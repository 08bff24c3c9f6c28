import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

extension LiveTests {
  /// A plan in place on the kernel here.
  @Suite("Plans")
  struct PlanTests {
    @Test(
      "Of children with all kinds of codes those arrive that are wanted",
      arguments: LiveTests.stages)
    func codes(stage: FilterStage) throws {
      let connectorFilters = stage == .connector
      let capabilities = Capabilities.current(connectorFilters: connectorFilters)
      let plan = FilterPlan(Filter("exit and code == 3"), capabilities: capabilities)
      let program = try #require(plan.program)
      let transport = try KernelTransport.open()
      try transport.setReceiveBuffer(.default)
      try transport.attachFilter(program)
      try transport.join()
      let mask = connectorFilters ? plan.mask.rawValue : nil
      try transport.send(ConnectorRequest(.listen, mask: mask, token: 77))
      defer { try? transport.send(ConnectorRequest(.ignore, token: 79)) }

      var wanted: Set<Int32> = []
      var others: Set<Int32> = []
      for code in 0..<40 {
        let child = try ChildProcess(["/bin/sh", "-c", "exit \(code % 8)"])
        if code % 8 == 3 { wanted.insert(child.id) } else { others.insert(child.id) }
        _ = try child.wait()
      }
      // The exit's message may come a moment after its parent has been told.
      ProcessActions.sleep(milliseconds: 100)
      let exits = try Self.exits(of: transport)
      #expect(wanted.isSubset(of: exits))
      #expect(others.isDisjoint(with: exits))
    }

    private static func exits(of transport: KernelTransport) throws -> Set<Int32> {
      var processes: Set<Int32> = []
      while let batch = try receiveBatch(from: transport) {
        for index in 0..<batch.count where batch.senderPort(at: index) == 0 {
          let datagram = unsafe batch.datagram(at: index)
          if case .event(let event)? = unsafe try? ConnectorMessage(decoding: datagram.bytes),
            let task = event.task
          {
            processes.insert(task.process.rawValue)
          }
        }
      }
      return processes
    }

    private static func receiveBatch(
      from transport: KernelTransport
    ) throws(SystemCallError) -> ReceivedDatagrams? {
      do {
        return try transport.receive(limit: transport.capacity)
      } catch  where error.errno == .wouldBlock {
        return nil
      }
    }
  }
}
