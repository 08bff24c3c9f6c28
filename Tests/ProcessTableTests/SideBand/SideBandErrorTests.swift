import KernelInterface
import Testing

@testable import ProcessTable

@Suite("Why the side band cannot be read")
struct SideBandErrorTests {
  static let host = SideBandEnvironment(
    paranoid: 2, hasPerformanceMonitoring: false, isInitialUserNamespace: true)

  @Test(
    "A refusal is told with its cause",
    arguments: [
      ("perf_event_open", Errno.accessDenied, SideBandError.Cause.notPermitted(paranoid: 2)),
      ("perf_event_open", .notPermitted, .forbidden),
      ("perf_event_open", .noSystemCall, .noPerfEvents),
      ("perf_event_open", .noSuchFile, .noPerfEvents),
      ("perf_event_open", .invalidArgument, .kernelTooOld),
      ("perf_event_open", .tooManyOpenFiles, .descriptorLimit),
      ("mmap", .notPermitted, .memoryLimit),
      ("mmap", .outOfMemory, .memoryLimit),
      ("ioctl PERF_EVENT_IOC_ENABLE", .invalidArgument, .system),
    ])
  func causes(call: String, errno: Errno, cause: SideBandError.Cause) {
    let error = SideBandError(SystemCallError(call, errno), in: Self.host)
    #expect(error.cause == cause)
    #expect(error.description == "\(error.reason); \(error.nextStep)")
  }

  @Test("A capability of a child user namespace does not count")
  func childNamespace() {
    var child = Self.host
    child.hasPerformanceMonitoring = true
    child.isInitialUserNamespace = false
    let error = SideBandError(SystemCallError("perf_event_open", .accessDenied), in: child)
    #expect(error.cause == .childUserNamespace)
    #expect(!child.isPermitted)
  }

  @Test("Who may read it")
  func permitted() {
    #expect(!Self.host.isPermitted)
    var other = Self.host
    other.hasPerformanceMonitoring = true
    #expect(other.isPermitted)
    other = Self.host
    other.paranoid = 0
    #expect(other.isPermitted)
    other.paranoid = nil
    #expect(!other.isPermitted)
  }

  @Test("The value of kernel.perf_event_paranoid is in the text")
  func paranoid() {
    let error = SideBandError(SystemCallError("perf_event_open", .accessDenied), in: Self.host)
    #expect(error.reason.contains("kernel.perf_event_paranoid is 2"))
  }

  @Test("Lists of CPUs are read as the kernel writes them; others are refused")
  func processors() {
    #expect(ProcessorList.parse("0\n") == [0])
    #expect(ProcessorList.parse("0-1\n") == [0, 1])
    #expect(ProcessorList.parse("0-2,5,8-9\n") == [0, 1, 2, 5, 8, 9])
    for text in ["", "\n", "a", "0-", "-1", "3-1", "0-1-2", "0-99999999", "99999999999", "1,,x"] {
      #expect(ProcessorList.parse(text) == nil, "\(text)")
    }
  }

  @Test("All rings together stay within their bound, and each is large enough")
  func sizes() {
    #expect(SideBandReader.defaultSize(processors: 1) == 4 << 20)
    #expect(SideBandReader.defaultSize(processors: 16) == 4 << 20)
    #expect(SideBandReader.defaultSize(processors: 64) == 1 << 20)
    #expect(SideBandReader.defaultSize(processors: 1024) == 64 << 10)
    #expect(SideBandReader.defaultSize(processors: 8192) == 64 << 10)
    for (number, power) in [(-1, 1), (0, 1), (1, 1), (2, 2), (3, 2), (1023, 512), (1024, 1024)] {
      #expect(SideBandReader.powerOfTwo(notAbove: number) == power)
    }
  }
}
