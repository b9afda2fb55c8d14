//! Options of an embed, and of the code with which a website includes it.

use super::parse::Parameters;
use super::{NoAddress, Subject, Theme};

/// How an embed shows reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmbedOptions {
    /// How much it shows of each report.
    pub style: EmbedStyle,
    /// The most reports that it shows, from 1 to [`EmbedOptions::MOST_COUNT`].
    pub count: u8,
    /// Light or dark; if `None`, as the visitor's system prefers.
    pub theme: Option<Theme>,
}

/// How much of each report an embed shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EmbedStyle {
    /// The title, the date and the authors or publishers.
    #[default]
    Card,
    /// The same, and the abstract.
    List,
    /// Only the title.
    Headline,
}

/// The code that a website pastes to show an embed: its content, width and form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ShareOptions {
    /// What the iframe or the list shows.
    pub embed: EmbedOptions,
    /// The largest width of the iframe, in pixels.
    pub width: u32,
    /// The form of the code.
    pub form: ShareForm,
}

/// The form of the code that a website pastes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ShareForm {
    /// An iframe, which is always up to date.
    #[default]
    Frame,
    /// A plain list in HTML, for mail and for websites that forbid iframes.
    Html,
}

impl Default for EmbedOptions {
    fn default() -> EmbedOptions {
        EmbedOptions { style: EmbedStyle::default(), count: Self::USUAL_COUNT, theme: None }
    }
}

impl EmbedOptions {
    /// About as many as fit into a card without scrolling.
    pub const USUAL_COUNT: u8 = 5;
    /// To see more, a page of the gateway is the better place.
    pub const MOST_COUNT: u8 = 20;

    pub(super) fn read(subject: &Subject, parameters: &Parameters<'_>) -> Result<EmbedOptions, NoAddress> {
        let style = parameters.one_of("style", EmbedStyle::ALL, EmbedStyle::name)?;
        EmbedOptions::in_style(style.unwrap_or_default(), subject, parameters)
    }

    /// Reads the options of an embed whose style is known.
    pub(super) fn in_style(
        style: EmbedStyle,
        subject: &Subject,
        parameters: &Parameters<'_>,
    ) -> Result<EmbedOptions, NoAddress> {
        let counts = 1..=Self::MOST_COUNT.into();
        let count = parameters.within("count", counts)?;
        let theme = parameters.one_of("theme", Theme::ALL, Theme::name)?;
        let read = EmbedOptions {
            style,
            count: count.and_then(|count| count.try_into().ok()).unwrap_or(Self::USUAL_COUNT),
            theme,
        };
        Ok(read.of(subject))
    }

    /// The options that apply to a subject. An embed of one report has no count, and its card and its list are the
    /// same.
    #[must_use]
    pub fn of(self, subject: &Subject) -> EmbedOptions {
        if !matches!(subject, Subject::Report(_)) {
            return self;
        }
        let style = match self.style {
            EmbedStyle::Card | EmbedStyle::List => EmbedStyle::Card,
            EmbedStyle::Headline => EmbedStyle::Headline,
        };
        EmbedOptions { style, count: Self::USUAL_COUNT, ..self }
    }

    /// The name of the style; `None` if it is the default.
    pub(super) fn named_style(self) -> Option<&'static str> {
        (self.style != EmbedStyle::default()).then(|| self.style.name())
    }

    /// Names and values of the other options, in canonical order. A value that is the default is left out.
    pub(super) fn parameters(self) -> [(&'static str, Option<String>); 2] {
        let count = (self.count != Self::USUAL_COUNT).then(|| self.count.to_string());
        [("count", count), ("theme", self.theme.map(|theme| theme.name().to_owned()))]
    }
}

impl EmbedStyle {
    /// In the order in which they are offered.
    pub const ALL: [EmbedStyle; 3] = [EmbedStyle::Card, EmbedStyle::List, EmbedStyle::Headline];

    /// As in `/embed/list`, and in `?style=` of the page for sharing.
    pub fn name(self) -> &'static str {
        match self {
            EmbedStyle::Card => "card",
            EmbedStyle::List => "list",
            EmbedStyle::Headline => "headline",
        }
    }

    /// The style with that name.
    pub(super) fn named(name: &str) -> Option<EmbedStyle> {
        EmbedStyle::ALL.into_iter().find(|style| style.name() == name)
    }
}

impl Default for ShareOptions {
    fn default() -> ShareOptions {
        ShareOptions { embed: EmbedOptions::default(), width: Self::USUAL_WIDTH, form: ShareForm::default() }
    }
}

impl ShareOptions {
    /// The width of a column of text.
    pub const USUAL_WIDTH: u32 = 600;
    /// The width of a narrow side bar.
    pub const LEAST_WIDTH: u32 = 200;
    /// Longer lines are hard to read.
    pub const MOST_WIDTH: u32 = 1_200;

    pub(super) fn read(subject: &Subject, parameters: &Parameters<'_>) -> Result<ShareOptions, NoAddress> {
        let widths = Self::LEAST_WIDTH..=Self::MOST_WIDTH;
        let width = parameters.within("width", widths)?;
        let form = parameters.one_of("form", ShareForm::ALL, ShareForm::name)?;
        Ok(ShareOptions {
            embed: EmbedOptions::read(subject, parameters)?,
            width: width.unwrap_or(Self::USUAL_WIDTH),
            form: form.unwrap_or_default(),
        })
    }

    /// Names and values in canonical order. A value that is the default is left out.
    pub(super) fn parameters(self) -> impl Iterator<Item = (&'static str, Option<String>)> {
        let width = (self.width != Self::USUAL_WIDTH).then(|| self.width.to_string());
        let form = (self.form != ShareForm::default()).then(|| self.form.name().to_owned());
        let style = self.embed.named_style().map(str::to_owned);
        [("style", style)]
            .into_iter()
            .chain(self.embed.parameters())
            .chain([("width", width), ("form", form)])
    }
}

impl ShareForm {
    /// In the order in which they are offered.
    pub const ALL: [ShareForm; 2] = [ShareForm::Frame, ShareForm::Html];

    /// As in `?form=`.
    pub fn name(self) -> &'static str {
        match self {
            ShareForm::Frame => "frame",
            ShareForm::Html => "html",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Localized, NoAddress};

    fn parse(target: &str) -> Result<Localized, NoAddress> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Localized::parse(path, query)
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for target in [
            "/embed",
            "/embed/list?count=20&theme=light",
            "/embed/headline?q=asylum+%22title+42%22&topic=a&topic=-b&count=1&theme=dark",
            "/topics/a/embed?count=6",
            "/reports/r/embed/headline?theme=dark",
            "/share",
            "/share?style=list&count=10&theme=dark&width=320&form=html",
            "/share?q=A+%26+%3Cb%3E&place=El+Paso&year=-2020&style=headline&width=1200",
            "/topics/a/share?width=200",
            "/reports/r/share?form=html",
            "/es/embed/list",
            "/en/share?q=b&style=list&form=html",
            "/share/doctor",
            "/es/share/doctor?url=https%3A%2F%2Fexample.org%2F%3Fa%3Db%26c",
            "/embed.js",
        ] {
            assert_eq!(parse(target).map(|address| address.to_string()).as_deref(), Ok(target));
        }
    }

    #[test]
    fn other_spellings_have_one_canonical_form() {
        for (spelling, canonical) in [
            ("/embed/?style=card&count=5&theme=", "/embed"),
            ("/embed?theme=dark&count=010&style=list&q=b&x=y", "/embed/list?q=b&count=10&theme=dark"),
            ("/embed?style=list&style=nonsense", "/embed/list"),
            ("/embed/list?style=headline", "/embed/list"),
            ("/embed/card?count=3", "/embed?count=3"),
            ("/reports/r/embed/list?theme=dark", "/reports/r/embed?theme=dark"),
            ("/embed?q=+&sort=oldest&view=grid&page=7&width=300", "/embed"),
            ("/embed?sort=title&q=a%20b", "/embed?q=a+b"),
            // A list of one report is the same as its card.
            ("/reports/r/embed?style=list&count=7&q=a", "/reports/r/embed"),
            ("/topics/a/embed?q=a&topic=b&count=7", "/topics/a/embed?count=7"),
            ("/share?style=card&count=5&theme=&width=600&form=frame", "/share"),
            ("/share?form=html&width=0300&style=headline", "/share?style=headline&width=300&form=html"),
            ("/reports/r/share?count=3&style=list&width=400", "/reports/r/share?width=400"),
            ("/embed?lang=es&count=7", "/es/embed?count=7"),
            ("/share/doctor/?url=&style=list", "/share/doctor"),
            ("/embed.js/?v=2&lang=es", "/embed.js"),
        ] {
            let printed = parse(spelling).map(|address| address.to_string());
            assert_eq!(printed.as_deref(), Ok(canonical), "{spelling}");
        }
    }

    #[test]
    fn a_value_that_is_not_allowed_is_named() {
        for (target, expected) in [
            ("/embed?style=grid", "style"),
            ("/embed?style=Card", "style"),
            ("/embed?count=0", "count"),
            ("/embed?count=21", "count"),
            ("/embed?count=-1", "count"),
            ("/embed?count=261", "count"),
            ("/embed?count=99999999999", "count"),
            ("/embed?count=five", "count"),
            ("/embed?theme=blue", "theme"),
            ("/embed?year=23", "year"),
            ("/topics/a/embed?count=1.5", "count"),
            // Also where the parameter is otherwise ignored.
            ("/reports/r/embed?count=0", "count"),
            ("/share?width=199", "width"),
            ("/share?width=1201", "width"),
            ("/share?width=100%25", "width"),
            ("/share?form=iframe", "form"),
            ("/share?style=%3Cscript%3E", "style"),
            ("/share?kind=novel", "kind"),
            ("/topics/a/share?theme=%00", "theme"),
        ] {
            match parse(target) {
                Err(NoAddress::Parameter { name, .. }) => assert_eq!(name, expected, "{target}"),
                other => panic!("{target}: {other:?}"),
            }
        }
    }

    #[test]
    fn other_paths_are_unknown() {
        for target in [
            "/share.html",
            "/reports/r/share/x",
            "/topics/a/embed.js",
            "/embed/x",
            "/embed/list/x",
            "/topics/a/embed/grid",
            "/topics/A/share",
            "/topics/a/share/doctor",
        ] {
            assert_eq!(parse(target), Err(NoAddress::Unknown), "{target}");
        }
    }
}
