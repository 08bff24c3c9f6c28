/// What the kernel's event filter was argued with.
///
/// Anjali Kulkarni, "Process connector bug fixes & enhancements", cover letter of version 5, 20 April 2023
/// (Message-Id 20230420202709.3207243-1-anjali.k.kulkarni@oracle.com); the first three and pidfds also in the message
/// of Linux's commit 743acf351bae. Neither says on which machine, nor what exactly was timed.
struct PublishedFigure: Hashable {
  /// Milliseconds, for 8,000 processes unless the text says otherwise.
  let milliseconds: Double
  let text: String

  static let source =
    "https://lore.kernel.org/netdev/20230420202709.3207243-1-anjali.k.kulkarni@oracle.com/"

  static let exits = PublishedFigure(milliseconds: 70, text: "70 ms")
  static let forksAndExits = PublishedFigure(milliseconds: 150, text: "150 ms")
  static let forksExitsExecs = PublishedFigure(milliseconds: 200, text: "200 ms")
  static let pidDescriptors = PublishedFigure(milliseconds: 200, text: "200 ms")

  /// A scan of `/proc` with so many processes; nil where none was published.
  static func scan(of processes: Int) -> PublishedFigure? {
    switch processes {
    case 7_500...8_500: PublishedFigure(milliseconds: 50, text: "50 ms")
    case 95_000...105_000: PublishedFigure(milliseconds: 500, text: "500 ms")
    default: nil
    }
  }

  /// Seconds between two scans.
  static let scanInterval = 3.0

  static let notes = [
    "Published: \(source)",
    "  It says neither on which machine nor what was timed, for 8,000 processes; so compare proportions, not "
      + "milliseconds.",
    "  Its 10 s an hour for 100,000 processes do not follow from its 500 ms every 3 s, which are 600 s.",
  ]
}
