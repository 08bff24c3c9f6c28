internal import EventCapture
internal import ProcessConnector

extension CaptureElement {
  /// The same as a capture has it.
  init(_ element: ConnectorElement) {
    switch element {
    case .event(let event): self = .event(event)
    case .death(let death): self = .death(death)
    case .lost(let loss):
      self = .lost(
        CaptureLoss(
          count: loss.count, since: loss.since, until: loss.until,
          place: CaptureLoss.Place(loss.place)))
    }
  }
}

extension ConnectorElement {
  /// The same as it was recorded.
  init(_ element: CaptureElement) throws(RoundError) {
    switch element {
    case .event(let event): self = .event(event)
    case .death(let death): self = .death(death)
    case .lost(let loss):
      self = .lost(
        Loss(
          count: loss.count, since: loss.since, until: loss.until,
          place: try Loss.Place(loss.place)))
    }
  }
}

extension CaptureLoss.Place {
  fileprivate init(_ place: Loss.Place) {
    switch place {
    case .socketBuffer: self = .socketBuffer
    case .kernelMemory: self = .kernelMemory
    case .handOver: self = .handOver
    case .stream: self = .stream
    }
  }
}

extension Loss.Place {
  fileprivate init(_ place: CaptureLoss.Place) throws(RoundError) {
    switch place {
    case .socketBuffer: self = .socketBuffer
    case .kernelMemory: self = .kernelMemory
    case .handOver: self = .handOver
    case .stream: self = .stream
    default: throw .lossPlace(place.rawValue)
    }
  }
}
