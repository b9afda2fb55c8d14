//! How a site takes in what is here: the choices, what they look like, and the code to copy.
//!
//! A form that works by itself; the pages' script shows at once what a choice comes to, by asking for the
//! same page again. What is shown is what the code gives.

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
    /// The page of what is shared.
    page: String,
    title: String,
    /// Where the form asks, and what it keeps.
    action: String,
    kept: Vec<(&'static str, String)>,
    forms: Vec<Way>,
    styles: Vec<Way>,
    themes: Vec<Way>,
    /// How many reports, and how many there may be; one report is one.
    count: Option<(u8, u8)>,
    width: u32,
    least_width: u32,
    most_width: u32,
    /// Whether the code is a frame, or a list.
    is_frame: bool,
    embed: String,
    sandbox: &'static str,
    height: u32,
    code: String,
    /// The list as people see it.
    list: String,
    script: String,
    card: String,
    doctor: String,
}

/// One of several things to choose.
#[derive(Serialize)]
struct Way {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

/// The page by which what is shown is shared.
pub fn share(visit: &Visit<'_>, shown: Shown<'_>, wanted: &ShareOptions) -> Document {
    let subject = shown.subject(visit.snapshot);
    let Visit { snapshot, language, is_chosen, options, .. } = *visit;
    let code = code(snapshot, &Wanted { shown, share: *wanted, language, is_chosen }, options);
    let heading = visit.words().tell("share-title", &[("title", Value::Text(&code.title))]);
    let address = Address::Share(subject.clone(), *wanted);
    let head = Head { is_indexed: false, ..Head::new(visit, &address, heading.clone()) };
    let is_frame = wanted.form == ShareForm::Frame;
    let of_list = !matches!(subject, Subject::Report(_));
    let page = subject.page();
    let values = Page {
        heading,
        page: visit.target(&page),
        action: visit.options.site.target(&Address::Share(without_query(&subject), ShareOptions::default())),
        kept: kept(visit, &subject),
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
        list: code.text,
        script: code.script,
        card: code.card,
    };
    visit.page("share.html", head, values)
}

/// A form writes its own query, and only its own.
fn without_query(subject: &Subject) -> Subject {
    match subject {
        Subject::Search(_) => Subject::Collection,
        other => other.clone(),
    }
}

/// What is looked for, and the language that was chosen.
fn kept(visit: &Visit<'_>, subject: &Subject) -> Vec<(&'static str, String)> {
    let query = subject.query().into_iter().flat_map(|query| query.parameters());
    let query = query.map(|(name, value)| (name, value.into_owned()));
    let language = visit.is_chosen.then(|| ("lang", visit.language.tag().to_owned()));
    query.chain(language).collect()
}

/// What means nothing to a subject is not offered.
fn styles(visit: &Visit<'_>, subject: &Subject, chosen: EmbedStyle) -> Vec<Way> {
    let of_report = if matches!(subject, Subject::Report(_)) { "-report" } else { "" };
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
