//! Preview images: what other software shows beside a link to a page.
//!
//! The collection's or the report's own picture is used if it is large enough. Otherwise feedgate draws a card: the
//! title, the name of the site, and what else matters, in white on the accent color. Texts and dates are in the
//! collection's language, because other software shows everyone the same image.
//!
//! Letters that no font has are left out. If a title has too many of them, there is no card: operators may add fonts
//! (`look.fonts`).
//!
//! feedgate shapes and paints the text itself instead of writing an SVG for resvg, because SVG does not break lines: the
//! text would have to be measured with the same crates anyway, and then only filling outlines is left to do.

mod design;
mod fonts;
mod lines;
mod paint;
mod style;
mod typeface;

use std::hash::Hash;

use crate::address::{Address, PreviewOptions, PreviewSize, Subject};
use crate::collection::{Content, Image, clip, in_one_line};
use crate::snapshot::Snapshot;
use crate::words::Language;

use super::shown::Shown;
use super::{Document, DocumentKind, Link, Options};

use design::{DESIGN, Texts};

pub use fonts::Fonts;
pub use style::PreviewStyle;

/// The content type of the cards.
const PNG: &str = "image/png";
/// Smaller pictures are shown small, or not at all. This is the least size for which Facebook and LinkedIn show a
/// picture in full width.
const LEAST_PIXELS: (u32, u32) = (600, 315);
/// More of a description than two lines hold.
const MOST_FACTS_CHARS: usize = 200;

/// The image of a page, as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewImage {
    /// Its full address.
    pub url: String,
    /// What it shows, for those who cannot see it.
    pub alt: Option<String>,
    /// Width and height in pixels, if they are known.
    pub size: Option<(u32, u32)>,
    /// Its content type, if it is known.
    pub media_type: Option<&'static str>,
}

/// The most pixels that an image may have, where a consumer says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreviewLimits {
    /// The widest it may be.
    pub width: Option<u32>,
    /// The highest it may be.
    pub height: Option<u32>,
}

impl PreviewLimits {
    fn allow(self, (width, height): (u32, u32)) -> bool {
        self.width.is_none_or(|most| width <= most) && self.height.is_none_or(|most| height <= most)
    }
}

impl PreviewImage {
    /// Whether previews may show it in full width.
    pub fn is_large(&self) -> bool {
        self.size.is_some_and(is_large)
    }

    /// The image for a subject, within the limits: its own picture if that is large enough, or else a card, or else
    /// any picture that there is. `None` if there is none, or none fits.
    ///
    /// A topic has no picture of its own, and a search is shown as the collection.
    pub fn of(
        snapshot: &Snapshot,
        shown: Shown<'_>,
        limits: PreviewLimits,
        options: &Options,
    ) -> Option<PreviewImage> {
        let of_collection = snapshot.collection().about.image.as_ref();
        let own = match shown {
            Shown::Report(report) => report.image(),
            Shown::Topic(_) => None,
            Shown::Collection | Shown::Search(_) => of_collection,
        };
        let fits = |image: &PreviewImage| match image.size {
            Some(size) => limits.allow(size),
            None => limits == PreviewLimits::default(),
        };
        let picture = |image: Option<&Image>| PreviewImage::of_picture(image?).filter(fits);
        picture(own)
            .filter(PreviewImage::is_large)
            .or_else(|| PreviewImage::of_card(snapshot, shown, limits, options))
            .or_else(|| picture(own))
            .or_else(|| picture(of_collection))
    }

    /// A picture that the file names; `None` if other software does not show pictures of its format.
    fn of_picture(image: &Image) -> Option<PreviewImage> {
        let url = image.url.as_deref()?;
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let extension = path.rsplit('/').next()?.rsplit_once('.').map(|(_, extension)| extension);
        let media_type = match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("svg" | "svgz" | "avif" | "heic" | "jxl" | "tif" | "tiff") => return None,
            Some("png") => Some(PNG),
            Some("jpg" | "jpeg") => Some("image/jpeg"),
            Some("gif") => Some("image/gif"),
            Some("webp") => Some("image/webp"),
            _ => None,
        };
        let alt = image.alt.as_deref().map(str::to_owned);
        Some(PreviewImage { url: url.to_owned(), alt, size: image.size, media_type })
    }

    /// The largest card that fits.
    fn of_card(
        snapshot: &Snapshot,
        shown: Shown<'_>,
        limits: PreviewLimits,
        options: &Options,
    ) -> Option<PreviewImage> {
        let style = &options.preview;
        let size = PreviewSize::ALL.into_iter().find(|size| limits.allow(size.pixels()))?;
        let texts = texts(snapshot, shown, style);
        if !design::is_drawable(&texts.title, &style.fonts) {
            return None;
        }
        let subject = match shown.subject(snapshot) {
            Subject::Search(_) => Subject::Collection,
            subject => subject,
        };
        let mark = Some(mark(&texts, style));
        Some(PreviewImage {
            url: options.site.url(&Address::PreviewImage(subject, PreviewOptions { size, mark })),
            alt: Some(texts.alt()),
            size: Some(size.pixels()),
            media_type: Some(PNG),
        })
    }
}

/// The card of a subject as PNG; `None` if too many letters of its title are in no font.
pub fn render(
    snapshot: &Snapshot,
    shown: Shown<'_>,
    size: PreviewSize,
    options: &Options,
) -> Option<Document> {
    let style = &options.preview;
    let (width, _) = size.pixels();
    let body = design::draw(&texts(snapshot, shown, style), width, style.accent, &style.fonts)?;
    let page = options.site.url(&shown.subject(snapshot).page());
    let links = vec![Link::new("describedby", page, "text/html")];
    Some(Document { media_type: PNG, body, links, kind: DocumentKind::Data })
}

/// Whether previews show a picture in full width. One that is much higher than wide would lose most of its height,
/// and a report's cover its title.
fn is_large((width, height): (u32, u32)) -> bool {
    let is_wide = u64::from(width) * 4 >= u64::from(height) * 5;
    width >= LEAST_PIXELS.0 && height >= LEAST_PIXELS.1 && is_wide
}

fn texts(snapshot: &Snapshot, shown: Shown<'_>, style: &PreviewStyle) -> Texts {
    let collection = snapshot.collection();
    let about = &collection.about;
    let name = style.name.as_deref().unwrap_or(&about.title);
    let described =
        |text: Option<&str>| clip(&in_one_line(text.unwrap_or_default()), MOST_FACTS_CHARS).into_owned();
    match shown {
        Shown::Report(report) => {
            let publishers = report.publishers.iter().map(|publisher| &*publisher.name);
            let publishers: Vec<&str> = publishers.collect();
            Texts {
                name: name.to_owned(),
                title: report.title.to_string(),
                facts: publishers.join(", "),
                date: Language::of_collection(&about.language).words().published(report.published),
            }
        }
        Shown::Topic(topic) => {
            let topic = collection.topic(topic);
            Texts {
                name: name.to_owned(),
                title: topic.title.to_string(),
                facts: described(topic.description.as_deref()),
                date: String::new(),
            }
        }
        Shown::Collection | Shown::Search(_) => Texts {
            name: if *name == *about.title { String::new() } else { name.to_owned() },
            title: about.title.to_string(),
            facts: described(about.description.as_deref()),
            date: String::new(),
        },
    }
}

/// A hash of everything that decides what a card looks like.
fn mark(texts: &Texts, style: &PreviewStyle) -> u32 {
    let mut content = Content::default();
    (DESIGN, style.accent, style.fonts.mark(), texts).hash(&mut content);
    // Half a word is enough to tell the few contents apart that one address has over the years.
    content.take() as u32
}

#[cfg(test)]
mod tests;
