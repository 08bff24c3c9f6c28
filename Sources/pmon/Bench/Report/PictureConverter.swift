internal import KernelInterface

/// Makes PNG of SVG, by a program that has to be installed: it takes a library that is larger than pmon.
struct PictureConverter {
  private let program: String

  private static let name = "rsvg-convert"
  /// Nanoseconds.
  private static let patience: UInt64 = 60_000_000_000
  private static let sizeLimit = 64 << 20

  static let advice =
    "--plot draws SVG, and PNG of it where \(name) is installed (Debian: librsvg2-bin)"

  /// Nil where the program is not installed.
  init?() {
    let path = HostFacts.environment("PATH")
    guard let program = CommandSearch.find(Self.name, path: path) else { return nil }
    self.program = program
  }

  func png(of svg: String) throws -> [UInt8] {
    let drawing = try OwnedDescriptor.memoryFile("drawing", content: Array(svg.utf8))
    let picture = try OwnedDescriptor.memoryFile("picture", content: [])
    var command = DetachedCommand(
      arguments: [program, "--format=png", "--zoom=2"], environment: ["LC_ALL=C"],
      input: drawing.rawValue, output: picture.rawValue)
    command.diesWithParent = true
    let child = try command.start()
    let end = Clocks.monotonic &+ Self.patience
    while Clocks.monotonic < end {
      if let change = try ChildChange.next(of: child) {
        // Opened anew: its place in the file is the program's.
        let file = try OwnedDescriptor.open("/proc/self/fd/\(picture.rawValue)")
        let content = try Files.content(of: file, limit: Self.sizeLimit)
        guard change.kind == .ended(0) else {
          let words = String(decoding: content.prefix(200), as: UTF8.self)
          throw BenchFailure.ended("\(Self.name): \(words)")
        }
        return content
      }
      ProcessActions.sleep(milliseconds: 5)
    }
    ChildChange.end(child)
    throw BenchFailure.timedOut
  }
}
