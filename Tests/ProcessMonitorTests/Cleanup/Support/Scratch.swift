import Foundation
import KernelInterface

/// A folder that everybody may search, and that goes away with its owner.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = "/tmp/pmon-cleanup-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  func makeFolder(_ name: String, mode: Int = 0o755, owner: Int = 0) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: false)
    var attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
    if owner != 0 { attributes[.ownerAccountID] = owner }
    try FileManager.default.setAttributes(attributes, ofItemAtPath: path(name))
  }

  func makeFile(_ name: String, mode: Int = 0o644, owner: Int = 0) throws {
    try Data("text".utf8).write(to: URL(filePath: path(name)))
    var attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
    if owner != 0 { attributes[.ownerAccountID] = owner }
    try FileManager.default.setAttributes(attributes, ofItemAtPath: path(name))
  }

  func makeLink(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: target)
  }

  func exists(_ name: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path(name))) != nil
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: path(name)), encoding: .utf8)
  }
}
