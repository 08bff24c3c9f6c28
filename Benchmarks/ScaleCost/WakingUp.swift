import KernelInterface
import Measurements
import ProcessConnector
import ProcessEvents

/// What the kernel takes for each time that a reader wakes, and for each event that it gives out.
enum WakingUp {
  /// CPU nanoseconds of a sleep by a timer, and of finding the socket empty.
  static func measureSleep() -> Double {
    var samples = Samples()
    for _ in 0..<9 {
      let begin = Clocks.processCPU
      for _ in 0..<100 {
        _ = try? pollReadable(-1, timeout: 500_000)
        _ = try? pollReadable(-1, timeout: 0)
      }
      samples.add(Double(Clocks.processCPU - begin) / 100)
    }
    return samples.median
  }

  /// CPU nanoseconds of receiving an event in a full batch, decoding included; nil where the kernel does not serve.
  static func measureReceiving() -> Double? {
    guard var reader = try? EventReader(.comm) else { return nil }
    var samples = Samples()
    for _ in 0..<9 {
      for number in 0..<5_000 { try? ProcessActions.rename("scale-\(number % 7)") }
      let begin = Clocks.processCPU
      var count = 0
      while let reception = try? reader.receive({ _ in }) {
        count += reception.count
        if reception.isDrained { break }
      }
      if count > 0 { samples.add(Double(Clocks.processCPU - begin) / Double(count)) }
    }
    return samples.isEmpty ? nil : samples.median
  }
}
