/// Values that were written not long ago, so that a number can stand for one of them when it comes again.
///
/// Writer and reader put each new value into the place after the last one, and begin anew at the end.
struct RecentValues<Value: Hashable & Sendable>: Sendable {
  private let capacity: Int
  private var values: [Value] = []
  private var next = 0
  /// Only kept by a writer.
  private var numbers: [Value: Int] = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// The number that stands for a value; nil where none does yet.
  func number(of value: Value) -> Int? { numbers[value] }

  subscript(number: UInt64) -> Value? {
    number < UInt64(values.count) ? values[Int(number)] : nil
  }

  /// Remembers a value that is written.
  mutating func write(_ value: Value) {
    if values.count == capacity { numbers[values[next]] = nil }
    numbers[value] = next
    read(value)
  }

  /// Remembers a value that has been read.
  mutating func read(_ value: Value) {
    if values.count < capacity {
      values.append(value)
    } else {
      values[next] = value
    }
    next = next + 1 == capacity ? 0 : next + 1
  }
}
