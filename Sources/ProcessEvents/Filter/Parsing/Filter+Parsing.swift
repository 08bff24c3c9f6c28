extension Filter {
  /// Reads a filter's text, such as `exec or (exit and abnormal)`; the empty text means ``all``.
  ///
  /// ```
  /// filter     = [ or ] ;
  /// or         = and , { "or" , and } ;
  /// and        = unary , { "and" , unary } ;
  /// unary      = { "not" } , ( "(" , or , ")" | term ) ;
  /// term       = "all" | event | flag
  ///            | number-field , comparison , number
  ///            | number-field , [ "not" ] , "in" , "(" , [ numbers ] , ")"
  ///            | "ancestor" , ( "==" | "!=" ) , number
  ///            | "ancestor" , [ "not" ] , "in" , "(" , [ numbers ] , ")"
  ///            | text-field , ( "==" | "!=" | "~" | "!~" ) , text
  ///            | text-field , [ "not" ] , "in" , "(" , [ text , { "," , text } ] , ")"
  ///            | "event" , ( "==" | "!=" ) , event
  ///            | "event" , [ "not" ] , "in" , "(" , [ event , { "," , event } ] , ")" ;
  /// comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" ;
  /// numbers    = range , { "," , range } ;
  /// range      = number , [ ".." , number ] ;
  /// event      = "fork" | "exec" | "exit" | "coredump" | "comm" | "ptrace" | "uid" | "gid" | "sid" ;
  /// flag       = "abnormal" | "core" | "thread" ;
  /// number-field = "pid" | "tid" | "ppid" | "code" | "signal" | "status" | "cpu" | "ruid" | "euid"
  ///            | "rgid" | "egid" | "tracer" | "uid" ;
  /// text-field = "comm" | "name" | "exe" | "args" | "user" | "cgroup" ;
  /// ```
  /// A number is decimal, or hexadecimal after `0x`; that of a signal may be its name, with or without
  /// `SIG`, in any case. A range includes both its ends. A text stands in single or double quotes, in
  /// which `\\`, `\"`, `\'`, `\n`, `\t` and `\xNN` are escapes; one of letters, digits and
  /// `_-./:@%+`, in a pattern also `*?[]`, that does not begin with a digit and is no word of the
  /// language, needs no quotes.
  ///
  /// The time hardly grows faster than the length, and any text is safe to pass.
  public init(parsing text: String, limits: Limits = .standard) throws(SyntaxError) {
    try self.init(parsing: text.utf8, limits: limits)
  }

  /// Reads a filter's text; see ``init(parsing:limits:)-(String,_)``.
  ///
  /// - Parameters:
  ///   - utf8: the text in UTF-8; within quotes other bytes stand for themselves.
  ///   - limits: what the text may be at most.
  public init(parsing utf8: some Collection<UInt8>, limits: Limits = .standard)
    throws(SyntaxError)
  {
    guard utf8.count <= limits.length else {
      let source = SourceText(bytes: [])
      throw source.error(.tooLong(limit: limits.length), at: 0..<0)
    }
    var parser = FilterParser(SourceText(bytes: Array(utf8)), limits: limits)
    self = try parser.parse()
  }
}
