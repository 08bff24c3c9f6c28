import KernelInterface

/// How costs grow with the rate of events, with the processes that live, and with those who listen: `make bench-scale`.
///
///     ScaleCost [SVG]      prints tables, and draws them into a file
@main
struct ScaleCost {
  static func main() throws {
    print(
      "Linux \(HostFacts.kernelRelease), \(HostFacts.processorCount) CPUs; \(Caches.description)\n")
    let rates = RateCurve.measure()
    print(RateCurve.table(rates))
    let populations = try PopulationCurve.measure()
    print(PopulationCurve.table(populations))
    let listeners = try ListenerCurve.measure()
    print(ListenerCurve.table(listeners))
    guard CommandLine.arguments.count > 1 else { return }
    let svg = ScalePlot(rates, populations, listeners).svg
    var file = try FileWriter(CommandLine.arguments[1], overwrites: true)
    _ = try file.write(Array(svg.utf8).span, interruptedBy: -1)
  }
}

/// The first processor's caches.
enum Caches {
  static var description: String {
    let caches = (0..<4).compactMap { index -> String? in
      let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)/"
      guard let level = text(folder + "level"), let kind = text(folder + "type"),
        let size = text(folder + "size"), kind != "Instruction"
      else { return nil }
      return "L\(level) \(size)"
    }
    return caches.isEmpty ? "caches unknown" : caches.joined(separator: ", ")
  }

  private static func text(_ path: String) -> String? {
    (try? Files.text(of: path, limit: 64)).map { String($0.prefix { !$0.isNewline }) }
  }

  /// More than the first two levels hold.
  private static let spoiling = 4 << 20

  /// Does what other programs do while this one sleeps: takes the nearer caches.
  static func spoil(_ memory: inout [UInt8]) {
    if memory.isEmpty { memory = [UInt8](repeating: 1, count: spoiling) }
    for index in stride(from: 0, to: spoiling, by: 64) { memory[index] &+= 1 }
  }
}
