internal import ProcessEvents
public import ProcessTable

/// Decides which registered processes have died, and how. It performs nothing.
///
/// ## How a normal end is told from a missed abnormal one
/// The socket carries only ends with a status other than 0, so a normal end is silence, and so would be an
/// abnormal end whose event was lost. These tell them apart:
/// 1. The kernel makes the event of an abnormal end when the process ends, or up to ``lateness`` after it can be
///    seen to have ended: its parent is told first, and the dying thread may have to wait for a CPU in between. An
///    id does not come back as soon as that, since all others are used before.
/// 2. An event that has been made is read in its order, or the socket counts it as dropped, and the count is read
///    before the socket is found empty.
/// 3. So let a process have been seen alive at A and found gone at G, and let all that came to the socket until
///    G + lateness have been read. If it ended abnormally, its event was made between A and G + lateness. Hence
///    it has been observed, or there is a loss that reaches into this window.
/// 4. Without both, the process ended normally: it is forgotten and tells nobody. With a loss and without the
///    event it is unknown how it ended, unless a descriptor tells the status.
///
/// Loss is not compared by time alone. Each loss begins a new *epoch*; a look that finds a process alive marks it
/// with the present one, as the look comes after the loss. Found gone with an older mark, the process may have
/// died in the loss. A restart whose predecessor's socket was not kept is such a loss as well.
///
/// The kernel can also fail to allocate an event, which a socket with a mask does not notice. Only a descriptor
/// tells such an end; so as many processes as possible are held by one.
///
/// ## What a successor goes on with
/// It gets what the journal holds, the socket, and what was read from it and is not stored yet (``Continuity/kept``).
/// A registration is added here before it is journaled, so each journaled process was seen alive by a predecessor, and
/// all that was read later of its end is stored, in which case it is not journaled any more, or is read again.
/// If the predecessor was settled, no loss lies between. So 3. holds for the successor with the predecessor's A and
/// its own G. The predecessor's suspects are not handed on: none of them was tainted, and no status that a descriptor
/// told is lost, as descriptors are kept until what they told is stored. Each is registered and not alive, so the
/// first comparison finds it gone again; silence up to its G + lateness includes silence up to the predecessor's,
/// hence the verdict is the same. A tainted one keeps the engine from being settled until its end is stored.
///
/// ## Whose death an event tells
/// See ``DeathEvidence``. A registration whose process is certainly over, but not by the event, is judged as if it
/// had been found gone.
public struct GuardEngine: Sendable {
  public internal(set) var table: RegistrationTable
  public internal(set) var counters = GuardCounters()

  /// The most registrations there may be.
  public var capacity: Int

  /// How long after a process can be seen to have ended its event may still be made, in nanoseconds: tens of
  /// milliseconds were seen on a busy machine.
  public static let lateness: UInt64 = 500_000_000

  /// The number of losses so far, as registrations are marked with it. It may come around: what is as old as
  /// that has been looked at.
  var epoch: UInt32 = 1
  /// The epoch that a complete comparison has lasted through.
  var settledEpoch: UInt32 = 1
  var suspects = SuspectTable()
  /// The suspects as they were found, and perhaps some that are none any more.
  var oldestSuspects = Queue<(process: ProcessIdentity, foundGone: KernelInstant)>()
  var pass: Pass?
  var actions: [GuardAction] = []

  /// A comparison of all registrations with what lives.
  struct Pass: Sendable {
    var position = 0
    var epoch: UInt32
    /// Whether another is to follow.
    var repeats = false
  }

  public init(boot: BootID, capacity: Int = .max) {
    table = RegistrationTable(boot: boot)
    self.capacity = capacity
  }

  /// What is to be done, in order; each is told once.
  public mutating func takeActions() -> [GuardAction] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// Whether every registered process has been looked at since the last loss, and none is left whose event may
  /// have been lost: what a successor that gets the socket may rely on.
  public var isSettled: Bool { settledEpoch == epoch && suspects.taintedCount == 0 }
}
