import ConnectorService
import KernelInterface

// ConnectorProbe serve PATH
//   Serves the process connector at a socket until its standard input ends.
// ConnectorProbe hear PATH MASK [USER]
//   Listens, as a user, and prints each datagram until its standard input ends or the server does.
// ConnectorProbe check PATH [USER]
//   Starts processes as a user and finds out whether it hears of them, and of whom else: exit status 0 or 1.

let arguments = CommandLine.arguments
switch (arguments.count, arguments.dropFirst().first) {
case (3, "serve"): serve(arguments[2])
case (4, "hear"), (5, "hear"):
  become(arguments.count == 5 ? arguments[4] : nil)
  hear(arguments[2], mask: UInt32(arguments[3], radix: 16) ?? 0)
case (3, "check"), (4, "check"):
  let user = arguments.count == 4 ? arguments[3] : nil
  become(user)
  check(arguments[2], isOrdinary: user != nil)
default:
  say("usage: ConnectorProbe serve PATH | hear PATH MASK [USER] | check PATH [USER]")
  ProcessActions.end(code: 2)
}
