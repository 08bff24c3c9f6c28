internal import KernelInterface

/// Removes files, sockets, pipes and links that match a pattern; never a directory.
///
/// Each directory is opened from the one before, and no step follows a symbolic link: whoever can write to one of
/// them may rename what he likes meanwhile, and still leads nowhere else. A link that matches is removed itself.
struct FileRemoval {
  /// Whose files alone are removed; nil is anybody's.
  let owner: UInt32?
  let check: () throws(ActionProblem) -> Void
  private(set) var removed = 0
  private var problem: ActionProblem?

  init(owner: UInt32?, check: @escaping () throws(ActionProblem) -> Void = {}) {
    self.owner = owner
    self.check = check
  }

  /// - Throws: the first of what stood in the way, after all else has been removed; that there is nothing to remove
  ///   is no problem.
  mutating func run(_ pattern: PathPattern) throws(ActionProblem) {
    do throws(SystemCallError) {
      let root = try Folder.root()
      try walk(root, path: "", pattern.components[...])
    } catch let error { note(ActionProblem("/", error)) }
    if let problem { throw problem }
    try check()
  }

  private mutating func walk(
    _ folder: borrowing Folder, path: String, _ rest: ArraySlice<NamePattern>
  ) throws(SystemCallError) {
    guard let pattern = rest.first else { return }
    let deeper = rest.dropFirst()
    if let name = pattern.literal {
      step(folder, name, "\(path)/\(name)", deeper, isLiteral: true)
      return
    }
    for name in try folder.names() where pattern.matches(name) {
      do throws(ActionProblem) { try check() } catch {
        note(error)
        return
      }
      step(folder, name, "\(path)/\(name)", deeper, isLiteral: false)
    }
  }

  private mutating func step(
    _ folder: borrowing Folder, _ name: String, _ path: String, _ rest: ArraySlice<NamePattern>,
    isLiteral: Bool
  ) {
    do throws(SystemCallError) {
      if rest.isEmpty { return try remove(folder, name, path, isLiteral: isLiteral) }
      let next: Folder
      do { next = try folder.folder(name) } catch  where error.errno == .notADirectory {
        if isLiteral {
          note(ActionProblem("\(path) is a symbolic link or no directory, and is not followed"))
        }
        return
      }
      try walk(next, path: path, rest)
    } catch {
      if error.errno == .noSuchFile { return }
      // A wildcard does not promise that all that it means may be searched.
      if !isLiteral, error.errno == .accessDenied, !rest.isEmpty { return }
      note(ActionProblem(PlainText.line(path), error, remedy(for: error)))
    }
  }

  private mutating func remove(
    _ folder: borrowing Folder, _ name: String, _ path: String, isLiteral: Bool
  ) throws(SystemCallError) {
    let entry = try folder.entry(name)
    if entry.isFolder {
      if isLiteral { note(ActionProblem("\(path) is a directory")) }
      return
    }
    if let owner, entry.owner != owner {
      if isLiteral { note(ActionProblem("\(path) is not user \(owner)'s")) }
      return
    }
    try folder.remove(name)
    removed += 1
  }

  /// Who registered the process has no more than his own rights; else this process's are too few.
  private func remedy(for error: SystemCallError) -> String {
    guard owner == nil else { return "" }
    return CleanupRights.own.remedy(
      for: error, error.errno == .accessDenied ? .fileAccess : .fileOwnership)
  }

  private mutating func note(_ other: ActionProblem) {
    if problem == nil { problem = ActionProblem(PlainText.line(other.text)) }
  }
}
