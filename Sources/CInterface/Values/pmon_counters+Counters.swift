internal import CPmon
internal import ProcessConnector

extension pmon_counters {
  init(_ counters: ConnectorCounters) {
    self.init()
    size = UInt32(MemoryLayout<pmon_counters>.size)
    buffer_size = counters.bufferSize
    buffer_used = counters.bufferUsed
    received = counters.received
    delivered = counters.delivered
    held_back = counters.droppedHere
    lost = counters.lost
    rejected = counters.rejected
  }
}
