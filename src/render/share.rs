//! The code by which a site takes in what the gateway shows: a frame or a plain list, and what may go with
//! either.
//!
//! People paste it into sites and mails that this program will never see. So it is plain HTML that needs
//! nothing else, and whoever keeps only its text keeps titles and links.

use askama::Template;

use crate::address::{Address, CardOptions, EmbedOptions, EmbedStyle, ShareOptions};
use crate::collection::{Published, Report};
use crate::snapshot::Snapshot;

use super::Options;
use super::shown::{Shown, beginning, frame_height};

/// What to paste, and what it leads to.
#[derive(Debug)]
pub struct Code {
    /// What the frame shows, and what the script makes of the list.
    pub embed: String,
    /// What both are called.
    pub title: String,
    /// How wide at most, in pixels.
    pub width: u32,
    /// How high the frame is as long as no script sizes it, in pixels.
    pub height: u32,
    /// A frame.
    pub frame: String,
    /// The same as a list, as it is today.
    pub list: String,
    /// Sizes frames and makes frames of lists; without it both are whole.
    pub script: String,
    /// The share card, for programs that ask by oEmbed.
    pub card: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<iframe src=\"{{ embed }}\" title=\"{{ title }}\" width=\"{{ width }}\" height=\"{{ height }}\" \
style=\"border:0;max-width:100%\" loading=\"lazy\" \
sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\">\
</iframe>"
)]
struct FrameCode<'c> {
    embed: &'c str,
    title: &'c str,
    width: u32,
    height: u32,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<div class=\"feedgate\" data-feedgate-embed=\"{{ embed }}\" lang=\"{{ language }}\" \
style=\"max-width:{{ width }}px\">
<h3><a href=\"{{ page }}\">{{ title }}</a></h3>
{% if let Some(report) = report %}{% if let Some(facts) = report.facts %}<p>{{ facts }}</p>
{% endif %}{% if let Some(summary) = report.summary %}<p>{{ summary }}</p>
{% endif %}{% else if !reports.is_empty() %}<ul>
{% for report in reports %}<li><a href=\"{{ report.href }}\"\
{% if let Some(language) = report.language %} lang=\"{{ language }}\" dir=\"auto\"{% endif %}>{{ report.title }}</a>\
{% if let Some(facts) = report.facts %}<br>{{ facts }}{% endif %}\
{% if let Some(summary) = report.summary %}<br>{{ summary }}{% endif %}</li>
{% endfor %}</ul>
{% endif %}</div>"
)]
struct ListCode<'c> {
    embed: &'c str,
    page: String,
    title: &'c str,
    language: &'c str,
    width: u32,
    /// Where what is shown is a report.
    report: Option<Item<'c>>,
    reports: Vec<Item<'c>>,
}

/// A report in the list.
struct Item<'c> {
    href: String,
    title: &'c str,
    /// Where it is not the collection's.
    language: Option<&'c str>,
    /// When it came out, and by whom it is.
    facts: Option<String>,
    summary: Option<String>,
}

#[derive(Template)]
#[template(ext = "html", source = "<script async src=\"{{ src }}\"></script>")]
struct ScriptCode<'c> {
    src: &'c str,
}

/// The code for what is shown. `date` writes a date as people read it.
pub fn code(
    snapshot: &Snapshot,
    shown: Shown<'_>,
    share: &ShareOptions,
    date: impl Fn(Published) -> String,
    options: &Options,
) -> Code {
    let site = &options.site;
    let subject = shown.subject(snapshot);
    let wanted = share.embed.of(&subject);
    let page = site.url(&subject.page());
    let (width, height) = (share.width, frame_height(&subject, wanted, share.width));
    let title = shown.title(snapshot);
    let embed = site.url(&Address::Embed(subject, wanted));
    let frame = FrameCode { embed: &embed, title: &title, width, height };
    let item = |report| item(snapshot, report, wanted.style, &date, options);
    let newest = shown.newest(snapshot, wanted.count.into()).reports.into_iter();
    let (report, reports) = match shown {
        Shown::Report(report) => (Some(item(report)), Vec::new()),
        _ => (None, newest.map(item).collect()),
    };
    let language = &*snapshot.collection().about.language;
    let list =
        ListCode { embed: &embed, page: page.clone(), title: &title, language, width, report, reports };
    // A card of a page is as usual; one that is chosen otherwise is of the embed that was chosen.
    let card_for = if wanted == EmbedOptions::default() { page } else { embed.clone() };
    Code {
        frame: frame.render().expect(MEMORY),
        list: list.render().expect(MEMORY),
        script: ScriptCode { src: &site.url(&Address::EmbedScript) }.render().expect(MEMORY),
        card: site.url(&Address::CardFor(card_for, CardOptions::default())),
        embed,
        title,
        width,
        height,
    }
}

const MEMORY: &str = "writing to a string cannot fail";

fn item<'s>(
    snapshot: &'s Snapshot,
    report: &'s Report,
    style: EmbedStyle,
    date: impl Fn(Published) -> String,
    options: &Options,
) -> Item<'s> {
    let about = &snapshot.collection().about;
    let by = report.by();
    let mut facts = vec![date(report.published)];
    if !by.is_empty() {
        facts.push(by.iter().map(|by| by.name).collect::<Vec<_>>().join(", "));
    }
    let is_alone = style == EmbedStyle::Headline;
    let has_summary = style == EmbedStyle::List;
    Item {
        href: options.site.url(&Address::Report(report.id.clone())),
        title: &report.title,
        language: report.language.as_deref().filter(|language| *language != &*about.language),
        facts: (!is_alone).then(|| facts.join(" · ")),
        summary: has_summary.then(|| beginning(snapshot, report)).flatten(),
    }
}
