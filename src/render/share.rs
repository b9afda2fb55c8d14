//! The code by which a site takes in what the gateway shows: a frame or a plain list, and what may go with
//! either.
//!
//! People paste it into sites and mails that this program will never see. So it is plain HTML that needs
//! nothing else, and whoever keeps only its text keeps titles and links.

use askama::Template;

use crate::address::{Address, CardOptions, EmbedOptions, EmbedStyle, ShareOptions};
use crate::collection::Report;
use crate::snapshot::Snapshot;
use crate::words::{self, Language};

use super::Options;
use super::shown::{Shown, beginning, frame_height};

/// What a frame may do on somebody's site: show itself, and lead out of itself where somebody follows a link.
pub const SANDBOX: &str =
    "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// What somebody wants to take in.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'s> {
    /// What is shown.
    pub shown: Shown<'s>,
    /// How.
    pub share: ShareOptions,
    /// The language of what is not the collection's own.
    pub language: Language,
    /// Whether it was chosen, which the frame then keeps; else it speaks as those prefer who see it.
    pub is_chosen: bool,
}

/// What to paste, and what it leads to.
#[derive(Debug)]
pub struct Code {
    /// What the frame shows, and what the script makes of the list.
    pub embed: String,
    /// What both are called.
    pub title: String,
    /// How high the frame is as long as no script sizes it, in pixels.
    pub height: u32,
    /// A frame.
    pub frame: String,
    /// The same as a list, as it is today.
    pub list: String,
    /// What people see of the list.
    pub text: String,
    /// Sizes frames and makes frames of lists; without it both are whole.
    pub script: String,
    /// The share card, for programs that ask by oEmbed.
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
    /// HTML already.
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

/// The code for what is wanted.
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
    // A card of a page is as usual; one that is chosen otherwise is of the embed that was chosen.
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
        // Alone it has the room.
        Shown::Report(_) => style != EmbedStyle::Headline,
        _ => style == EmbedStyle::List,
    };
    let page = Address::Report(report.id.clone());
    Item {
        href: options.site.url_in(&page, is_chosen.then_some(language)),
        title: &report.title,
        language: report.language.as_deref().filter(|language| *language != &*about.language),
        facts: (style != EmbedStyle::Headline).then(|| facts.join(" · ")),
        summary: has_summary.then(|| beginning(snapshot, report)).flatten(),
    }
}
