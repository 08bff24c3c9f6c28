import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@Suite("The kernel here")
struct LiveKernelTests {
  @Test("A kernel that must serve does; the tests that need it run")
  func serves() {
    if let reason = LiveKernel.reasonToSkip {
      print("Tests on the kernel here are skipped: \(reason)")
      if LiveKernel.mustServe { Issue.record("it should serve: \(reason)") }
    }
  }
}

/// The tests that use the kernel's own connector, one after the other: they load the machine.
@Suite(
  "On the kernel here", .serialized,
  .enabled(if: LiveKernel.serves, "the kernel does not serve: \(LiveKernel.reasonToSkip ?? "")"))
enum LiveTests {}
