internal import KernelInterface

/// Which version of pmon this is.
package enum ProgramVersion {
  /// The one place that says it: scripts read it here, and tests hold what repeats it to it.
  package static let number = "0.1.0"

  /// What `--version` prints, such as `pmon 0.1.0 (commit 0123456789ab, Swift 6.3.1, Linux x86_64)`.
  package static func line(of program: String) -> String { line(of: program, LinkedFacts.text) }

  static func line(of program: String, _ facts: String?) -> String {
    "\(program) \(number) (\(facts.map { "\($0), " } ?? "")Linux \(architecture))"
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "of another architecture"
    #endif
  }
}
