//! The page on which other sites choose an embed, a list or a card: the choices, a preview, and the code to copy.
//!
//! The form works without scripts. With them, each choice updates the preview at once, by requesting the same page
//! again. The preview is made by the very code that is offered.

use serde::Serialize;

use crate::address::{Address, EmbedOptions, EmbedStyle, ShareForm, ShareOptions, Subject, Theme};
use crate::render::Document;
use crate::render::share::{SANDBOX, Wanted, code};
use crate::render::shown::Shown;
use crate::words::Value;

use super::head::Head;
use super::visit::Visit;

#[derive(Serialize)]
struct Page {
    heading: String,
    /// The address of the page that is shared.
    page: String,
    title: String,
    /// Where the form is submitted, and its hidden fields.
    action: String,
    kept: Vec<(&'static str, String)>,
    forms: Vec<Way>,
    styles: Vec<Way>,
    themes: Vec<Way>,
    /// How many reports to show, and the most allowed; `None` for a single report.
    count: Option<(u8, u8)>,
    width: u32,
    least_width: u32,
    most_width: u32,
    /// Whether the code is an iframe; otherwise it is a list.
    is_frame: bool,
    embed: String,
    sandbox: &'static str,
    height: u32,
    code: String,
    code_label: String,
    /// The list as HTML.
    list: String,
    script: String,
    card: String,
    doctor: String,
}

/// One option of a choice.
#[derive(Serialize)]
struct Way {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

/// The page for sharing a subject.
pub fn share(visit: &Visit<'_>, shown: Shown<'_>, wanted: &ShareOptions) -> Document {
    let subject = shown.subject(visit.snapshot);
    let Visit { snapshot, locale, is_chosen, options, .. } = *visit;
    let code = code(snapshot, &Wanted { shown, share: *wanted, locale, is_chosen }, options);
    let heading = visit.words().tell("share-title", &[("title", Value::Text(&code.title))]);
    let address = Address::Share(subject.clone(), *wanted);
    let head = Head { is_indexed: false, ..Head::new(visit, &address, heading.clone()) };
    let is_frame = wanted.form == ShareForm::Frame;
    let of_list = !matches!(subject, Subject::Report(_));
    let code_label = format!("share-code-{}{}", wanted.form.name(), of_report(&subject));
    let page = subject.page();
    let values = Page {
        heading,
        page: visit.target(&page),
        action: visit.target(&Address::Share(without_query(&subject), ShareOptions::default())),
        kept: kept(&subject),
        forms: forms(visit, wanted.form),
        styles: styles(visit, &subject, wanted.embed.style),
        themes: themes(visit, wanted.embed.theme),
        count: of_list.then_some((wanted.embed.count, EmbedOptions::MOST_COUNT)),
        width: wanted.width,
        least_width: ShareOptions::LEAST_WIDTH,
        most_width: ShareOptions::MOST_WIDTH,
        is_frame,
        height: code.height,
        sandbox: SANDBOX,
        doctor: visit.target(&Address::Doctor(Some(visit.options.site.url(&page)))),
        title: code.title,
        embed: code.embed,
        code: if is_frame { code.frame } else { code.list },
        code_label: visit.words().say(&code_label),
        list: code.text,
        script: code.script,
        card: code.card,
    };
    visit.page("share.html", head, values)
}

/// The form sends the query in its own fields, so its address must not have one.
fn without_query(subject: &Subject) -> Subject {
    match subject {
        Subject::Search(_) => Subject::Collection,
        other => other.clone(),
    }
}

/// Hidden fields of the form: the search.
fn kept(subject: &Subject) -> Vec<(&'static str, String)> {
    let query = subject.query().into_iter().flat_map(|query| query.parameters());
    query.map(|(name, value)| (name, value.into_owned())).collect()
}

/// The end of the ids of messages that have other words for a single report.
fn of_report(subject: &Subject) -> &'static str {
    if matches!(subject, Subject::Report(_)) { "-report" } else { "" }
}

/// The styles that make a difference for a subject.
fn styles(visit: &Visit<'_>, subject: &Subject, chosen: EmbedStyle) -> Vec<Way> {
    let of_report = of_report(subject);
    let is_offered = |style: &EmbedStyle| {
        let embed = EmbedOptions { style: *style, ..EmbedOptions::default() };
        embed.of(subject) == embed
    };
    let way = |style: EmbedStyle| Way {
        value: style.name(),
        name: visit.words().say(&format!("style-{}{of_report}", style.name())),
        is_chosen: style == chosen,
    };
    EmbedStyle::ALL.into_iter().filter(is_offered).map(way).collect()
}

fn themes(visit: &Visit<'_>, chosen: Option<Theme>) -> Vec<Way> {
    let unchosen = Way { value: "", name: visit.words().say("theme-auto"), is_chosen: chosen.is_none() };
    let way = |theme: Theme| Way {
        value: theme.name(),
        name: visit.words().say(&format!("theme-{}", theme.name())),
        is_chosen: chosen == Some(theme),
    };
    [unchosen].into_iter().chain(Theme::ALL.map(way)).collect()
}

fn forms(visit: &Visit<'_>, chosen: ShareForm) -> Vec<Way> {
    let way = |form: ShareForm| Way {
        value: form.name(),
        name: visit.words().say(&format!("form-{}", form.name())),
        is_chosen: form == chosen,
    };
    ShareForm::ALL.map(way).into()
}
