//! `feedgate doctor`: what other software makes of a page, without a server.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::process::ExitCode;

use crate::config::Config;
use crate::doctor::told::{Fact, FactValue, Told, Verdict};
use crate::doctor::words::in_words;
use crate::doctor::{Diagnosis, Finding};
use crate::words::Language;

use super::looked_up::{Refusal, look_up};
use super::{FAULTS, USAGE};

/// Room for each verdict and a space after it.
const INDENT: usize = 9;

/// Prints the diagnosis of a page. The exit code tells whether something is broken; another one tells that the
/// page could not be examined.
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
    let diagnosis = diagnosis.ok_or("only pages of the collection, a topic or a report are examined")?;
    let text = text(&diagnosis).expect("writing to a string cannot fail");
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| Refusal::Address(error.to_string()))?;
    Ok(diagnosis.verdict())
}

/// One paragraph for each consumer, with the verdict first.
fn text(diagnosis: &Diagnosis) -> Result<String, fmt::Error> {
    let mut text = String::new();
    for (nth, finding) in diagnosis.findings.iter().enumerate() {
        if nth > 0 {
            text.push('\n');
        }
        let (verdict, consumer) = (told(&finding.verdict), told(&finding.consumer));
        writeln!(text, "{verdict:INDENT$}{consumer}")?;
        facts(finding, &mut text)?;
        for remark in &finding.remarks {
            writeln!(text, "{:INDENT$}! {}", "", told(remark))?;
        }
    }
    Ok(text)
}

/// Two columns, for names and values. A value may have several lines.
fn facts(finding: &Finding, text: &mut String) -> fmt::Result {
    let width = finding.facts.iter().map(|fact| told(&fact.name).chars().count()).max().unwrap_or(0);
    for fact in &finding.facts {
        let mut name = told(&fact.name);
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
        FactValue::Known(known) => told(known),
    }
}

/// The commands always speak English.
fn told(told: &impl Told) -> String {
    in_words(told, Language::English.words())
}
