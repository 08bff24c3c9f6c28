internal import CLinux

/// The calling thread's working directory.
package enum WorkingDirectory {
  /// Goes to a folder without taking the other threads there. There is no way back: the thread is to end afterwards.
  package static func moveThread(to folder: String) throws(SystemCallError) {
    try systemCall("unshare") { clinux_unshare_working_directory() }
    try systemCall("chdir \(folder)") { unsafe chdir(folder) }
  }
}
