internal import ArgumentParser
internal import ProcessEvents

/// The id of a process on the command line: a number from 1 on.
struct ProcessArgument: ExpressibleByArgument, Hashable {
  var process: ProcessID

  init?(argument: String) {
    guard argument.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int32(argument), number > 0
    else { return nil }
    process = ProcessID(number)
  }
}
