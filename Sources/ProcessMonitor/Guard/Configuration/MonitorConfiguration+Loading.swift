internal import KernelInterface

extension MonitorConfiguration {
  /// Reads the configuration from its file.
  ///
  /// The file says which commands the daemon runs, also as root. So it must belong to root, to this process's user,
  /// or to whom sudo(8) runs this process for, and nobody else may write to it.
  ///
  /// - Parameter path: nil is ``standardPath``, where a missing file means the defaults.
  /// - Returns: also where it was read; nil where there is no file.
  public static func load(
    path: String? = nil
  ) throws(ConfigurationFileError) -> (configuration: MonitorConfiguration, path: String?) {
    try load(path: path, standard: standardPath, sudoUser: HostFacts.environment("SUDO_UID"))
  }

  static func load(
    path: String?, standard: String, sudoUser: String?
  ) throws(ConfigurationFileError) -> (configuration: MonitorConfiguration, path: String?) {
    let source = path ?? standard
    guard let text = try text(of: source, sudoUser: sudoUser) else {
      if path == nil { return (MonitorConfiguration(), nil) }
      throw ConfigurationFileError(path: source, .missing)
    }
    do {
      return (try MonitorConfiguration(parsing: text), source)
    } catch {
      throw ConfigurationFileError(path: source, .mistakes(error))
    }
  }

  /// - Returns: nil where there is no file.
  private static func text(
    of path: String, sudoUser: String?
  ) throws(ConfigurationFileError) -> String? {
    let bytes: [UInt8]
    do {
      // Whoever put a pipe there must not keep us waiting. C: O_NONBLOCK
      let file = try OwnedDescriptor.open(path, flags: 0o4000)
      let ownership = try FileOwnership(of: file)
      if let reason = refusal(of: ownership, sudoUser: sudoUser) {
        throw ConfigurationFileError(path: path, reason)
      }
      bytes = try Files.content(of: file, limit: sizeLimit + 1)
    } catch let error as SystemCallError {
      if error.errno == .noSuchFile { return nil }
      throw ConfigurationFileError(path: path, .unreadable("\(error.errno)"))
    } catch let error as ConfigurationFileError {
      throw error
    } catch { throw ConfigurationFileError(path: path, .unreadable("\(error)")) }
    if bytes.count > sizeLimit {
      throw ConfigurationFileError(path: path, .tooLarge(limit: sizeLimit))
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw ConfigurationFileError(path: path, .notText(line: line + 1))
  }

  private static func refusal(
    of file: FileOwnership, sudoUser: String?
  ) -> ConfigurationFileError.Reason? {
    if !file.isRegular { return .notRegular }
    if file.isWritableByOthers { return .writableByOthers }
    let own = HostFacts.effectiveUser
    let trusted = [0, own] + (own == 0 ? sudoUser.flatMap { UInt32($0) }.map { [$0] } ?? [] : [])
    return trusted.contains(file.user) ? nil : .owner(file.user)
  }
}
