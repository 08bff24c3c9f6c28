internal import CLinux

/// How many characters a terminal shows.
package struct TerminalSize: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// A terminal's size; nil where it does not tell, as some serial lines.
  ///
  /// C: `TIOCGWINSZ`
  package init?(of descriptor: Int32) {
    var size = winsize()
    guard unsafe clinux_window_size(descriptor, &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }
}
