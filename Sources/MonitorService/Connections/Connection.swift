internal import HummingbirdCore
internal import NIOCore
internal import NIOHTTPTypes

/// One connection, and who is at its other end.
struct Connection: ServerChildChannelValue {
  typealias HTTP = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  var http: HTTP
  var peer: PeerCredentials
  /// Whether there is room for it; else it is told so, and closed.
  var isAdmitted: Bool

  var channel: any Channel { http.channel }
}
