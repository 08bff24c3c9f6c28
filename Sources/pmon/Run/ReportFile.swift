internal import KernelInterface

/// A file for people that a command line names, such as a picture: readable as the umask says.
///
/// It is opened early, so that nothing is done in vain where it cannot be. What was in it stays until there is
/// something better.
struct ReportFile: ~Copyable {
  private var file: FileWriter
  private let name: String

  init(_ name: String) throws(FileFailure) {
    self.name = name
    do {
      file = try FileWriter(name, overwrites: true, mode: 0o666, keepsContent: true)
    } catch {
      throw FileFailure(name, error)
    }
  }

  /// Writes all that will be in it.
  consuming func write(_ content: [UInt8]) throws(FileFailure) {
    do {
      _ = try file.write(content.span, interruptedBy: -1)
    } catch {
      file.shortenToWhole()
      file.discard()
      throw FileFailure(name, error)
    }
    file.shortenToWhole()
  }

  /// Removes it where it has just been made.
  consuming func discard() { file.discard() }
}

/// What keeps a file from being written, in one line.
struct FileFailure: Error, CustomStringConvertible {
  let description: String

  init(_ name: String, _ error: SystemCallError) {
    description = "\(name) cannot be written: \(error.errno)"
  }
}
