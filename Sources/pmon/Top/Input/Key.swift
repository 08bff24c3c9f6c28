/// A key that was pressed, as far as a terminal tells it.
enum Key: Hashable {
  case character(Unicode.Scalar)
  /// Together with Ctrl; the letter is a small one.
  case control(Unicode.Scalar)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  /// One that has no meaning here.
  case other
}
