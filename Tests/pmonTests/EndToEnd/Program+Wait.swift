import CLinux
import KernelInterface
import TestSupport

extension Program {
  /// `pmon wait`, once it holds all processes.
  static func waiting(
    for processes: [Int32], _ options: String..., asNobody: Bool = false
  ) throws -> Program {
    let program = try Program(
      (asNobody ? Host.asNobody : []) + [PmonBinary.path, "wait", "-v"] + options
        + processes.map(\.description))
    guard try program.read(until: { $0.error.text.contains("pmon: waiting for ") }) else {
      throw Unfinished(what: "pmon wait \(processes) does not hold them: \(program.error.text)")
    }
    return program
  }
}

extension Host {
  /// What runs a command as an ordinary user, for root.
  static let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// Whether an ordinary user may get at the binary under test.
  static let othersMayRun: Bool = {
    var path = PmonBinary.path[...]
    while !path.isEmpty {
      var facts = stat()
      guard unsafe stat(String(path), &facts) == 0, facts.st_mode & 0o001 != 0 else {
        return false
      }
      path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }
    return true
  }()

  /// Linux 6.15 and later keep the status of a process that has been reaped.
  static let keepsStatus: Bool = {
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 15)
  }()

  /// Events that a program's sockets had no room for.
  static func droppedEvents(of process: Int32) throws -> Int {
    let sockets = try Files.text(of: "/proc/net/netlink").split(separator: "\n").dropFirst()
    return sockets.reduce(0) { sum, line in
      let fields = line.split(separator: " ")
      guard fields.count > 8, fields[1] == "11", fields[2] == "\(process)" else { return sum }
      return sum + (Int(fields[8]) ?? 0)
    }
  }
}
