import ProcessEvents
import TestSupport

extension SeededGenerator {
  /// A process table that knows some things.
  mutating func processes() -> KnownProcesses {
    var processes = KnownProcesses()
    for field in [Filter.NumberField.ppid, .uid] {
      switch number(in: 0...2) {
      case 0: processes.numbers[field] = .known(value())
      case 1: processes.numbers[field] = .absent
      default: break
      }
    }
    for field in Filter.TextField.allCases {
      switch number(in: 0...2) {
      case 0: processes.texts[field] = .known(element(of: ["", "a", "ab", "aab", "baé"]))
      case 1: processes.texts[field] = .absent
      default: break
      }
    }
    processes.ancestors = (0..<number(in: 0...3)).map { _ in Int32(bitPattern: value()) }
    processes.knowsAllAncestors = once(in: 2)
    return processes
  }
}
