internal import EventRendering
internal import PlainData

/// A line for each registration.
struct RegistrationTable {
  private var style: TableStyle

  init(style: TableStyle) { self.style = style }

  static let header =
    "Since                    PID  Process          Guard            Token            User"
    + "    On               Unknown end  Id\n"

  /// - Returns: whether it was one.
  mutating func render(_ value: PlainValue, into line: inout [UInt8]) -> Bool {
    guard let id = value["id"]?.text else { return false }
    let begin = line.count
    if let time = value["time"]?.time {
      style.clock.write(time, into: &line)
    } else {
      line.write("-")
    }
    line.pad(to: 21, from: begin)
    line.writeNumber(value["process", "pid"]?.number(as: Int32.self), width: 7)
    line.writeCell(value["process", "executable", "name"]?.text, width: 17)
    line.writeCell(value["guard", "name"]?.text, width: 17)
    line.writeCell(value["guard", "token"]?.text, width: 17)
    line.writeCell(value["guard", "user", "id"]?.number(as: UInt32.self).map { "\($0)" }, width: 8)
    line.writeCell(value["on"]?.text, width: 17)
    line.writeCell(value["on_unknown"]?.text, width: 13)
    line.writePrintable(GuardedID.short(id, boot: style.boot))
    line.endRow(color: "", style.palette)
    return true
  }
}
