/// What the path of a control group says by its names: the systemd unit and the container.
///
/// Both are conventions. The names are given by systemd and the container runtimes, and whoever may make control
/// groups can give the same.
package struct ControlGroupPath: Hashable, Sendable {
  /// The innermost service or scope, named as `systemctl` names it: for
  /// `/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope` it is `x.scope`.
  package var unit: String?
  /// The outermost one, which the system's own systemd has made: above `user@1000.service`.
  package var systemUnit: String?
  /// The innermost slice.
  package var slice: String?
  /// 64 hexadecimal digits: Docker's, Podman's, containerd's or CRI-O's; the innermost one.
  package var containerID: String?

  package init(_ path: String) {
    for component in path.utf8.split(separator: UInt8(ascii: "/")) {
      // systemd puts this in front of a name that is a file's of control groups, too.
      let name = component.first == UInt8(ascii: "_") ? component.dropFirst() : component
      if Self.isUnit(name) {
        unit = String(Substring(name))
        if systemUnit == nil { systemUnit = unit }
      } else if Self.hasSuffix(".slice", name) {
        slice = String(Substring(name))
      }
      if let id = Self.containerID(in: name) { containerID = id }
    }
  }

  /// The unit's name with systemd's escapes such as `\x2d` replaced, for people to read.
  package static func unescaped(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "\\")) else { return name }
    var text: [UInt8] = []
    var rest = Substring(name).utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"),
        let value = hexadecimal(rest.dropFirst().prefix(2))
      {
        text.append(value)
        rest = rest.dropFirst(3)
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func hexadecimal(_ digits: Substring.UTF8View) -> UInt8? {
    guard digits.count == 2, digits.allSatisfy(isHexadecimal) else { return nil }
    return UInt8(Substring(digits), radix: 16)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  private static func isUnit(_ name: Substring.UTF8View) -> Bool {
    hasSuffix(".service", name) || hasSuffix(".scope", name)
      // Those of a mount's, a swap's or a socket's own processes.
      || hasSuffix(".mount", name) || hasSuffix(".swap", name) || hasSuffix(".socket", name)
  }

  private static func hasSuffix(_ suffix: String, _ name: Substring.UTF8View) -> Bool {
    name.count > suffix.utf8.count && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// `ID`, `docker-ID.scope`, `crio-ID`, `slice:cri-containerd:ID`. The process that watches over a container,
  /// `conmon`, is outside of it, though its group has the container's id.
  private static func containerID(in name: Substring.UTF8View) -> String? {
    let stem = hasSuffix(".scope", name) ? name.dropLast(".scope".utf8.count) : name
    let id = stem.suffix(64)
    guard id.count == 64, id.allSatisfy(isHexadecimal) else { return nil }
    let prefix = stem.dropLast(64)
    guard let last = prefix.last else { return String(Substring(id)) }
    guard last == UInt8(ascii: "-") || last == UInt8(ascii: ":") else { return nil }
    if hasSuffix("conmon", prefix.dropLast()) || prefix.dropLast().elementsEqual("conmon".utf8) {
      return nil
    }
    return String(Substring(id))
  }
}
