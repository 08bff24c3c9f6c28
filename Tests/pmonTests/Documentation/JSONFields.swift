import FoundationEssentials

/// Any value of JSON.
enum JSONValue: Decodable {
  case null, boolean, number, string
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if (try? container.decode(Bool.self)) != nil {
      self = .boolean
    } else if (try? container.decode(Double.self)) != nil {
      self = .number
    } else if (try? container.decode(String.self)) != nil {
      self = .string
    } else if let values = try? container.decode([JSONValue].self) {
      self = .array(values)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The types of its leaves by their paths, such as `process.pid`.
  func leaves(at path: String = "") -> [(path: String, type: String)] {
    switch self {
    case .null: [(path, "null")]
    case .boolean: [(path, "boolean")]
    case .number: [(path, "number")]
    case .string: [(path, "string")]
    case .array(let values):
      values.allSatisfy(\.isString)
        ? [(path, "array of strings")] : values.flatMap { $0.leaves(at: path + "[]") }
    case .object(let members):
      members.flatMap { $1.leaves(at: path.isEmpty ? $0 : "\(path).\($0)") }
    }
  }

  private var isString: Bool { if case .string = self { true } else { false } }
}

/// What `Documentation/json.md` says of one command's output: a row for each field.
struct JSONFields {
  private var types: [String: Set<String>] = [:]

  var paths: Set<String> { Set(types.keys) }

  /// Empty where there is none.
  static func section(ofCommand command: String) throws -> Substring {
    let file = Repository.folder.appending(path: "Documentation/json.md")
    let document = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    return document.split(separator: "\n## ").first { $0.hasPrefix("\(command)\n") } ?? ""
  }

  init(ofCommand command: String) throws {
    for line in try Self.section(ofCommand: command).split(separator: "\n")
    where line.hasPrefix("| `") {
      let cells = line.split(separator: " | ").map { $0.trimming { "`| ".contains($0) } }
      types[cells[0]] = Set(cells[1].split(separator: " or ").map(String.init))
    }
  }

  /// Leaves of a line that no row allows.
  ///
  /// - Parameter name: the field's name in the table, for a path.
  func undocumented(
    in line: some StringProtocol, name: (String) -> String = { $0 }
  ) throws -> [String] {
    try JSONFields.leaves(of: line).filter { types[name($0.path)]?.contains($0.type) != true }
      .map { "\($0.path): \($0.type)" }
  }

  static func leaves(of line: some StringProtocol) throws -> [(path: String, type: String)] {
    try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)).leaves()
  }
}
