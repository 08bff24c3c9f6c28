internal import CLinux

/// What was linked into the program about its build, so that another commit makes nothing be compiled anew.
package enum LinkedFacts {
  /// Such as `commit 0123456789ab, Swift 6.3.1`; nil where nothing was, as by `swift build` alone.
  package static var text: String? {
    guard let text = unsafe clinux_linked_facts() else { return nil }
    return unsafe String(cString: text)
  }
}
