import CoreMetrics
import ProcessMonitor
import Testing

@testable import MonitorService

@Suite("Metrics")
struct MetricsTests {
  private func read(_ registry: MetricsRegistry) throws -> OpenMetricsReader {
    var text = OpenMetricsText()
    registry.write(into: &text)
    return try OpenMetricsReader(text.finished)
  }

  @Test("All kinds that libraries record are told")
  func kinds() throws {
    let registry = MetricsRegistry()
    let counter = Counter(
      label: "my.requests.total", dimensions: [("a.b", "x\"\\\ny")], factory: registry)
    counter.increment(by: Int64.max)
    let fraction = FloatingPointCounter(label: "fraction", factory: registry)
    fraction.increment(by: 0.25)
    let meter = Meter(label: "9 lives", factory: registry)
    meter.set(7)
    meter.decrement(by: 9)
    let recorder = Recorder(label: "sizes", factory: registry)
    recorder.record(3)
    recorder.record(4)
    let gauge = Gauge(label: "gauge", factory: registry)
    gauge.record(2.5)
    let timer = Timer(label: "pause", factory: registry)
    timer.recordMilliseconds(3)
    timer.recordSeconds(100)
    let metrics = try read(registry)
    #expect(metrics["my_requests_total", ["a_b": "x\\\"\\\\\\ny"]] == Double(Int64.max))
    #expect(metrics["fraction_total"] == 0.25)
    #expect(metrics["_9_lives"] == -2)
    #expect(metrics["sizes_count"] == 2)
    #expect(metrics["sizes_sum"] == 7)
    #expect(metrics["gauge"] == 2.5)
    #expect(metrics["pause_seconds_count"] == 2)
    #expect(metrics["pause_seconds_bucket", ["le": "0.005"]] == 1)
    #expect(metrics["pause_seconds_bucket", ["le": "10.0"]] == 1)
    #expect(metrics["pause_seconds_sum"] == 100.003)
  }

  @Test("The same name and labels are one series, in whatever order")
  func identity() throws {
    let registry = MetricsRegistry()
    Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
    Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
    #expect(try read(registry)["a_total", ["x": "1", "y": "2"]] == 2)
  }

  @Test("A name of two kinds, a label that comes twice and too many series are counted, not told")
  func refused() throws {
    let registry = MetricsRegistry()
    Counter(label: "a", factory: registry).increment()
    Meter(label: "a", factory: registry).set(5)
    Counter(label: "b", dimensions: [("x.y", "1"), ("x_y", "2")], factory: registry).increment()
    for number in 0..<3000 {
      Counter(label: "c", dimensions: [("n", "\(number)")], factory: registry).increment()
    }
    let metrics = try read(registry)
    #expect(metrics["a_total"] == 1)
    #expect(metrics["b_total"] == nil)
    #expect(metrics.families["c"]?.samples.count == 1999)
    #expect(metrics["pmon_metrics_refused_series_total"] == 1003)
  }

  @Test("What is not finite changes nothing")
  func finite() throws {
    let registry = MetricsRegistry()
    let meter = Meter(label: "a", factory: registry)
    meter.set(1)
    meter.set(Double.nan)
    meter.increment(by: Double.infinity)
    Recorder(label: "b", factory: registry).record(Double.nan)
    let metrics = try read(registry)
    #expect(metrics["a"] == 1)
    #expect(metrics["b_count"] == 0)
  }
}

extension DaemonTests {
  @Suite("Metrics")
  struct MetricsTests {
    @Test("They are OpenMetrics, and count what happens")
    func metrics() throws {
      let daemon = try DaemonProgram("guards: [{name: a, cleanup: {actions: [end_orphans]}}]")
      let client = try APIConnection(daemon.socket)
      let process = try GuardedProcess()
      _ = try client.request(
        "POST", "/v1/registrations",
        "{\"process\":{\"pid\":\(process.id)},\"guard\":{\"name\":\"a\"}}")
      func read() throws -> OpenMetricsReader {
        let reply = try client.get("/metrics")
        #expect(
          reply.fields["content-type"]
            == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        return try OpenMetricsReader(reply.text)
      }
      #expect(try read()["pmon_registrations"] == 1)
      try process.end()
      #expect(
        try eventually { try read()["pmon_cleanups", ["state": "RESOURCES FREED"]] == 1 })
      let metrics = try read()
      #expect(metrics["pmon_registrations"] == 0)
      #expect(metrics["pmon_deaths_total", ["found": "seen"]] == 1)
      #expect(metrics["pmon_cleanup_attempts_total", ["result": "succeeded"]] == 1)
      #expect(metrics["pmon_cleanup_start_delay_seconds_count"] == 1)
      #expect(metrics["pmon_healthy"] == 1)
      let labels = [
        "http_request_method": "POST", "http_response_status_code": "201",
        "http_route": "/v1/registrations",
      ]
      #expect(metrics["http_server_request_duration_seconds_count", labels] == 1)
    }
  }
}
