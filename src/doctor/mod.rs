//! How other software (WordPress, Discord, Zotero) shows a page: one finding for each consumer, with a verdict.
//!
//! The bytes that GETs of the page, its card and its embed would return come in. What each consumer shows, and
//! what is wrong, goes out. This code is pure: it fetches nothing and reads no clock. Each consumer has its own
//! file, which follows the consumer's code or documentation. [`vocabulary`] has the consumers, facts and
//! remarks, each with the id of its message; [`words`] puts them into words.

mod card;
mod discord;
mod discovery;
mod drupal;
mod html;
mod mastodon;
mod open_graph;
mod page;
mod preview;
mod readers;
mod slack;
pub mod vocabulary;
mod wordpress;
pub mod words;
mod zotero;

pub use page::page;

use crate::render::Link;

use card::Card;
use html::Page;
use vocabulary::{Consumer, Fact, FactName, FactValue, Remark, Verdict};

/// The replies that consumers would get with GET.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'e> {
    /// The full address of the page.
    pub address: &'e str,
    /// The full address of the gateway's first page.
    pub base: &'e str,
    /// The page's HTML.
    pub page: &'e [u8],
    /// The links in the header that is sent with the page.
    pub links: &'e [Link],
    /// The page's card as JSON (oEmbed), if it has one.
    pub card: Option<&'e [u8]>,
    /// The HTML of the embed that the card frames, if there is one.
    pub embed: Option<&'e [u8]>,
}

/// The findings about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// One finding for each consumer, in the order in which they are shown.
    pub findings: Vec<Finding>,
}

/// How one consumer shows a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The consumer.
    pub consumer: Consumer,
    /// The worst verdict among the remarks.
    pub verdict: Verdict,
    /// What the consumer takes from the page, in the order in which it shows it.
    pub facts: Vec<Fact>,
    /// What is wrong, and how to repair it.
    pub remarks: Vec<Remark>,
}

/// Examines a page.
pub fn examine(evidence: &Evidence<'_>) -> Diagnosis {
    let seen = Seen {
        page: Page::read(evidence.address, evidence.page),
        embed: evidence.embed.map(|embed| Page::read(evidence.address, embed)),
        card: card::read(evidence.card),
        evidence,
    };
    let findings = vec![
        wordpress::finding(&seen),
        discord::finding(&seen),
        drupal::finding(&seen),
        slack::finding(&seen),
        open_graph::finding(&seen),
        mastodon::finding(&seen),
        zotero::finding(&seen),
        readers::finding(&seen),
    ];
    Diagnosis { findings }
}

impl Diagnosis {
    /// The worst verdict among all consumers.
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
    }
}

/// The evidence, parsed.
struct Seen<'e> {
    evidence: &'e Evidence<'e>,
    page: Page,
    embed: Option<Page>,
    /// The card, or why it is unusable.
    card: Result<Card, Remark>,
}

impl Finding {
    fn of(consumer: Consumer) -> Finding {
        Finding { consumer, verdict: Verdict::Good, facts: Vec::new(), remarks: Vec::new() }
    }

    fn add(&mut self, name: FactName, value: FactValue) {
        self.facts.push(Fact { name, value });
    }

    /// Adds a fact with a text, if there is one.
    fn add_text(&mut self, name: FactName, text: Option<String>) {
        if let Some(text) = text {
            self.add(name, FactValue::Text(text));
        }
    }

    /// Adds a remark: the page works, but something is missing.
    fn lacks(&mut self, remark: Remark) {
        self.remark(Verdict::Lacking, remark);
    }

    /// Adds a remark: the page does not work.
    fn breaks(&mut self, remark: Remark) {
        self.remark(Verdict::Broken, remark);
    }

    fn remark(&mut self, verdict: Verdict, remark: Remark) {
        self.verdict = self.verdict.max(verdict);
        self.remarks.push(remark);
    }
}

#[cfg(test)]
mod tests;
