internal import Foundation

/// Turns plans into JSON and back; equal plans, of which there are many one after the other, once.
struct PlanCoder {
  private static let capacity = 1_000
  private var texts: [CleanupPlan: String] = [:]
  private var plans: [String: CleanupPlan] = [:]

  mutating func text(of plan: CleanupPlan) -> String {
    if let text = texts[plan] { return text }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(plan) else {
      preconditionFailure("A plan has nothing that JSON does not")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if texts.count >= Self.capacity { texts.removeAll(keepingCapacity: true) }
    texts[plan] = text
    return text
  }

  mutating func plan(of text: String) throws(JournalError) -> CleanupPlan {
    if let plan = plans[text] { return plan }
    let plan: CleanupPlan
    do {
      plan = try JSONDecoder().decode(CleanupPlan.self, from: Data(text.utf8))
    } catch {
      throw .corrupt("a plan is not what was written: \(error)")
    }
    if plans.count >= Self.capacity { plans.removeAll(keepingCapacity: true) }
    plans[text] = plan
    return plan
  }
}
