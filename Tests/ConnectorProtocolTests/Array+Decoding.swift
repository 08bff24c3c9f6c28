import ConnectorProtocol

extension [UInt8] {
  func asMessage() throws(MalformedMessage) -> ConnectorMessage {
    unsafe try ConnectorMessage(decoding: span.bytes)
  }

  func asRequest() throws(MalformedMessage) -> ConnectorRequest {
    unsafe try ConnectorRequest(decoding: span.bytes)
  }
}

extension ArraySlice<UInt8> {
  /// Reads the slice where it stands, at an address that may be any.
  func asMessage() throws(MalformedMessage) -> ConnectorMessage {
    unsafe try ConnectorMessage(decoding: span.bytes)
  }

  func asRequest() throws(MalformedMessage) -> ConnectorRequest {
    unsafe try ConnectorRequest(decoding: span.bytes)
  }
}
