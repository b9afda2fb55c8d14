//! The embed code for other websites: an iframe or a plain list, and an optional script for either.
//!
//! People paste the code into websites and emails that this program never sees. It is therefore plain HTML without
//! dependencies, and if a site keeps only the text, titles and links remain.

use askama::Template;

use crate::address::{Address, CardOptions, EmbedOptions, EmbedStyle, ShareOptions};
use crate::collection::Report;
use crate::snapshot::Snapshot;
use crate::words::{self, Language};

use super::Options;
use super::shown::{Shown, excerpt, frame_height};

/// The `sandbox` permissions of the iframe: it may run its own script, and a link that somebody follows may leave
/// the iframe.
pub const SANDBOX: &str =
    "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// What somebody wants to embed.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'s> {
    /// What is shown.
    pub shown: Shown<'s>,
    /// Style, size and other options.
    pub share: ShareOptions,
    /// The language of the interface texts.
    pub language: Language,
    /// Whether the language was chosen: the iframe then keeps it. Otherwise the iframe uses the language that each
    /// visitor prefers.
    pub is_chosen: bool,
}

/// The code to paste, and its addresses.
#[derive(Debug)]
pub struct Code {
    /// Address of the embed, which the iframe shows. The script replaces the list with it.
    pub embed: String,
    /// Title of the iframe and the list.
    pub title: String,
    /// Height of the iframe in pixels, until a script adjusts it.
    pub height: u32,
    /// Code of the iframe.
    pub frame: String,
    /// Code of a list with the current content.
    pub list: String,
    /// The list as plain text.
    pub text: String,
    /// Code of the script that adjusts the height of iframes and turns lists into iframes. Both work without it.
    pub script: String,
    /// Address of the share card, for software that uses oEmbed.
    pub card: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<iframe src=\"{{ embed }}\" title=\"{{ title }}\" width=\"{{ width }}\" height=\"{{ height }}\" \
style=\"border:0;max-width:100%\" loading=\"lazy\" sandbox=\"{{ SANDBOX }}\"></iframe>"
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
    source = "<div class=\"feedgate\" data-feedgate-embed=\"{{ embed }}\" lang=\"{{ language }}\" dir=\"{{ direction }}\" \
style=\"max-width:{{ width }}px\">
{{ text|safe }}</div>"
)]
struct ListCode<'c> {
    embed: &'c str,
    language: &'c str,
    direction: &'static str,
    width: u32,
    /// The text, already as HTML.
    text: &'c str,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if let Some(report) = report %}<h3><a href=\"{{ page }}\"\
{% if let Some(language) = report.language %} lang=\"{{ language }}\" dir=\"auto\"{% endif %}>{{ title }}</a></h3>
{% if let Some(facts) = report.facts %}<p>{{ facts }}</p>
{% endif %}{% if let Some(summary) = report.summary %}<p\
{% if let Some(language) = report.language %} lang=\"{{ language }}\" dir=\"auto\"{% endif %}>{{ summary }}</p>
{% endif %}{% else %}<h3><a href=\"{{ page }}\">{{ title }}</a></h3>
{% if !reports.is_empty() %}<ul>
{% for report in reports %}<li><a href=\"{{ report.href }}\"\
{% if let Some(language) = report.language %} lang=\"{{ language }}\" dir=\"auto\"{% endif %}>{{ report.title }}</a>\
{% if let Some(facts) = report.facts %}<br>{{ facts }}{% endif %}\
{% if let Some(summary) = report.summary %}<p\
{% if let Some(language) = report.language %} lang=\"{{ language }}\" dir=\"auto\"{% endif %}>{{ summary }}</p>{% endif %}</li>
{% endfor %}</ul>
{% endif %}{% endif %}"
)]
struct Text<'c> {
    page: String,
    title: &'c str,
    /// The report, if the list shows a single one.
    report: Option<Item<'c>>,
    reports: Vec<Item<'c>>,
}

/// A report in the list.
struct Item<'c> {
    href: String,
    title: &'c str,
    /// The language, if it differs from the collection's.
    language: Option<&'c str>,
    /// Publication date and authors or publishers.
    facts: Option<String>,
    summary: Option<String>,
}

#[derive(Template)]
#[template(ext = "html", source = "<script async src=\"{{ src }}\"></script>")]
struct ScriptCode<'c> {
    src: &'c str,
}

/// Builds the code.
pub fn code(snapshot: &Snapshot, wanted: &Wanted<'_>, options: &Options) -> Code {
    let Wanted { shown, share, language, is_chosen } = *wanted;
    let about = &snapshot.collection().about;
    let subject = shown.subject(snapshot);
    let how = share.embed.of(&subject);
    let url = |address: &Address| options.site.url_in(address, is_chosen.then_some(language));
    let (width, height) = (share.width, frame_height(&subject, how, share.width));
    let page = url(&subject.page());
    let embed = url(&Address::Embed(subject, how));
    let title = shown.title(snapshot, language.words());
    let item = |report| item(snapshot, report, how.style, wanted, options);
    let (report, reports) = match shown {
        Shown::Report(report) => (Some(item(report)), Vec::new()),
        _ => {
            let newest = shown.newest(snapshot, how.count.into());
            (None, newest.reports.into_iter().map(item).collect())
        }
    };
    let text = Text { page: page.clone(), title: &title, report, reports }.render().expect(MEMORY);
    let list = ListCode {
        embed: &embed,
        language: &about.language,
        direction: words::direction(&about.language),
        width,
        text: &text,
    };
    // With default options the card is of the page. Otherwise it is of the embed with the chosen options.
    let card_for = if how == EmbedOptions::default() { page } else { embed.clone() };
    Code {
        frame: FrameCode { embed: &embed, title: &title, width, height }.render().expect(MEMORY),
        list: list.render().expect(MEMORY),
        script: ScriptCode { src: &options.site.url(&Address::EmbedScript) }.render().expect(MEMORY),
        card: options.site.url(&Address::CardFor(card_for, CardOptions::default())),
        embed,
        title,
        height,
        text,
    }
}

const MEMORY: &str = "writing to a string cannot fail";

fn item<'s>(
    snapshot: &'s Snapshot,
    report: &'s Report,
    style: EmbedStyle,
    wanted: &Wanted<'_>,
    options: &Options,
) -> Item<'s> {
    let Wanted { language, is_chosen, .. } = *wanted;
    let about = &snapshot.collection().about;
    let by = report.by();
    let mut facts = vec![language.words().published(report.published)];
    if !by.is_empty() {
        facts.push(by.iter().map(|by| by.name).collect::<Vec<_>>().join(", "));
    }
    let has_summary = match wanted.shown {
        // A single report has room for its summary.
        Shown::Report(_) => style != EmbedStyle::Headline,
        _ => style == EmbedStyle::List,
    };
    let page = Address::Report(report.id.clone());
    Item {
        href: options.site.url_in(&page, is_chosen.then_some(language)),
        title: &report.title,
        language: report.language.as_deref().filter(|language| *language != &*about.language),
        facts: (style != EmbedStyle::Headline).then(|| facts.join(" · ")),
        summary: has_summary.then(|| excerpt(snapshot, report)).flatten(),
    }
}
