//! The search terms of a query: what people type into a search box.
//!
//! An example is `asylum "title 42" -expulsion chil`: words, a phrase in quotation marks of any kind, and after `-` a
//! word or phrase that reports must not contain. `NOT` in capitals says the same as `-`. `OR` makes alternatives of
//! what stands on both sides of it, and `AND` changes nothing. `asylum OR refugees children` means children together
//! with one of the other two. Where there are operators, parentheses group; elsewhere they are part of a text.
//!
//! No text is refused. The search decides later how many words a clause has, several or none, and which of very many
//! words it looks up.

use super::is_forbidden;

/// The typed text in its canonical form: single spaces, straight quotation marks in pairs, `OR` between alternatives
/// and `-` before what is excluded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchText(Box<str>);

/// A part of the search terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'q> {
    /// The text without quotation marks and `-`; never empty.
    pub text: &'q str,
    /// Whether it was in quotation marks: its words must appear together, in this order.
    pub is_phrase: bool,
    /// Whether reports that contain it are excluded.
    pub is_left_out: bool,
    /// Whether it is an alternative to the clause before it: reports need only one of them.
    pub is_alternative: bool,
    /// Whether it is the last clause, so that its last word may be incomplete.
    pub is_last: bool,
}

impl SearchText {
    /// Reads the typed text. Spaces yield nothing; signs alone are kept, and find nothing.
    pub(super) fn read(text: &str) -> Option<SearchText> {
        let straight: String = text
            .chars()
            .map(|c| match c {
                '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => '"',
                c if is_forbidden(c) => ' ',
                c => c,
            })
            .collect();
        Some(settled(&straight)).filter(|text| !text.is_empty()).map(|text| SearchText(text.into()))
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The clauses, in their order.
    pub fn clauses(&self) -> Vec<Clause<'_>> {
        let mut clauses = Vec::new();
        for term in terms(&self.0) {
            let (texts, is_left_out) = match &term {
                Term::AnyOf(texts) => (&texts[..], false),
                Term::Without(text) => (std::slice::from_ref(text), true),
            };
            for (at, Text { text, is_phrase }) in texts.iter().enumerate() {
                let (text, is_phrase) = (*text, *is_phrase);
                clauses.push(Clause { text, is_phrase, is_left_out, is_alternative: at > 0, is_last: false });
            }
        }
        if let Some(last) = clauses.last_mut() {
            last.is_last = true;
        }
        clauses
    }
}

/// Writes a text until it no longer changes. Without the parentheses or the commas around it, a word may turn out to be
/// an operator, and the reverse.
fn settled(text: &str) -> String {
    /// No text is known to need more.
    const MOST_PASSES: usize = 8;
    let mut text = written(text);
    for _ in 1..MOST_PASSES {
        let again = written(&text);
        if again == text {
            break;
        }
        text = again;
    }
    text
}

/// What a text asks for, in writing; signs alone stay as they are.
fn written(text: &str) -> String {
    let terms = terms(text);
    match terms.is_empty() {
        true => text.split_whitespace().collect::<Vec<_>>().join(" "),
        false => terms.iter().map(Term::written).collect::<Vec<_>>().join(" "),
    }
}

/// A word or phrase as it was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Text<'t> {
    text: &'t str,
    is_phrase: bool,
}

/// What reports must fulfill. All terms must hold.
#[derive(Clone, Debug, PartialEq)]
enum Term<'t> {
    /// They contain any of these.
    AnyOf(Vec<Text<'t>>),
    /// They do not contain this.
    Without(Text<'t>),
}

impl Term<'_> {
    fn written(&self) -> String {
        match self {
            Term::AnyOf(texts) => texts.iter().map(Text::written).collect::<Vec<_>>().join(" OR "),
            Term::Without(text) => format!("-{}", text.written()),
        }
    }
}

impl Text<'_> {
    fn written(&self) -> String {
        let quote = if self.is_phrase { "\"" } else { "" };
        let words: Vec<&str> = self.text.split_whitespace().collect();
        format!("{quote}{}{quote}", words.join(" "))
    }
}

/// What a text asks for.
fn terms(text: &str) -> Vec<Term<'_>> {
    let mut tokens = tokens(text, true);
    if !has_operators(&tokens) {
        // These parentheses belong to a text, such as a title.
        tokens = self::tokens(text, false);
    }
    let mut open: usize = 0;
    // Parentheses that close nothing mean nothing.
    tokens.retain(|token| {
        let closes_nothing = *token == Token::Close && open == 0;
        open += usize::from(*token == Token::Open);
        open -= usize::from(*token == Token::Close && !closes_nothing);
        !closes_nothing
    });
    let mut rest = &tokens[..];
    let mut terms = Vec::new();
    while !rest.is_empty() {
        terms.extend(sequence(&mut rest, 0));
        // A parenthesis that closes one that was ignored.
        rest = rest.get(1..).unwrap_or_default();
    }
    terms
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    Text(Text<'t>),
    And,
    Or,
    Not,
    /// `-` right before something.
    Minus,
    Open,
    Close,
}

/// Splits a text at spaces, quotation marks and, if they group, parentheses. A missing closing mark is assumed at the
/// end.
fn tokens(text: &str, parentheses_group: bool) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        match first {
            '(' | ')' if parentheses_group => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                rest = &rest[1..];
            }
            '-' => {
                rest = rest.trim_start_matches('-');
                if rest.chars().next().is_some_and(|c| !c.is_whitespace()) {
                    tokens.push(Token::Minus);
                }
            }
            '"' => {
                let quoted = &rest[1..];
                let (phrase, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                let phrase = phrase.trim();
                if !phrase.is_empty() {
                    tokens.push(Token::Text(Text { text: phrase, is_phrase: true }));
                }
                rest = after;
            }
            _ => {
                let ends =
                    |c: char| c.is_whitespace() || c == '"' || (parentheses_group && matches!(c, '(' | ')'));
                let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                tokens.push(word_or_operator(word, tokens.last()));
                rest = after;
            }
        }
    }
    as_typed_in_capitals(&mut tokens);
    tokens
}

/// After a comma, `OR` is Oregon and `NOT` is said aloud: then they are words. They become phrases, so that they stay
/// words wherever they are written.
fn word_or_operator<'t>(word: &'t str, before: Option<&Token<'t>>) -> Token<'t> {
    let is_after_comma = matches!(before, Some(Token::Text(Text { text, .. })) if text.ends_with(','));
    match word {
        _ if is_after_comma => Token::Text(Text { text: word, is_phrase: is_operator(word) }),
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Not,
        text => Token::Text(Text { text, is_phrase: false }),
    }
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

/// Takes operators for words where they were meant as such: where there is nothing else, and `AND` and `NOT` in a long
/// text that is all in capitals, like some titles.
fn as_typed_in_capitals(tokens: &mut [Token<'_>]) {
    /// Nobody types so many words with an operator in capitals only.
    const LONG: usize = 7;
    let texts = || {
        tokens.iter().filter_map(|token| if let Token::Text(text) = token { Some(text.text) } else { None })
    };
    let is_nothing_else = texts().next().is_none();
    let is_shouted = texts().count() >= LONG && !texts().any(|text| text.contains(char::is_lowercase));
    for token in tokens {
        let word = match token {
            Token::And if is_shouted || is_nothing_else => "AND",
            Token::Not if is_shouted || is_nothing_else => "NOT",
            Token::Or if is_nothing_else => "OR",
            _ => continue,
        };
        *token = Token::Text(Text { text: word, is_phrase: true });
    }
}

/// Whether a text says how its words belong together, by more than `-` before single words.
fn has_operators(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| matches!(token, Token::And | Token::Or | Token::Not))
        || tokens.windows(2).any(|pair| pair == [Token::Minus, Token::Open])
}

/// Everything up to a closing parenthesis or the end.
fn sequence<'t>(rest: &mut &[Token<'t>], depth: usize) -> Vec<Term<'t>> {
    let mut terms: Vec<Term<'t>> = Vec::new();
    // Where the operand begins that `OR` would join with the next one.
    let mut operand = 0;
    let mut is_alternative = false;
    loop {
        match rest.first() {
            None | Some(Token::Close) => return terms,
            Some(Token::And) => *rest = &rest[1..],
            Some(Token::Or) => {
                is_alternative = !terms.is_empty();
                *rest = &rest[1..];
            }
            Some(_) => {
                let next = factor(rest, depth);
                if next.is_empty() {
                    continue;
                }
                if is_alternative {
                    let before = terms.split_off(operand);
                    terms.extend(alternatives(before, next));
                } else {
                    operand = terms.len();
                    terms.extend(next);
                }
                is_alternative = false;
            }
        }
    }
}

/// One operand of an operator; nothing if there is none. Takes at least one token.
fn factor<'t>(rest: &mut &[Token<'t>], depth: usize) -> Vec<Term<'t>> {
    /// Deeper parentheses are ignored.
    const DEEPEST: usize = 8;
    let signs = rest.iter().take_while(|token| matches!(token, Token::Not | Token::Minus)).count();
    *rest = &rest[signs..];
    let terms = match rest.first() {
        Some(Token::Text(text)) => {
            *rest = &rest[1..];
            vec![Term::AnyOf(vec![*text])]
        }
        Some(Token::Open) => {
            *rest = &rest[1..];
            if depth == DEEPEST {
                return Vec::new();
            }
            let terms = sequence(rest, depth + 1);
            *rest = rest.get(1..).unwrap_or_default();
            terms
        }
        // A sign before nothing.
        _ => return Vec::new(),
    };
    match signs {
        0 => terms,
        _ => terms.into_iter().flat_map(Term::texts).map(Term::Without).collect(),
    }
}

impl<'t> Term<'t> {
    fn texts(self) -> Vec<Text<'t>> {
        match self {
            Term::AnyOf(texts) => texts,
            Term::Without(text) => vec![text],
        }
    }
}

/// What holds if one or the other holds: `(a b) OR c` is `a OR c` and `b OR c`. What is excluded in one of them is
/// excluded in any case, because no alternative makes it welcome.
fn alternatives<'t>(one: Vec<Term<'t>>, other: Vec<Term<'t>>) -> Vec<Term<'t>> {
    /// More is taken for one list of alternatives, which finds no less.
    const MOST_TEXTS: usize = 64;
    let is_positive = |term: &Term<'_>| matches!(term, Term::AnyOf(_));
    let (one, mut without): (Vec<_>, Vec<_>) = one.into_iter().partition(is_positive);
    let (other, also_without): (Vec<_>, Vec<_>) = other.into_iter().partition(is_positive);
    without.extend(also_without);
    let texts = |terms: &[Term<'t>]| terms.iter().cloned().flat_map(Term::texts).collect::<Vec<_>>();
    let (of_one, of_other) = (texts(&one), texts(&other));
    let size = of_one.len() * other.len() + of_other.len() * one.len();
    let mut terms = match (one.len(), other.len()) {
        (0, _) | (_, 0) => [one, other].concat(),
        (1, 1) => vec![any_of([of_one, of_other].concat())],
        _ if size > MOST_TEXTS => vec![any_of([of_one, of_other].concat())],
        _ => {
            let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
            let both =
                |(one, other): (&Term<'t>, &Term<'t>)| [one, other].map(|term| term.clone().texts()).concat();
            pairs.map(|pair| any_of(both(pair))).collect()
        }
    };
    terms.extend(without);
    terms
}

/// Alternatives, each once. A comma at their end would make a word of the `OR` after it, and a word that is an operator
/// without its comma becomes a phrase, so that it stays a word.
fn any_of(texts: Vec<Text<'_>>) -> Term<'_> {
    let mut each: Vec<Text<'_>> = Vec::with_capacity(texts.len());
    for Text { text, is_phrase } in texts {
        let text = text.trim_end_matches(',').trim_end();
        let text = Text { text, is_phrase: is_phrase || is_operator(text) };
        if !text.text.is_empty() && !each.contains(&text) {
            each.push(text);
        }
    }
    Term::AnyOf(each)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> Option<String> {
        SearchText::read(text).map(|words| words.as_str().to_owned())
    }

    #[track_caller]
    fn assert_written(typed: &str, canonical: &str) {
        assert_eq!(written(typed).as_deref(), Some(canonical), "{typed}");
        assert_eq!(written(canonical).as_deref(), Some(canonical), "{canonical} again");
    }

    #[test]
    fn words_are_written_in_one_way() {
        for (typed, canonical) in [
            ("  asylum \t ban ", "asylum ban"),
            ("“title  42” -expulsion", "\"title 42\" -expulsion"),
            ("-\"remain in mexico\"", "-\"remain in mexico\""),
            ("«haiti", "\"haiti\""),
            ("a\"b c\"d", "a \"b c\" d"),
            ("--twice", "-twice"),
            ("U.S.-Mexico", "U.S.-Mexico"),
            ("a - b", "a b"),
            ("Leadership (SOL) Initiative", "Leadership (SOL) Initiative"),
            ("<b>asylum</b> 🙂", "<b>asylum</b> 🙂"),
        ] {
            assert_written(typed, canonical);
        }
    }

    #[test]
    fn operators_in_capitals_have_one_canonical_form() {
        for (typed, canonical) in [
            ("asylum OR detention", "asylum OR detention"),
            ("asylum  OR\t\"title 42\" OR ban", "asylum OR \"title 42\" OR ban"),
            ("asylum OR detention children", "asylum OR detention children"),
            ("NOT asylum", "-asylum"),
            ("(NOT asylum)", "-asylum"),
            ("mexico NOT \"remain in mexico\"", "mexico -\"remain in mexico\""),
            ("asylum AND detention", "asylum detention"),
            ("asylum AND NOT detention", "asylum -detention"),
            ("NOT -asylum", "-asylum"),
            ("asylum or not and detention", "asylum or not and detention"),
            ("\"right OR wrong\"", "\"right OR wrong\""),
            ("(asylum OR detention) AND children", "asylum OR detention children"),
            ("children AND (asylum OR (ban))", "children asylum OR ban"),
            ("(asylum ban) OR detention", "asylum OR detention ban OR detention"),
            ("(a b) OR (c d)", "a OR c a OR d b OR c b OR d"),
            ("NOT (asylum OR ban)", "-asylum -ban"),
            ("-(asylum ban)", "-asylum -ban"),
            ("asylum OR -ban", "asylum -ban"),
            ("(a -b) OR c", "a OR c -b"),
            ("asylum OR asylum", "asylum"),
            ("a)OR(b", "a OR b"),
            ("(((asylum OR ban", "asylum OR ban"),
            ("(Salem OR OR,)", "Salem OR \"OR\""),
        ] {
            assert_written(typed, canonical);
        }
    }

    #[test]
    fn an_operator_without_operands_does_no_harm() {
        for (typed, canonical) in [
            ("asylum OR", "asylum"),
            ("OR asylum", "asylum"),
            ("AND asylum AND", "asylum"),
            ("asylum OR OR ban", "asylum OR ban"),
            ("asylum AND OR ban", "asylum OR ban"),
            ("asylum NOT", "asylum"),
            ("asylum OR ()", "asylum"),
            ("OR", "\"OR\""),
            ("NOT AND", "\"NOT\" \"AND\""),
        ] {
            assert_written(typed, canonical);
        }
    }

    #[test]
    fn words_of_titles_are_no_operators() {
        for (typed, canonical) in [
            ("Families together, NOT in cages", "Families together, \"NOT\" in cages"),
            ("Salem, OR and Reno", "Salem, \"OR\" and Reno"),
            ("THIS IS NOT A DRILL AND A TEST OF ALL", "THIS IS \"NOT\" A DRILL \"AND\" A TEST OF ALL"),
            ("THIS IS NOT", "THIS IS"),
            ("ASYLUM NOT BAN", "ASYLUM -BAN"),
        ] {
            assert_written(typed, canonical);
        }
    }

    #[test]
    fn signs_alone_are_kept_and_are_no_clauses() {
        for signs in ["-", "\"\"", "- \"", "-()"] {
            assert_written(signs, signs);
            assert!(SearchText::read(signs).expect("signs").clauses().is_empty(), "{signs}");
        }
        assert_written("???", "???");
        for nothing in ["", "  ", "\u{7}", "\u{FFFF}"] {
            assert_eq!(written(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn clauses_say_what_they_are() {
        let words = SearchText::read("one \"two three\" OR five -four fi").expect("words");
        let found: Vec<_> = words
            .clauses()
            .into_iter()
            .map(|c| (c.text, c.is_phrase, c.is_left_out, c.is_alternative, c.is_last))
            .collect();
        assert_eq!(
            found,
            [
                ("one", false, false, false, false),
                ("two three", true, false, false, false),
                ("five", false, false, true, false),
                ("four", false, true, false, false),
                ("fi", false, false, false, true),
            ]
        );
    }

    #[test]
    fn a_text_of_any_length_is_read() {
        for text in
            ["x".repeat(10_000), "a b ".repeat(2_000), "(".repeat(5_000) + " OR a", "a OR ".repeat(2_000)]
        {
            let once = written(&text).expect("words");
            assert!(once.len() <= text.len(), "{} bytes", once.len());
            assert_eq!(written(&once), Some(once));
        }
    }

    proptest! {
        #[test]
        fn a_canonical_form_is_its_own(
            parts in prop::collection::vec(
                prop::sample::select(&["a", "b,", "C", "OR", "AND", "NOT", "-", "--", "(", ")", "\"", "“", " ", " ", ",", "d e", "\u{7}", "(x)", "É"][..]),
                0..24,
            ),
        ) {
            let text = parts.concat();
            if let Some(once) = written(&text) {
                prop_assert_eq!(written(&once), Some(once), "{}", text);
            }
        }
    }
}
