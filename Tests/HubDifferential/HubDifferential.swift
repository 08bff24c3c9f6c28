import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// Does random scripts to the kernel's connector and to the hub, and compares all that comes of them.
///
///     HubDifferential [--count N] [--seed N] [--alone] [--without QUIRKS]
///
/// A script's seed repeats it. `--alone` says that nobody else listens on this machine: then the count of listeners is
/// compared as well, silence included. `--without` leaves out quirks of the kernel, by their bits, so that there should be a
/// difference. The exit status is 0 if there is no difference, 1 if there is one, 2 for wrong
/// usage and 3 where the kernel does not serve this user.
@main
enum HubDifferential {
  static func main() {
    var words = Array(CommandLine.arguments.dropFirst())
    if words.first == "exit", let code = words.last.flatMap({ Int32($0) }) {
      ProcessActions.end(code: code)
    }
    var count = 100
    var seed = UInt64.random(in: 1...UInt64(UInt32.max))
    var isAlone = false
    var without: KernelQuirks = []
    while !words.isEmpty {
      let word = words.removeFirst()
      switch word {
      case "--alone": isAlone = true
      case "--count", "--seed", "--without":
        guard let number = words.isEmpty ? nil : UInt64(words.removeFirst()) else {
          fail(2, "\(word) needs a number")
        }
        switch word {
        case "--count": count = Int(clamping: number)
        case "--seed": seed = number
        default: without = KernelQuirks(rawValue: UInt8(truncatingIfNeeded: number))
        }
      default: fail(2, "unknown option \(word)")
      }
    }
    do {
      var laboratory = try Laboratory(isAlone: isAlone, without: without)
      try laboratory.run(count: count, seed: seed)
      print(laboratory.summary)
    } catch let error as SystemCallError
      where error.errno == .notPermitted || error.errno == .protocolNotSupported
    {
      fail(3, "\(error)")
    } catch {
      fail(1, "\(error)")
    }
  }

  private static func fail(_ status: Int32, _ text: String) -> Never {
    print("HubDifferential: \(text)")
    ProcessActions.end(code: status)
  }
}
