internal import ArgumentParser

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract:
      "Say what works here and what does not: kernel, privileges, namespaces, buffer, a round trip.",
    discussion: """
      Each line is OK, LIMITED or NO; the latter two say what to do. The exit status is 0 where events \
      can be had, limited or not, and 3 where they cannot. The hub is the daemon's own connector, for \
      containers and users whom the kernel does not serve.

      Examples:
        pmon doctor
        pmon doctor --json     the findings as an object, for scripts
      """)

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    let examination = Examination.perform()
    var output = Output()
    output.append(json ? examination.json : examination.text)
    try output.finish()
    if !examination.isUsable { throw Pmon.Status.impossible }
  }
}
