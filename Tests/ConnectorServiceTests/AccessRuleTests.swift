import ConnectorHub
import ConnectorService
import Testing

@Suite("Who may hear what")
struct AccessRuleTests {
  private let namespace = PIDNamespace(rawValue: 4_026_532_500)

  @Test("Root and the group hear everything, others their own")
  func initial() {
    let rule = AccessRule(group: 50)
    #expect(rule.policy(for: Peer(user: 0)) == .everything)
    #expect(rule.policy(for: Peer(user: 7, groups: [1, 50])) == .everything)
    #expect(rule.policy(for: Peer(user: 7, groups: [1])) == Policy(.user(7)))
    #expect(AccessRule().policy(for: Peer(user: 7, groups: [0])) == Policy(.user(7)))
  }

  @Test("In a child namespace only what is in it is heard, by its numbers")
  func children() {
    let rule = AccessRule(group: 50)
    func policy(_ user: UInt32, owner: UInt32?) -> Policy? {
      rule.policy(
        for: Peer(user: user, groups: [50], namespace: namespace, namespaceOwner: owner))
    }
    #expect(policy(0, owner: 0) == .inside(namespace))
    #expect(policy(0, owner: nil) == .inside(namespace))
    #expect(policy(7, owner: 7) == .inside(namespace))
    #expect(policy(7, owner: 0) == Policy(.user(7), numbers: namespace))
    #expect(policy(7, owner: nil) == Policy(.user(7), numbers: namespace))
    // A container's root whose user ids are mapped.
    #expect(policy(100_000, owner: 1000) == Policy(.user(100_000), numbers: namespace))
  }

  @Test("Who is nobody hears nothing")
  func nobody() {
    #expect(AccessRule().policy(for: Peer(user: .max)) == nil)
    #expect(AccessRule().policy(for: Peer(user: 0, namespace: PIDNamespace(rawValue: 0))) == nil)
  }
}
