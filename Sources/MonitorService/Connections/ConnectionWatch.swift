internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Closes connections that keep their server waiting, and answers what is no HTTP.
///
/// A request has to be there as a whole so long after the connection was made, or the answer before was sent; and
/// an answer has to be taken within as long, unless it is a stream, which lasts.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  static let patience = TimeAmount.seconds(30)

  private var timer: Scheduled<Void>?
  /// Requests whose answers have not been sent.
  private var unanswered = 0
  private var isReading = false
  private var hasFailed = false

  func handlerAdded(context: ChannelHandlerContext) { start(context) }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What follows the first thing that is no HTTP may be anything.
    if hasFailed { return }
    switch unwrapInboundIn(data) {
    case .head:
      unanswered += 1
      isReading = true
      if timer == nil { start(context) }
    case .body: break
    case .end:
      isReading = false
      stop()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.status.kind != .informational, head.headerFields[.contentLength] != nil {
        start(context)
      }
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      let sent = promise ?? context.eventLoop.makePromise()
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      sent.futureResult.whenSuccess {
        let (watch, context) = bound.value
        watch.unanswered -= 1
        // Of a pipelined request that is there already the answer is to come; the watch goes on with it.
        if watch.unanswered == 0 || watch.isReading { watch.start(context) } else { watch.stop() }
      }
      context.write(data, promise: sent)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard Self.isOfProtocol(error), !hasFailed else {
      if !hasFailed { context.fireErrorCaught(error) }
      return
    }
    hasFailed = true
    // Answers to what came before would be mixed up with this one.
    guard unanswered == 0 else { return context.close(promise: nil) }
    let answer = Self.problem(for: error).answer
    var head = answer.head
    head.headerFields[.connection] = "close"
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if case .bytes(let body) = answer.content {
      context.write(wrapOutboundOut(.body(body)), promise: nil)
    }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  private static func isOfProtocol(_ error: any Error) -> Bool {
    error is HTTPParserError || error is HTTP1TypeConversionError
  }

  private static func problem(for error: any Error) -> Problem {
    switch error as? HTTPParserError {
    case .headerOverflow:
      Problem(
        .requestHeaderFieldsTooLarge, "The address and the header have at most 16 KiB together.")
    case .invalidMethod:
      Problem(.notImplemented, "There is no such method: use GET, HEAD, POST or DELETE.")
    default: Problem(.badRequest, "This is no request of HTTP/1.1.")
    }
  }

  private func start(_ context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: Self.patience) { bound.value.close(promise: nil) }
  }

  private func stop() {
    timer?.cancel()
    timer = nil
  }
}
