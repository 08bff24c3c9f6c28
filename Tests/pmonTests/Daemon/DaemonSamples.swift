import Testing

/// Answers as the daemon's contract has them, each on one line.
enum DaemonSamples {
  static let boot = "01234567-89ab-cdef-0123-456789abcdef"

  /// Of the first death.
  static let id = "\(boot)/3019/812345/locks"

  static let status =
    #"{"version":"0.1.0","healthy":true,"ready":true,"problems":[],"kernel":"6.18.0","boot_id":"\#(boot)","uptime_ns":11525000000000,"pid":17,"configuration":{"path":"/etc/pmon/pmond.yaml","guards":2,"load_time":"2026-11-23T15:20:01.000000000Z"},"registrations":{"count":12,"own":3,"limit":1000000},"cleanups":{"PENDING":2,"IN PROGRESS":1,"RESOURCES FREED":120,"PARTIAL CLEANUP":1,"GAVE UP":0,"REPORTED":4,"running":1},"detection":{"observed":150,"seen":120,"inferred":3,"unknown":1,"uneventful":7,"losses":0,"lost":0,"resyncs":9,"continuity":"new","held":12},"journal":{"path":"/var/lib/pmon/journal.sqlite","state":"ok","file_bytes":1258291,"used_bytes":838860,"waiting":0,"refused":0},"connector":{"clients":3,"refused":0,"requests":9,"malformed":0,"delivered":4711,"lost":0,"upstream_lost":0},"streams":{"open":2,"lost":0}}"#

  /// What goes wrong, with texts that nobody should believe.
  static let badStatus =
    #"{"version":"0.1.0\u001b[2J","healthy":false,"ready":false,"problems":["The disk is full","\u202eno"],"kernel":"6.18.0","uptime_ns":90000000000,"pid":17,"configuration":{"guards":1},"registrations":{"count":5,"own":5,"limit":5},"cleanups":{"GAVE UP":3,"running":0},"detection":{"observed":1,"seen":1,"inferred":2,"unknown":2,"uneventful":0,"losses":1,"lost":4711,"resyncs":2,"continuity":"broken","held":1},"journal":{"state":"memory_only","waiting":4,"refused":1},"connector":{"clients":1,"refused":2,"requests":3,"malformed":4,"delivered":5,"lost":6,"upstream_lost":1},"streams":{"open":0,"lost":9}}"#

  static let deaths = [
    #"{"time":"2026-11-23T15:20:01.123456789Z","event":"exit","process":{"pid":3019,"exit":{"code":null,"signal":9,"core_dumped":false},"executable":{"name":"oracle"},"creation":{"time":"2026-11-23T15:19:01.123456789Z"},"duration_ns":60000000000},"guard":{"name":"locks","death_id":"\#(boot)/3019/812345/locks","token":"s1","user":{"id":1000},"inferred":false},"cleanup":{"state":"PARTIAL CLEANUP","attempts":2,"failures":2,"retry_time":"2026-11-23T15:20:15.000000000Z"}}"#,
    #"{"time":"2026-11-23T15:19:59.000000000Z","event":"exit","process":{"pid":2977},"guard":{"name":"pool","death_id":"\#(boot)/2977/812000/pool","inferred":true},"cleanup":{"state":"RESOURCES FREED","attempts":1,"failures":0,"finish_time":"2026-11-23T15:20:00.000000000Z"}}"#,
    #"{"time":"2026-11-23T15:19:58.500000000Z","event":"exit","process":{"pid":4000000,"exit":{"code":3,"signal":null,"core_dumped":false},"executable":{"name":"\u001b[31mred\u0007"},"creation":{"time":"2026-11-23T15:19:58.400000000Z"},"duration_ns":100000000},"guard":{"name":"locks","death_id":"fedcba98-7654-3210-fedc-ba9876543210/4000000/5/locks","inferred":true},"cleanup":{"state":"GAVE UP","attempts":5,"failures":5,"finish_time":"2026-11-23T15:21:00.000000000Z"}}"#,
    #"{"time":"2026-11-23T15:19:57.000000000Z","event":"exit","process":{"pid":12,"exit":{"code":null,"signal":11,"core_dumped":true},"executable":{"name":"postgres"}},"guard":{"name":"locks","death_id":"\#(boot)/12/77/locks","inferred":false},"cleanup":{"state":"PENDING","attempts":0,"failures":0}}"#,
  ]

  /// The first of the deaths with its attempts.
  static let history =
    String(deaths[0].dropLast())
    + #","attempts":[{"number":1,"begin_time":"2026-11-23T15:20:02.000000000Z","end_time":"2026-11-23T15:20:02.035000000Z","interrupted":false,"succeeded":false,"exit":{"code":3,"signal":null,"core_dumped":false},"problem":"the command ended with code 3","output":"releasing\n\u001b]0;title\u0007 no such lock\n"},{"number":2,"begin_time":"2026-11-23T15:20:04.000000000Z","end_time":"2026-11-23T15:20:34.000000000Z","interrupted":false,"succeeded":false,"exit":{"code":null,"signal":15,"core_dumped":false},"problem":"the time limit of 30 s was over","output":"half a line"},{"number":3,"begin_time":"2026-11-23T15:21:00.000000000Z","interrupted":true},{"number":4,"begin_time":"2026-11-23T15:22:00.000000000Z","interrupted":false}]}"#

  static let registrations = [
    #"{"id":"\#(boot)/4711/812345/locks","time":"2026-11-23T15:20:01.123456789Z","process":{"pid":4711,"start_ticks":812345,"executable":{"name":"oracle"},"creation":{"time":"2026-11-23T15:19:01.000000000Z"}},"guard":{"name":"locks","token":"s1","user":{"id":1000}},"on":"abnormal","on_unknown":"clean"}"#,
    #"{"id":"\#(boot)/4712/812346/told","time":"2026-11-23T15:20:02.000000000Z","process":{"pid":4712,"start_ticks":812346},"guard":{"name":"told","token":"a\u009bb"},"on":"exit and signal == SEGV","on_unknown":"report"}"#,
  ]

  static func page(_ list: String, _ items: [String]) -> String {
    #"{"\#(list)":[\#(items.joined(separator: ","))]}"#
  }

  /// A daemon that has these samples and takes every request of the contract.
  static func daemon(status: String = status) throws -> ScriptedDaemon {
    try ScriptedDaemon { request in
      let path = request.line.prefix { $0 != "?" }
      switch path {
      case "GET /v1/status": return .json(status)
      case "GET /v1/deaths": return .json(page("deaths", deaths))
      case "GET /v1/cleanups": return .json(page("cleanups", [deaths[0], deaths[2], deaths[3]]))
      case "GET /v1/registrations": return .json(page("registrations", registrations))
      case "POST /v1/registrations": return .json(registrations[0], status: 201)
      case "GET /v1/deaths/\(boot)/3019/812345/locks": return .json(history)
      case "POST /v1/cleanups/\(boot)/3019/812345/locks/retry": return .json(deaths[0])
      case _ where path.hasPrefix("DELETE /v1/registrations"):
        return .bytes(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))
      default: return .problem(404, "There is nothing of that name.")
      }
    }
  }
}
