/// How numbers become places on one axis of a drawing.
package struct Axis {
  /// The places of the least and the greatest.
  package let from: Double
  private let to: Double
  private let least: Double
  private let greatest: Double
  private let isLogarithmic: Bool
  package let ticks: [Double]

  /// From 0 to a round number that holds `greatest`.
  package static func linear(to greatest: Double, from: Double, to: Double) -> Axis {
    let step = roundStep(for: max(greatest, .leastNormalMagnitude) / 6)
    let count = max(1, (greatest / step).rounded(.up))
    return Axis(
      from: from, to: to, least: 0, greatest: step * count, isLogarithmic: false,
      ticks: (0...Int(count)).map { Double($0) * step })
  }

  /// From a power of ten to another, which hold both.
  package static func logarithmic(_ range: ClosedRange<Double>, from: Double, to: Double) -> Axis {
    var least = 1.0
    while least > range.lowerBound { least /= 10 }
    while least * 10 <= range.lowerBound { least *= 10 }
    var ticks = [least]
    while ticks[ticks.count - 1] < range.upperBound || ticks.count < 2 {
      ticks.append(ticks[ticks.count - 1] * 10)
    }
    return Axis(
      from: from, to: to, least: least, greatest: ticks[ticks.count - 1], isLogarithmic: true,
      ticks: ticks)
  }

  package func place(of value: Double) -> Double {
    let share =
      isLogarithmic
      ? Self.logarithm(max(value, least) / least) / Self.logarithm(greatest / least)
      : (value - least) / (greatest - least)
    return from + share * (to - from)
  }

  /// 1, 2 or 5 times a power of ten, not less than `step`.
  private static func roundStep(for step: Double) -> Double {
    var power = 1.0
    while power > step { power /= 10 }
    while power * 10 <= step { power *= 10 }
    return [1.0, 2, 5].map { $0 * power }.first { $0 >= step } ?? power * 10
  }

  /// To the base of 2, from 1 on: the exponent, and the rest by squaring, as there is no mathematical library here.
  package static func logarithm(_ value: Double) -> Double {
    var result = Double(value.exponent)
    var rest = value.significand
    var bit = 0.5
    for _ in 0..<30 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += bit
      }
      bit /= 2
    }
    return result
  }
}
