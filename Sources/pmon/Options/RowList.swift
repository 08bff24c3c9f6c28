internal import ArgumentParser

/// Rows of the bench on the command line: names with commas between them.
struct RowList: ExpressibleByArgument, Hashable {
  let rows: [BenchRow]

  init?(argument: String) {
    var rows: [BenchRow] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let row = BenchRow.all.first(where: { $0.name == word }) else { return nil }
      if !rows.contains(row) { rows.append(row) }
    }
    self.rows = rows
  }

  static let allValueStrings = BenchRow.all.map(\.name)

  static let defaultCompletionKind = CompletionKind.list(allValueStrings)
}
