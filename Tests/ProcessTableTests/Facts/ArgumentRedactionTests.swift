import ProcessTable
import Testing

@Suite("Secrets in arguments")
struct ArgumentRedactionTests {
  @Test(
    "What looks like a secret is hidden, and nothing else",
    arguments: [
      (["mysql", "--password=hunter2", "db"], ["mysql", "--password=[redacted]", "db"]),
      (["x", "--token", "abc", "y"], ["x", "--token", "[redacted]", "y"]),
      (["x", "--token", "--verbose"], ["x", "--token", "--verbose"]),
      (["env", "API_KEY=1", "A=2", "true"], ["env", "API_KEY=[redacted]", "A=2", "true"]),
      (["psql", "postgres://me:pw@host/db"], ["psql", "postgres://me:[redacted]@host/db"]),
      (["x", "--pass", "a", "--bypass"], ["x", "--pass", "[redacted]", "--bypass"]),
      (["curl", "-u", "me:pw", "x"], ["curl", "-u", "me:[redacted]", "x"]),
      (["curl", "-H", "Authorization: Bearer a b"], ["curl", "-H", "Authorization: [redacted]"]),
      (["curl", "-H", "Authorization:a"], ["curl", "-H", "Authorization: [redacted]"]),
      (["curl", "--header=X-Auth-Token:a"], ["curl", "--header=X-Auth-Token: [redacted]"]),
      (["curl", "-ume:pw"], ["curl", "-ume:[redacted]"]),
      (["curl", "--header", "X-Api-Key: a"], ["curl", "--header", "X-Api-Key: [redacted]"]),
      (["git", "clone", "https://abc@host/x"], ["git", "clone", "https://[redacted]@host/x"]),
      (["/usr/bin/mysql", "-psecret"], ["/usr/bin/mysql", "-p[redacted]"]),
      (["nc", "-p8080"], ["nc", "-p8080"]),
      (["curl", "http://host/a:b@c"], ["curl", "http://host/a:b@c"]),
      (["/bin/password", "password"], ["/bin/password", "password"]),
      ([], []),
    ] as [([String], [String])])
  func defaults(arguments: [String], shown: [String]) {
    #expect(ArgumentRedaction().apply(to: arguments) == shown)
  }

  @Test("Patterns can be added")
  func patterns() {
    var redaction = ArgumentRedaction()
    redaction.add(patterns: ["Customer*"])
    #expect(
      redaction.apply(to: ["x", "--customer-name=me", "--name=me"])
        == ["x", "--customer-name=[redacted]", "--name=me"])
  }
}
