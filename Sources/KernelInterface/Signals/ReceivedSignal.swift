/// A signal that came, and who sent it.
package struct ReceivedSignal: Hashable, Sendable {
  package var number: Int32
  /// Whether the kernel sent it by itself, as it does when a key is pressed at the terminal: then all of the
  /// foreground process group have it.
  ///
  /// C: `SI_KERNEL`
  package var isFromKernel: Bool

  package init(number: Int32, isFromKernel: Bool) {
    self.number = number
    self.isFromKernel = isFromKernel
  }
}
