/// A drawing in SVG, element by element. Places are in pixels from the upper left corner.
package struct SVGDocument {
  private var body = ""
  package let width: Double
  package let height: Double

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  package enum Anchor: String { case start, middle, end }

  /// - Parameter styles: the classes that elements refer to, as CSS.
  package func text(styles: String, title: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" \
    height="\(Self.number(height))" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="img">
    <title>\(Self.escaped(title))</title>
    <style>
    \(styles)
    </style>
    \(body)</svg>

    """
  }

  package mutating func addRectangle(
    x: Double, y: Double, width: Double, height: Double, style: String, corner: Double = 0
  ) {
    let round = corner > 0 ? " rx=\"\(Self.number(corner))\"" : ""
    add(
      "rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
        + "height=\"\(Self.number(height))\"\(round)", style)
  }

  package mutating func addLine(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String
  ) {
    add(
      "line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
        + "y2=\"\(Self.number(y2))\"", style)
  }

  package mutating func addCurve(_ points: [(x: Double, y: Double)], style: String) {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    add("polyline points=\"\(list)\"", style)
  }

  package mutating func addText(
    _ text: String, x: Double, y: Double, style: String, anchor: Anchor = .start
  ) {
    body +=
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" class=\"\(style)\" "
      + "text-anchor=\"\(anchor.rawValue)\">\(Self.escaped(text))</text>\n"
  }

  /// Names at the ends of curves behind a piece of each, one below the other where they would cover each other.
  ///
  /// - Parameter floor: none is below it, as long as there is room for all.
  package mutating func addCurveNames(
    _ names: [(y: Double, text: String, style: String)], x: Double, above floor: Double = .infinity
  ) {
    let sorted = names.sorted { $0.y < $1.y }
    var places = sorted.map(\.y)
    for index in places.indices.dropFirst() {
      places[index] = max(places[index], places[index - 1] + Self.namePitch)
    }
    var limit = floor
    for index in places.indices.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - Self.namePitch
    }
    for (name, y) in zip(sorted, places) {
      addCurve([(x: x, y: y - 4), (x: x + 14, y: y - 4)], style: name.style)
      addText(name.text, x: x + 20, y: y, style: "label")
    }
  }

  private static let namePitch = 16.0

  private mutating func add(_ element: String, _ style: String) {
    body += "<\(element) class=\"\(style)\"/>\n"
  }

  /// With at most one digit after the point.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return "\(sign)\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }
}
