import EventCapture
import Foundation
import ProcessEvents

struct Report {
  var offset: Int64 = 0
  var counts: [EventMask: Int] = [:]

  mutating func take(_ record: CaptureRecord) {
    switch record {
    case .header(let header):
      offset = header.realTimeOffset
      print("recorded by pmon \(header.toolVersion) on Linux \(header.kernelRelease)")
      print("asked for \(header.events); filter: \(header.filter ?? "none")")
    case .clock(let clock):
      offset = clock.realTimeOffset
    case .elements(let elements):
      for element in elements { take(element) }
    default:
      break
    }
  }

  mutating func take(_ element: CaptureElement) {
    switch element {
    case .death(let death):
      if death.status.isAbnormal {
        print("\(date(of: death.time)) \(death.process) ended: \(death.status)")
      }
      counts[.exit, default: 0] += 1
    case .event(let event):
      counts[event.kind, default: 0] += 1
    case .lost(let loss):
      print("\(date(of: loss.until)) \(loss.count) events were lost")
    }
  }

  func date(of time: KernelInstant) -> String {
    let nanoseconds = Int64(clamping: time.nanoseconds) + offset
    return Date(timeIntervalSince1970: Double(nanoseconds) / 1e9)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

var report = Report()
var decoder = CaptureDecoder()
do {
  while let bytes = try FileHandle.standardInput.read(upToCount: 65_536), !bytes.isEmpty {
    decoder.append(bytes.span)
    while let record = try decoder.next() { report.take(record) }
  }
  try decoder.finish()
} catch {
  print("the rest cannot be read: \(error)")
}

for (kind, count) in report.counts.sorted(by: { $0.value > $1.value }) {
  print("\(count) of \(kind)")
}
