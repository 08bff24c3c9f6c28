import Testing

/// One after the other: some count processes or race with the kernel.
@Suite("Clean-ups", .serialized, .timeLimit(.minutes(3)))
struct CleanupTests {}
