internal import Foundation
internal import GRDB

/// How values that SQLite does not have are kept in its columns.
enum ColumnCoding {
  /// A text as it is, also with a NUL in it, at which SQLite's texts end.
  static func column(_ text: String?) -> DatabaseValue {
    guard let text else { return .null }
    return text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
  }

  /// A time, which must keep its order; after the year 2262 it is that year.
  static func column(_ time: UInt64?) -> DatabaseValue {
    time.map { Int64(clamping: $0) }.databaseValue
  }

  static func text(_ value: DatabaseValue) throws(JournalError) -> String {
    guard let text = try optionalText(value) else { throw .corrupt("a text is missing") }
    return text
  }

  static func optionalText(_ value: DatabaseValue) throws(JournalError) -> String? {
    switch value.storage {
    case .null: return nil
    case .string(let text): return text
    case .blob(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: throw .corrupt("a number stands where a text should")
    }
  }

  static func number<Number: FixedWidthInteger>(
    _ value: DatabaseValue, as type: Number.Type = Number.self
  ) throws(JournalError) -> Number {
    guard let number = try optionalNumber(value, as: type) else {
      throw .corrupt("a number is missing")
    }
    return number
  }

  static func optionalNumber<Number: FixedWidthInteger>(
    _ value: DatabaseValue, as type: Number.Type = Number.self
  ) throws(JournalError) -> Number? {
    switch value.storage {
    case .null: return nil
    case .int64(let wide):
      guard let number = Number(exactly: wide) else {
        throw .corrupt("\(wide) is out of range")
      }
      return number
    default: throw .corrupt("a text stands where a number should")
    }
  }
}
