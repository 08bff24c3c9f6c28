/// Finds the word that somebody meant who wrote another one.
package enum NearestWord {
  /// The likeliest of some words; nil where none is near. The time is the product of the lengths.
  package static func find(_ word: String, among candidates: [String]) -> String? {
    let lowered = word.lowercased()
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let other = candidate.lowercased()
      var distance = self.distance(Array(lowered.utf8), Array(other.utf8))
      guard distance <= max(1, min(word.utf8.count, other.utf8.count) / 3) else { continue }
      // Of words equally far, one with the same first letter is likelier.
      distance = 2 * distance + (lowered.utf8.first == other.utf8.first ? 0 : 1)
      if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// How many insertions, deletions, replacements and swaps of neighbours lie between two words.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        var least = min(current[column], last[column + 1]) + 1
        least = min(least, last[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
