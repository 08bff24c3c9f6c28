/// The number of living threads of each process.
///
/// It is touched by every fork and exit of a machine, of processes whose ids follow each other as a rule. So ids that are
/// neighbours lie side by side, and share what has to be fetched from memory; a hash table would scatter them.
struct ThreadCounts: Sendable {
  /// For each page of ids, the page of ``threads`` that has theirs; ``noPage`` where none of them lives.
  private var pages: [Int32] = []
  /// Those of each process, 0 where it is not known; page after page, as they were needed first.
  private var threads: [Int32] = []
  /// How many processes each page of ``threads`` has.
  private var processes: [Int32] = []
  /// Pages of ``threads`` that have none.
  private var spare: [Int32] = []
  private var countInPages = 0
  /// The threads of processes with ids that no kernel gives, as somebody who makes up events may.
  private var strangers: [ProcessID: Int32] = [:]

  /// Ids in a page, as a power of two: 256 bytes.
  private static let pageBits = 6
  private static let noPage: Int32 = -1

  /// No kernel gives this id or a higher one. C: `PID_MAX_LIMIT`
  private static let limit: Int32 = 1 << 22

  /// Processes that are known.
  var count: Int { countInPages + strangers.count }

  /// The threads of a process; nil where it is not known.
  subscript(_ process: ProcessID) -> Int32? {
    guard let place = place(of: process), threads[place] > 0 else { return strangers[process] }
    return threads[place]
  }

  /// A process has begun, with one thread.
  mutating func begin(_ process: ProcessID) {
    guard process.rawValue > 0, process.rawValue < ThreadCounts.limit else {
      if process.rawValue != 0 { strangers[process] = 1 }
      return
    }
    let place = place(of: process) ?? makePlace(for: process)
    if threads[place] == 0 {
      processes[place >> ThreadCounts.pageBits] += 1
      countInPages += 1
    }
    threads[place] = 1
  }

  /// A process has one thread more, if it is known.
  mutating func addThread(to process: ProcessID) {
    guard let place = place(of: process), threads[place] > 0 else {
      if !strangers.isEmpty { strangers[process]? += 1 }
      return
    }
    threads[place] += 1
  }

  /// A thread has ended; a process without one is forgotten.
  ///
  /// - Returns: the threads that are left; nil where the process is not known.
  mutating func endThread(of process: ProcessID) -> Int32? {
    guard let place = place(of: process), threads[place] > 0 else {
      return strangers.isEmpty ? nil : endThread(ofStranger: process)
    }
    threads[place] -= 1
    let left = threads[place]
    if left == 0 { forget(process, at: place) }
    return left
  }

  private mutating func endThread(ofStranger process: ProcessID) -> Int32? {
    guard let threads = strangers[process] else { return nil }
    strangers[process] = threads > 1 ? threads - 1 : nil
    return threads - 1
  }

  mutating func removeAll() { self = ThreadCounts() }

  /// Where a process's threads are, or would be; nil where none of its neighbours is known.
  private func place(of process: ProcessID) -> Int? {
    let id = Int(process.rawValue)
    guard id > 0, id >> ThreadCounts.pageBits < pages.count else { return nil }
    let page = pages[id >> ThreadCounts.pageBits]
    guard page != ThreadCounts.noPage else { return nil }
    return ThreadCounts.place(of: id, in: page)
  }

  private static func place(of id: Int, in page: Int32) -> Int {
    Int(page) << pageBits | id & (1 << pageBits - 1)
  }

  private mutating func makePlace(for process: ProcessID) -> Int {
    let id = Int(process.rawValue)
    let needed = id >> ThreadCounts.pageBits + 1
    if pages.count < needed {
      pages.append(contentsOf: repeatElement(ThreadCounts.noPage, count: needed - pages.count))
    }
    let page = spare.popLast() ?? makePage()
    pages[id >> ThreadCounts.pageBits] = page
    return ThreadCounts.place(of: id, in: page)
  }

  private mutating func makePage() -> Int32 {
    threads.append(contentsOf: repeatElement(0, count: 1 << ThreadCounts.pageBits))
    processes.append(0)
    return Int32(processes.count - 1)
  }

  private mutating func forget(_ process: ProcessID, at place: Int) {
    countInPages -= 1
    let page = place >> ThreadCounts.pageBits
    processes[page] -= 1
    guard processes[page] == 0 else { return }
    // All of it is 0 now.
    pages[Int(process.rawValue) >> ThreadCounts.pageBits] = ThreadCounts.noPage
    spare.append(Int32(page))
  }
}
