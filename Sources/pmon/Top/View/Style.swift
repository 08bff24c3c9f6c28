/// What a piece of the screen means; a ``StyleSheet`` says how that looks.
enum Style: UInt8, CaseIterable {
  case plain
  /// Less important than the rest: units, zeros, explanations.
  case faint
  case strong
  /// Lines between panels.
  case rule
  /// The name of a panel.
  case title
  /// The name of the panel that keys act upon.
  case focus
  case heading
  /// The heading of the column that is sorted by.
  case sorted
  case fork, exec, exit, abnormal, coredump, other
  /// A death by a signal.
  case signal
  /// Something that must not be overlooked, such as a loss.
  case alarm
  /// A key that can be pressed.
  case key
  /// A state that is not the usual one, such as a pause.
  case notice
}

extension EventSeries {
  var style: Style {
    switch self {
    case .fork: .fork
    case .exec: .exec
    case .exit: .exit
    case .abnormal: .abnormal
    case .coredump: .coredump
    default: .other
    }
  }
}

extension Measure {
  var style: Style {
    switch self {
    case .forks: .fork
    case .execs: .exec
    case .deaths: .exit
    case .abnormal: .abnormal
    }
  }
}
