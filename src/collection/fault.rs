//! Faults of a collection file: what is wrong, where, and what to do about it.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// A fault, warning or note about a collection file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Byte range in the file's text.
    pub span: Range<usize>,
    /// Line and byte range of the first occurrence, if the fault is a repetition.
    pub first: Option<(usize, Range<usize>)>,
    /// The id of the report that contains it, if that can be read.
    pub report: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong, without the position.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Problem {
    // — the text —
    NotUtf8,
    Empty,
    CutShort,
    Syntax { message: String },
    TooDeep,
    TooLarge { bytes: u64, limit: u64 },
    // — the shape —
    WrongType { expected: String, found: &'static str },
    UnknownField { field: String, near: Option<String> },
    RepeatedField { field: String },
    MissingField { field: String },
    NotOneOf { value: String, allowed: Vec<String>, near: Option<String> },
    OutOfRange { value: String, least: u64, most: u64 },
    // — texts —
    EmptyText,
    ForbiddenCharacter { character: char },
    // — ids —
    NotASlug { text: String },
    NotAnAuthority { text: String },
    RepeatedId { id: String },
    RepeatedGuid { guid: String },
    StillPresent { id: String },
    WithdrawnGuid { guid: String },
    // — topics —
    UnknownTopic { topic: String, near: Option<String> },
    AliasOfTopic { alias: String, topic: String },
    RepeatedTopic { topic: String },
    ClashingTopic { slug: String },
    ReplacedByItself,
    NotRetired,
    // — values —
    NotADate { text: String, year_may_stand_alone: bool },
    ImpossibleDate { text: String },
    UpdatedBeforeAdded,
    NotAnAddress { text: String, why: String },
    OrcidForm { text: String },
    OrcidCheckDigit { text: String, right: char },
    NotADoi { text: String, bare: Option<String> },
    NotALanguage { text: String },
    NotAMediaType { text: String },
    NotAnEmail { text: String },
    BothAbstracts,
    HalfASize,
    NoPicture { name: String, why: String },
    NoRights,
    // — no fault —
    Warned(Severity, Explanation),
}

/// How serious a finding about a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file breaks a rule and is not served.
    Error,
    /// Subscribers would miss something, or see it in another way than it is written.
    Warning,
    /// For information; no action is needed.
    Note,
}

/// A problem in words: a stable name for software, and for people what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Stable name, for software.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// How serious it is.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::Warned(severity, _) => *severity,
            _ => Severity::Error,
        }
    }

    /// The problem in words.
    pub fn words(&self) -> Explanation {
        let words = |code, message: String, help: &str| Explanation { code, message, help: help.to_owned() };
        let did_you_mean = |near: &Option<String>, otherwise: &str| match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        };
        match self {
            Problem::Warned(_, words) => words.clone(),
            Problem::NotUtf8 => {
                words("not-utf-8", "the file is not UTF-8 from here on".into(), "save the file as UTF-8")
            }
            Problem::Empty => words(
                "empty",
                "the file is empty".into(),
                "`feedgate init DIR` writes a small collection to start from",
            ),
            Problem::CutShort => words(
                "cut-short",
                "the file is incomplete: it ends too early".into(),
                "save the file again, or restore the last good version",
            ),
            Problem::Syntax { message } => words(
                "syntax",
                format!("this is not valid JSON: {message}"),
                "check just before this place for a missing or extra comma, quotation mark or bracket",
            ),
            Problem::TooDeep => words(
                "too-deep",
                "values are nested too deeply here".into(),
                "a collection needs only a few levels; at most 127 are allowed",
            ),
            Problem::TooLarge { bytes, limit } => words(
                "too-large",
                format!("the file has {bytes} bytes, but at most {limit} are allowed"),
                "if the file has to be this large, raise the setting `limits.file_bytes`",
            ),
            Problem::WrongType { expected, found } => words(
                "wrong-type",
                format!("expected {expected}, found {found}"),
                &format!("write {expected} here"),
            ),
            Problem::UnknownField { field, near } => words(
                "unknown-field",
                format!("unknown field `{field}`"),
                &did_you_mean(near, "remove it; fields of your own must begin with `_`"),
            ),
            Problem::RepeatedField { field } => words(
                "repeated-field",
                format!("field `{field}` appears twice"),
                "remove one of the two: programs disagree on which one counts",
            ),
            Problem::MissingField { field } => {
                words("missing-field", format!("field `{field}` is missing"), &format!("add `{field}`"))
            }
            Problem::NotOneOf { value, allowed, near } => words(
                "not-one-of",
                format!("unknown value `{value}`"),
                &did_you_mean(near, &format!("use one of {}", allowed.join(", "))),
            ),
            Problem::OutOfRange { value, least, most } => words(
                "out-of-range",
                format!("{value} is not a whole number from {least} to {most}"),
                "write a number in that range, or leave the field out",
            ),
            Problem::EmptyText => words(
                "empty-text",
                "the text is empty".into(),
                "write a text here; spaces alone do not count",
            ),
            Problem::ForbiddenCharacter { character } => words(
                "forbidden-character",
                format!("the text contains the character U+{:04X}, which XML forbids", u32::from(*character)),
                "remove this character: it would make every feed invalid",
            ),
            Problem::NotASlug { text } => {
                words("not-a-slug", format!("`{text}` is not a valid id"), "use only a-z, 0-9 and hyphens")
            }
            Problem::NotAnAuthority { text } => words(
                "not-an-authority",
                format!("`{text}` is not a valid authority"),
                "write a domain in lower case, a comma, and a date on which you owned the domain: `example.org,2023` (RFC 4151)",
            ),
            Problem::RepeatedId { id } => words(
                "repeated-id",
                format!("the id `{id}` is already used"),
                "each id can be used only once: choose another id here",
            ),
            Problem::RepeatedGuid { guid } => words(
                "repeated-guid",
                format!("the guid `{guid}` is already used"),
                "feed readers would treat the two reports as one: give each its own guid",
            ),
            Problem::StillPresent { id } => words(
                "still-present",
                format!("`{id}` is in both `reports` and `withdrawn`"),
                "remove it from one of the two",
            ),
            Problem::WithdrawnGuid { guid } => words(
                "withdrawn-guid",
                format!("`{guid}` is also the id of a withdrawn report"),
                "feed readers would delete this report: change `guid` here or in `withdrawn`",
            ),
            Problem::UnknownTopic { topic, near } => words(
                "unknown-topic",
                format!("unknown topic `{topic}`"),
                &did_you_mean(near, "add it to `topics`, or remove it here"),
            ),
            Problem::AliasOfTopic { alias, topic } => words(
                "alias-of-topic",
                format!("`{alias}` is an old name of a topic"),
                &format!("write `{topic}`"),
            ),
            Problem::RepeatedTopic { topic } => {
                words("repeated-topic", format!("topic `{topic}` appears twice"), "remove one of the two")
            }
            Problem::ClashingTopic { slug } => words(
                "clashing-topic",
                format!("`{slug}` is already the id or an alias of a topic"),
                "choose another name: each id and alias can belong to only one topic",
            ),
            Problem::ReplacedByItself => words(
                "replaced-by-itself",
                "the topic is its own replacement".into(),
                "name another topic, or remove `replaced_by`",
            ),
            Problem::NotRetired => words(
                "not-retired",
                "`replaced_by` needs `retired`, but this topic is not retired".into(),
                "add `retired`, the day on which the topic's feed ends, or remove `replaced_by`",
            ),
            Problem::NotADate { text, year_may_stand_alone: true } => words(
                "not-a-date",
                format!("`{text}` is not a date"),
                "write `2023`, `2023-07`, `2023-07-24` or `2023-07-24T10:00:00Z`",
            ),
            Problem::NotADate { text, .. } => words(
                "not-a-date",
                format!("`{text}` is not a day, or a day and time"),
                "write `2023-07-24` or `2023-07-24T10:00:00Z`",
            ),
            Problem::ImpossibleDate { text } => words(
                "impossible-date",
                format!("the date `{text}` does not exist"),
                "check the month, the day and the hour",
            ),
            Problem::UpdatedBeforeAdded => words(
                "updated-before-added",
                "`updated` is earlier than `added`".into(),
                "remove `updated`, unless the report changed after it was added",
            ),
            Problem::NotAnAddress { text, why } => words(
                "not-an-address",
                format!("`{text}` cannot be used as an address: {why}"),
                "write the full address, `https://…`",
            ),
            Problem::OrcidForm { text } => {
                words("orcid-form", format!("`{text}` is not an ORCID"), "write it as `0000-0002-1825-0097`")
            }
            Problem::OrcidCheckDigit { text, right } => words(
                "orcid-check-digit",
                format!("the last digit of `{text}` should be {right}"),
                "a digit is wrong: compare it with the author's page at orcid.org",
            ),
            Problem::NotADoi { text, bare: Some(bare) } => words(
                "not-a-doi",
                format!("`{text}` contains more than the DOI"),
                &format!("write only `{bare}`"),
            ),
            Problem::NotADoi { text, bare: None } => {
                words("not-a-doi", format!("`{text}` is not a DOI"), "write it as `10.1234/abc`")
            }
            Problem::NotALanguage { text } => words(
                "not-a-language",
                format!("`{text}` is not a language tag"),
                "write a BCP 47 tag such as `en`, `es-MX` or `zh-Hant`",
            ),
            Problem::NotAMediaType { text } => words(
                "not-a-media-type",
                format!("`{text}` is not a media type"),
                "write it as `application/pdf`",
            ),
            Problem::NotAnEmail { text } => words(
                "not-an-email",
                format!("`{text}` is not an email address"),
                "write it as `name@example.org`",
            ),
            Problem::BothAbstracts => words(
                "both-abstracts",
                "the report has both `abstract` and `abstract_html`".into(),
                "remove one of the two",
            ),
            Problem::HalfASize => words(
                "half-a-size",
                "`width` and `height` are needed together".into(),
                "add the other one, or remove this one",
            ),
            Problem::NoPicture { name, why } => words(
                "no-picture",
                format!("`{name}` cannot be shown: {why}"),
                "name a picture of at most 2 MiB (SVG, PNG, JPEG or WebP) in the folder of this file, or write a whole \
                 address: https://example.org/picture.png",
            ),
            Problem::NoRights => words(
                "no-rights",
                "`rights` has neither `text` nor `url`".into(),
                "add the name or the address of the license, or remove `rights`",
            ),
        }
    }
}

/// What is wrong, in one line.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().message)
    }
}

/// A fault with its byte range, before lines are counted.
pub(super) struct Finding {
    pub(super) range: Range<usize>,
    /// Range of the first occurrence, if the fault is a repetition.
    pub(super) first: Option<Range<usize>>,
    pub(super) report: Option<String>,
    pub(super) problem: Problem,
}

impl Finding {
    pub(super) fn new(range: Range<usize>, problem: Problem) -> Self {
        Finding { range, first: None, report: None, problem }
    }
}

/// Turns findings into faults, in the order of their positions in the text.
pub(super) fn in_order(text: &str, mut found: Vec<Finding>) -> Vec<Fault> {
    found.sort_by_key(|finding| (finding.range.start, finding.range.end));
    let mut lines = Lines::of(text);
    let mut first_lines = Lines::of(text);
    let place = |finding: Finding| {
        let (line, column) = lines.at(finding.range.start);
        let first = finding.first.map(|range| (first_lines.at(range.start).0, range));
        Fault { line, column, span: finding.range, first, report: finding.report, problem: finding.problem }
    };
    found.into_iter().map(place).collect()
}

/// The known name most similar to `word`, if any is similar.
pub(crate) fn nearest<'n>(word: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let word = word.to_lowercase();
    // A name that contains the word, or is part of it, is a match too: `refugee` for `refugees-asylum-seekers`.
    let score = |name: &str| match name.len() > 2
        && word.len() > 2
        && (name.contains(&word) || word.contains(name))
    {
        true => strsim::jaro_winkler(&word, name).max(0.85),
        false => strsim::jaro_winkler(&word, name),
    };
    known
        .map(|name| (score(name), name))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name.to_owned())
}

/// Converts byte offsets to lines and columns.
struct Lines<'t> {
    text: &'t str,
    line: usize,
    line_start: usize,
    counted_to: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Lines { text, line: 1, line_start: 0, counted_to: 0 }
    }

    /// Line and column of a byte offset. For ascending offsets, the text is read only once.
    fn at(&mut self, offset: usize) -> (usize, usize) {
        if offset < self.counted_to {
            *self = Lines::of(self.text);
        }
        for (at, _) in self.text[self.counted_to..offset].match_indices('\n') {
            self.line += 1;
            self.line_start = self.counted_to + at + 1;
        }
        self.counted_to = offset;
        (self.line, self.text[self.line_start..offset].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "ab\näöü x\n\nz";
        let mut lines = Lines::of(text);
        assert_eq!(lines.at(0), (1, 1));
        assert_eq!(lines.at(text.find('x').expect("x")), (2, 5));
        assert_eq!(lines.at(text.find('z').expect("z")), (4, 1));
        assert_eq!(lines.at(1), (1, 2));
    }

    #[test]
    fn the_nearest_name_is_offered_only_if_it_is_near() {
        let topics = ["refugees-asylum-seekers", "women", "advocacy"];
        let near = |word| nearest(word, topics.into_iter());
        assert_eq!(near("refugee").as_deref(), Some("refugees-asylum-seekers"));
        assert_eq!(near("womn").as_deref(), Some("women"));
        assert_eq!(near("geology"), None);
    }
}
