internal import CLinux

/// Memory that lasts as long as anybody has its descriptor, whatever becomes of the process: `memfd_create(2)`.
///
/// It is locked, so that the kernel never has to wait for a page while it writes there. A process that is killed
/// during such a wait would not get what the kernel was about to write, and nobody else would.
@safe package final class SharedMemory: @unchecked Sendable {
  /// Bytes, a multiple of eight.
  package let size: Int
  let base: UnsafeMutableRawPointer
  private let descriptor: OwnedDescriptor

  /// Makes new memory, all zeros, whose size nobody can change.
  ///
  /// - Throws: `EPERM` or `ENOMEM` where so much may not be locked without CAP_IPC_LOCK.
  package convenience init(name: String, size: Int) throws(SystemCallError) {
    precondition(size > 0)
    let descriptor = OwnedDescriptor(
      owning: try systemCall("memfd_create") { unsafe clinux_sealable_memory_file(name) })
    try systemCall("ftruncate") { ftruncate(descriptor.rawValue, size) }
    try systemCall("fcntl F_ADD_SEALS") { clinux_fix_size(descriptor.rawValue) }
    let (base, _) = unsafe try Self.map(descriptor.rawValue)
    unsafe self.init(descriptor, base, size)
  }

  /// Takes over memory that somebody else has made.
  ///
  /// - Returns: nil where it is no such memory, where its size could be changed, which would end the process when it
  ///   looks there, or where so much may not be locked. Its beginning is overwritten with zeros then, so that nobody
  ///   takes it for valid later, when it may be out of date.
  package static func adopt(_ descriptor: consuming OwnedDescriptor) -> SharedMemory? {
    guard clinux_has_fixed_size(descriptor.rawValue) != 0 else { return nil }
    do {
      let (base, size) = unsafe try map(descriptor.rawValue)
      return unsafe SharedMemory(descriptor, base, size)
    } catch {
      let zeros = [UInt8](repeating: 0, count: 64)
      let raw = descriptor.rawValue
      _ = unsafe zeros.withUnsafeBytes { unsafe pwrite(raw, $0.baseAddress, $0.count, 0) }
      return nil
    }
  }

  private init(
    _ descriptor: consuming OwnedDescriptor, _ base: UnsafeMutableRawPointer, _ size: Int
  ) {
    self.descriptor = descriptor
    unsafe self.base = base
    self.size = size
  }

  private static func map(
    _ descriptor: Int32
  ) throws(SystemCallError) -> (UnsafeMutableRawPointer, Int) {
    var status = stat()
    try systemCall("fstat") { unsafe fstat(descriptor, &status) }
    let size = Int(status.st_size)
    guard size > 0, size <= largest, size % 8 == 0 else {
      throw SystemCallError("fstat", .invalidArgument)
    }
    let address = try systemCall("mmap") {
      unsafe Int(bitPattern: mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0))
    }
    let base = unsafe UnsafeMutableRawPointer(bitPattern: address)!
    do { try systemCall("mlock") { unsafe mlock(base, size) } } catch {
      unsafe munmap(base, size)
      throw error
    }
    return unsafe (base, size)
  }

  deinit { unsafe munmap(base, size) }

  /// More than anybody needs.
  private static let largest = 1 << 30

  /// What to hand to others.
  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// A word of eight bytes. Who finds a value that was written there finds all that was written before it, even
  /// where the writer was killed right after.
  ///
  /// - Parameter offset: in bytes, a multiple of eight.
  package subscript(word offset: Int) -> UInt64 {
    get {
      precondition(offset >= 0 && offset % 8 == 0 && offset <= size - 8)
      return unsafe clinux_load_word(base + offset)
    }
    set {
      precondition(offset >= 0 && offset % 8 == 0 && offset <= size - 8)
      unsafe clinux_store_word(base + offset, newValue)
    }
  }
}
