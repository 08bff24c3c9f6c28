/// Where among what a client gets something is missing, and how much in each place.
///
/// Places are counted in datagrams that the client has taken.
struct LossMarks {
  private struct Mark {
    var place: UInt64
    var count: UInt64
  }

  private(set) var taken: UInt64 = 0
  /// Losses that have been told or have a mark.
  private var placed: UInt64 = 0
  private var marks: [Mark] = []

  /// Notes that in all so many are lost, the last of them behind so many that wait.
  mutating func note(total: UInt64, after waiting: Int) {
    guard total > placed else { return }
    let place = taken + UInt64(waiting)
    let count = total - placed
    placed = total
    if let last = marks.last, last.place == place {
      marks[marks.count - 1].count += count
    } else {
      marks.append(Mark(place: place, count: count))
    }
  }

  /// How many datagrams come before the next loss; nil where there is none to be told.
  var distance: Int? { marks.first.map { Int($0.place - taken) } }

  /// What is to be told before anything else.
  var due: UInt64? { marks.first.flatMap { $0.place == taken ? $0.count : nil } }

  mutating func took(_ count: Int) { taken += UInt64(count) }

  mutating func told() { marks.removeFirst() }
}
