//! `feedgate doctor`: how other software shows a page, without a server.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::process::ExitCode;

use crate::config::Config;
use crate::doctor::vocabulary::{Fact, FactValue, Message, Verdict};
use crate::doctor::words::in_words;
use crate::doctor::{Diagnosis, Finding};
use crate::words::Language;

use super::looked_up::{Refusal, look_up};
use super::{FAULTS, USAGE};

/// The indent of what a paragraph says about its consumer.
const INDENT: usize = 2;

/// Prints the diagnosis of a page. One exit code means that something does not work, another one that the page could
/// not be checked.
pub fn run(config: &Config, address: &str) -> ExitCode {
    match print(config, address) {
        Ok(Verdict::Broken) => FAULTS,
        Ok(Verdict::Good | Verdict::Lacking) => ExitCode::SUCCESS,
        Err(refusal) => {
            refusal.print(address);
            ExitCode::from(USAGE)
        }
    }
}

fn print(config: &Config, address: &str) -> Result<Verdict, Refusal> {
    let found = look_up(config, address)?;
    let diagnosis = found.resource.diagnosis(&found.snapshot, found.now, &found.options);
    let diagnosis =
        diagnosis.ok_or("only the pages of the collection, a topic, a report or a search can be checked")?;
    let text = text(&diagnosis).expect("writing to a string cannot fail");
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| Refusal::Address(error.to_string()))?;
    Ok(diagnosis.verdict())
}

/// One paragraph for each consumer. It begins with the name of the consumer and the verdict.
fn text(diagnosis: &Diagnosis) -> Result<String, fmt::Error> {
    let mut text = String::new();
    for (nth, finding) in diagnosis.findings.iter().enumerate() {
        if nth > 0 {
            text.push('\n');
        }
        let (verdict, consumer) = (english(&finding.verdict), english(&finding.consumer));
        writeln!(text, "{consumer}: {verdict}")?;
        facts(finding, &mut text)?;
        for remark in &finding.remarks {
            writeln!(text, "{:INDENT$}! {}", "", english(remark))?;
        }
    }
    Ok(text)
}

/// Two columns, for names and values. A value may have several lines.
fn facts(finding: &Finding, text: &mut String) -> fmt::Result {
    let width = finding.facts.iter().map(|fact| english(&fact.name).chars().count()).max().unwrap_or(0);
    for fact in &finding.facts {
        let mut name = english(&fact.name);
        for line in value(fact).lines() {
            writeln!(text, "{:INDENT$}{name:width$}  {line}", "")?;
            name.clear();
        }
    }
    Ok(())
}

fn value(fact: &Fact) -> String {
    match &fact.value {
        FactValue::Text(text) | FactValue::Code(text) => text.clone(),
        FactValue::Address { title: None, address } => address.clone(),
        FactValue::Address { title: Some(title), address } => format!("{title}, {address}"),
        FactValue::Fixed(value) => english(value),
    }
}

/// Commands print English only.
fn english(message: &impl Message) -> String {
    in_words(message, Language::English.words())
}
