//! Prints addresses, each in its one canonical form.

use std::fmt;

use url::form_urlencoded;

use crate::query;
use crate::words::Language;

use super::{Address, CardFormat, CardOptions, Localized, Scope, Subject, View};

/// The canonical path and query, below the public URL.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.write_str(&text)
    }
}

/// The canonical path and query, below the public URL.
impl fmt::Display for Localized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.address.push_in(self.language, &mut text);
        f.write_str(&text)
    }
}

impl Address {
    /// Appends what `Display` prints; a feed names hundreds of addresses.
    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Address::Home { query, view, page: number } => {
                let is_plain = query.is_everything() && *view == View::List;
                if is_plain && *number > 1 {
                    return push_page(*number, out);
                }
                out.push('/');
                let view = (*view != View::List).then(|| view.name());
                let number = (*number > 1).then_some(*number);
                Query::of(out).all(query).text("view", view).number("page", number);
            }
            Address::Topic { topic, page: number } => {
                push_all(out, ["/topics/", topic]);
                if *number > 1 {
                    push_page(*number, out);
                }
            }
            Address::Report(report) => push_all(out, ["/reports/", report]),
            Address::Citation(report, format) => format.push_to(report, out),
            Address::CitationFormats(report) => {
                out.push_str("/unapi");
                Query::of(out).text("id", report.as_deref());
            }
            Address::Feed(scope, format) => {
                scope.push_to(out);
                push_all(out, ["/feed.", format.extension()]);
                Query::of(out).of_scope(scope);
            }
            Address::Archive(scope, format, number) => {
                scope.push_to(out);
                push_all(out, ["/archive/", &number.to_string(), ".", format.extension()]);
                Query::of(out).of_scope(scope);
            }
            Address::Subscribe(scope) => {
                scope.push_to(out);
                out.push_str("/feed");
                Query::of(out).of_scope(scope);
            }
            Address::Card(subject, card) => {
                subject.push_to(out);
                out.push_str(match (subject, card.format) {
                    (_, CardFormat::Xml) => "/oembed.xml",
                    // `/oembed` is where programs ask for the card of any page.
                    (Subject::Collection | Subject::Search(_), CardFormat::Json) => "/oembed.json",
                    (Subject::Topic(_) | Subject::Report(_), CardFormat::Json) => "/oembed",
                });
                Query::of(out).of_subject(subject).limits(card);
            }
            Address::CardFor(url, card) => {
                out.push_str("/oembed");
                Query::of(out).text("url", Some(url)).text("format", Some(card.format.name())).limits(card);
            }
            Address::PreviewImage(subject, preview) => {
                subject.push_to(out);
                out.push_str("/card.png");
                Query::of(out).texts(preview.parameters());
            }
            Address::Embed(subject, embed) => {
                subject.push_to(out);
                out.push_str("/embed");
                embed.named_style().into_iter().for_each(|style| push_all(out, ["/", style]));
                Query::of(out).of_subject(subject).texts(embed.parameters());
            }
            Address::Share(subject, share) => {
                subject.push_to(out);
                out.push_str("/share");
                Query::of(out).of_subject(subject).texts(share.parameters());
            }
            Address::Doctor(url) => {
                out.push_str("/share/doctor");
                Query::of(out).text("url", url.as_deref());
            }
            Address::EmbedScript => out.push_str("/embed.js"),
            Address::Outline => out.push_str("/feeds.opml"),
            Address::Api(endpoint) => endpoint.push_to(out),
            Address::OaiPmh => out.push_str("/oai"),
            Address::SuggestionForm => out.push_str("/suggest"),
            Address::SuggestionsForm => out.push_str("/suggest/many"),
            Address::SuggestionStatus(token) => push_all(out, ["/suggest/", token.secret()]),
            Address::Hub => out.push_str("/hub"),
            Address::SearchDescription => out.push_str("/opensearch.xml"),
            Address::Suggest(typed) => {
                out.push_str("/search/suggest");
                Query::of(out).text("q", Some(&**typed).filter(|typed| !typed.is_empty()));
            }
            Address::Sitemap(None) => out.push_str("/sitemap.xml"),
            Address::Sitemap(Some(part)) => push_all(out, ["/sitemap/", &part.to_string(), ".xml"]),
            Address::Robots => out.push_str("/robots.txt"),
            Address::Icon => out.push_str("/favicon.svg"),
            Address::Manifest => out.push_str("/manifest.webmanifest"),
            Address::Asset(name) => push_all(out, ["/assets/", name]),
        }
    }

    /// Appends the address in a language. A document without words has no language.
    pub(super) fn push_in(&self, language: Option<Language>, out: &mut String) {
        let Some(language) = language.filter(|_| self.rules().has_words) else { return self.push_to(out) };
        push_all(out, ["/", language.tag()]);
        let start = out.len();
        self.push_to(out);
        // The home page of a language has no slash at the end.
        if matches!(out.as_bytes()[start..], [b'/'] | [b'/', b'?', ..]) {
            out.remove(start);
        }
    }
}

impl Scope {
    pub(super) fn push_to(&self, out: &mut String) {
        if let Scope::Topic(topic) = self {
            push_all(out, ["/topics/", topic]);
        }
    }
}

impl Subject {
    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Subject::Collection | Subject::Search(_) => {}
            Subject::Topic(topic) => push_all(out, ["/topics/", topic]),
            Subject::Report(report) => push_all(out, ["/reports/", report]),
        }
    }
}

/// Appends the number of a page that has no query.
fn push_page(number: u32, out: &mut String) {
    push_all(out, ["/page/", &number.to_string()]);
}

fn push_all<const N: usize>(out: &mut String, parts: [&str; N]) {
    parts.into_iter().for_each(|part| out.push_str(part));
}

/// Writes the query at the end of an address. Parameters keep the order in which they are added.
struct Query<'o> {
    out: &'o mut String,
    begun: bool,
}

impl<'o> Query<'o> {
    fn of(out: &'o mut String) -> Self {
        Query { out, begun: false }
    }

    fn text(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.out.push(if self.begun { '&' } else { '?' });
            self.begun = true;
            let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
            self.out.push_str(&pair);
        }
        self
    }

    fn all(self, query: &query::Query) -> Self {
        query.parameters().fold(self, |query, (name, value)| query.text(name, Some(&value)))
    }

    fn of_scope(self, scope: &Scope) -> Self {
        match scope.query() {
            Some(query) => self.all(query),
            None => self,
        }
    }

    fn of_subject(self, subject: &Subject) -> Self {
        match subject.query() {
            Some(query) => self.all(query),
            None => self,
        }
    }

    fn texts(self, pairs: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Self {
        pairs.into_iter().fold(self, |query, (name, value)| query.text(name, value.as_deref()))
    }

    fn number(self, name: &str, value: Option<u32>) -> Self {
        self.text(name, value.map(|number| number.to_string()).as_deref())
    }

    fn limits(self, card: &CardOptions) -> Self {
        self.number("maxwidth", card.max_width).number("maxheight", card.max_height)
    }
}
