internal import PlainData

/// Prints one of the daemon's lists, page by page.
struct ListRun {
  private let client: DaemonClient
  private let options: TableOptions
  private let list: String

  init(_ client: DaemonClient, _ options: TableOptions, _ list: String) {
    self.client = client
    self.options = options
    self.list = list
  }

  /// - Parameters:
  ///   - limit: the most to print; nil is all.
  ///   - render: writes a line; false where the value is none of the list's.
  func perform(
    header: String, query: [(key: String, value: String)], limit: Int?,
    render: (PlainValue, inout [UInt8]) throws -> Bool
  ) throws {
    var output = Output()
    var count = 0
    let hasMore = try client.forEachPage(of: list, query: query, limit: limit) { values in
      if count == 0, !values.isEmpty, !options.json, !options.noHeader { output.append(header) }
      for value in values {
        var line: [UInt8] = []
        let isGood = try render(value, &line)
        guard isGood else { throw client.failure("one of its \(list) has no id") }
        output.append { if options.json { $0.writeLine(of: value) } else { $0 += line } }
      }
      count += values.count
      output.flush()
      return output.failure == nil
    }
    try output.finish()
    if hasMore {
      StandardError.say("there are more than these \(count); --limit says how many to print")
    } else if count == 0, !options.json {
      StandardError.say("there are none")
    }
  }
}
