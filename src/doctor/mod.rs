//! What the programs of others will make of a page: one finding for each, with a plain verdict.
//!
//! In comes what a GET of the page, of its card and of what the card frames would give; out comes what
//! each consumer takes of it, and what is wrong. Pure: nothing is fetched, no clock is read. Each
//! consumer has a file of its own, which emulates what that consumer's code or documentation says it
//! does; what is told of it are the variants of [`told`], and their words stand in [`words`] alone.

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
pub mod told;
mod wordpress;
pub mod words;
mod zotero;

pub use page::page;

use crate::render::Link;

use card::Card;
use html::Page;
use told::{Consumer, Fact, Name, Remark, Value, Verdict};

/// What GETs would give.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'e> {
    /// The whole address of the page.
    pub address: &'e str,
    /// The whole address of the gateway's first page.
    pub base: &'e str,
    /// The page's HTML.
    pub page: &'e [u8],
    /// The links of the header that comes with the page.
    pub links: &'e [Link],
    /// The page's card as JSON (oEmbed), if it has one.
    pub card: Option<&'e [u8]>,
    /// The HTML of what the card frames, if there is something.
    pub embed: Option<&'e [u8]>,
}

/// What all consumers make of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// One of each, in the order in which they are told.
    pub findings: Vec<Finding>,
}

/// What one consumer makes of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who.
    pub consumer: Consumer,
    /// How it goes; the worst of what is remarked.
    pub verdict: Verdict,
    /// What it takes of the page, in the order in which it shows it.
    pub facts: Vec<Fact>,
    /// What is wrong, and what to do.
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
    /// How it goes with the consumer for whom it goes worst.
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
    }
}

/// The evidence, read.
struct Seen<'e> {
    evidence: &'e Evidence<'e>,
    page: Page,
    embed: Option<Page>,
    /// Why there is none, if there is none.
    card: Result<Card, Remark>,
}

impl Finding {
    fn of(consumer: Consumer) -> Finding {
        Finding { consumer, verdict: Verdict::Good, facts: Vec::new(), remarks: Vec::new() }
    }

    fn tell(&mut self, name: Name, value: Value) {
        self.facts.push(Fact { name, value });
    }

    /// Tells a text where there is one.
    fn tell_text(&mut self, name: Name, text: Option<String>) {
        if let Some(text) = text {
            self.tell(name, Value::Text(text));
        }
    }

    /// It works, but something is missing.
    fn lacks(&mut self, remark: Remark) {
        self.remark(Verdict::Lacking, remark);
    }

    /// It does not work.
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
