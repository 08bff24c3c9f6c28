/// First in, first out.
struct Queue<Element: Sendable>: Sendable {
  private var entries: [Element] = []
  private var taken = 0

  var first: Element? { taken < entries.count ? entries[taken] : nil }

  mutating func append(_ element: Element) { entries.append(element) }

  mutating func removeFirst() {
    taken += 1
    // Half of the places at least are in use, or none.
    if taken * 2 > entries.count {
      entries.removeFirst(taken)
      taken = 0
    }
  }
}
