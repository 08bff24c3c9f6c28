import ProcessEvents

/// A process of the ``KernelModel``, from its beginning to its end.
struct ModelProcess {
  let id: Int32
  let began: UInt64
  /// The threads that have not begun to end.
  var threads: [Int32]
  /// When its last thread has ended; a moment to come while it is ending.
  var ended: UInt64?
  /// What its parent will get from `wait(2)`.
  var status: ExitStatus?
  /// Nothing happens to it before.
  var quietUntil: UInt64

  init(id: Int32, began: UInt64) {
    self.id = id
    self.began = began
    threads = [id]
    quietUntil = began + ModelProcess.pause
  }

  /// Longer than it takes from a thread's end to its message.
  static let pause: UInt64 = 50_000

  func isReady(at instant: UInt64) -> Bool { ended == nil && quietUntil <= instant }

  func lives(at instant: UInt64) -> Bool {
    began <= instant && (ended.map { $0 > instant } ?? true)
  }
}
