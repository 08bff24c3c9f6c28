package import ProcessEvents

/// What random filters compare fields with.
package struct FilterVocabulary: Sendable {
  /// Numbers that the events to come probably have, by field; any number where there is none.
  package var numbers: [Filter.NumberField: [UInt32]]
  /// Texts that they probably have; any text where there is none.
  package var texts: [Filter.Text]

  package init(numbers: [Filter.NumberField: [UInt32]], texts: [Filter.Text]) {
    self.numbers = numbers
    self.texts = texts
  }

  /// What random events are made of.
  package static let any = FilterVocabulary(numbers: [:], texts: [])
}
