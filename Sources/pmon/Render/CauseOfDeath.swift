internal import ProcessEvents
internal import ProcessTable

/// How a process ended, and why, in words.
enum CauseOfDeath {
  /// Such as `code 3`, or `signal 9 (Killed), out of memory` where that is proved.
  static func text(_ status: ExitStatus, _ proof: OutOfMemoryProof?) -> String {
    proof == nil ? status.description : "\(status), out of memory"
  }
}
