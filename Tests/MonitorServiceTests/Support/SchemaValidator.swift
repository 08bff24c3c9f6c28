import Foundation

/// As much of JSON Schema as the API's description uses; any other keyword is a fault.
struct SchemaValidator {
  let root: [String: Any]

  private static let known: Set<String> = [
    "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const",
    "pattern", "minimum", "maximum", "minLength", "minItems", "oneOf", "description", "default",
  ]

  func faults(of value: Any, _ schema: Any, _ place: String) -> [String] {
    guard let schema = schema as? [String: Any] else { return ["\(place): no schema"] }
    if let reference = schema["$ref"] as? String {
      return faults(of: value, resolve(reference), place)
    }
    var faults = schema.keys.filter { !Self.known.contains($0) }.map { "\(place): keyword \($0)" }
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.isOf($0, value) }) {
      faults.append("\(place): \(value) is no \(types)")
    }
    if let all = schema["enum"] as? [String], !all.contains(value as? String ?? "") {
      faults.append("\(place): \(value) is none of \(all)")
    }
    if let constant = schema["const"] as? String, constant != value as? String {
      faults.append("\(place): \(value) is not \(constant)")
    }
    if let choices = schema["oneOf"] as? [Any] {
      let count = choices.count { self.faults(of: value, $0, place).isEmpty }
      if count != 1 { faults.append("\(place): \(count) of the choices fit") }
    }
    if let text = value as? String {
      if let pattern = schema["pattern"] as? String,
        text.range(of: pattern, options: .regularExpression) == nil
      {
        faults.append("\(place): \(text) is not \(pattern)")
      }
      if text.count < schema["minLength"] as? Int ?? 0 { faults.append("\(place): too short") }
    }
    if Self.isOf("integer", value), let number = value as? Int {
      if number < schema["minimum"] as? Int ?? .min || number > schema["maximum"] as? Int ?? .max {
        faults.append("\(place): \(number) is out of range")
      }
    }
    if let object = value as? [String: Any] { faults += self.faults(of: object, schema, place) }
    if let items = value as? [Any], let schemaOfItems = schema["items"] {
      if items.count < schema["minItems"] as? Int ?? 0 { faults.append("\(place): too few") }
      for (index, item) in items.enumerated() {
        faults += self.faults(of: item, schemaOfItems, "\(place)/\(index)")
      }
    }
    return faults
  }

  private func faults(
    of object: [String: Any], _ schema: [String: Any], _ place: String
  ) -> [String] {
    let properties = schema["properties"] as? [String: Any] ?? [:]
    var faults = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
      .map { "\(place)/\($0) is missing" }
    for (key, value) in object {
      if let schema = properties[key] {
        faults += self.faults(of: value, schema, "\(place)/\(key)")
      } else if schema["additionalProperties"] as? Bool == false {
        faults.append("\(place)/\(key) is not described")
      }
    }
    return faults
  }

  private func resolve(_ reference: String) -> Any {
    reference.dropFirst(2).split(separator: "/").reduce(root as Any) {
      ($0 as? [String: Any])?[String($1)] as Any
    }
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    let isBoolean = "\(Swift.type(of: value))".contains("Bool")
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "null": return value is NSNull
    case "boolean": return isBoolean
    case "integer": return !isBoolean && value is Int
    default: return false
    }
  }

}
