//! Pages for people: the collection, a topic, a report, how to subscribe, how to share, and embeds.
//!
//! A [`Visit`] and a choice come in, an HTML [`Document`](crate::render::Document) goes out. Like `render`, this
//! code is pure: the time comes in as a value. Each page fills in a template of `templates/`, which operators may
//! override (`look`), with words in the visitor's language (`words`). For machines, the head of a page says the
//! same as its feeds and cards (`head`).

mod desk;
mod embed;
mod excerpt;
mod filters;
mod head;
mod home;
mod hub;
mod layout;
mod list;
mod look;
mod readers;
mod refusal;
mod report;
mod share;
mod signposts;
mod subscribe;
mod suggest;
mod topic;
mod visit;

use std::borrow::Cow;

use serde::Serialize;

use crate::address::{Address, Format, Scope, Site};
use crate::collection::Image;
use crate::render::{Link, PICTURE, credit, image_url};
use crate::snapshot::Snapshot;

pub use desk::{DESK_POLICY, DeskFrame, DeskPlace, desk, desk_asset};
pub use embed::embed;
pub(crate) use head::Head;
pub use home::{Choice, empty_home, home};
pub use hub::hub;
pub use list::{last_page, range_of_page};
pub use look::{
    Asset, Color, ExtraLink, Look, LookSettings, Options as LookOptions, TEMPLATES, embed_script, icon,
};
pub use refusal::{no_file, refusal};
pub use report::report;
pub use share::share;
pub use subscribe::subscribe;
pub use suggest::{
    FormNotice, FormOfMany, FormOfOne, ListedRecord, ManyStep, RecordMark, StatusView, Unreadable,
    suggestion_form, suggestion_status, suggestions_form,
};
pub use topic::topic;
pub use visit::Visit;

const HTML: &str = "text/html; charset=utf-8";

/// Links to the feeds of a page, one for each format.
fn feed_links(scope: &Scope, title: &str, site: &Site) -> Vec<Link> {
    let link = |format: Format| Link {
        title: Some(format!("{title} ({format})")),
        ..Link::new("alternate", site.url(&Address::Feed(scope.clone(), format)), format.media_type())
    };
    Format::ALL.map(link).into()
}

/// The asset with that name: of the look, or the picture of the collection. `None` if no current asset has it.
pub fn asset(snapshot: &Snapshot, look: &Look, name: &str) -> Option<Asset> {
    let image = snapshot.collection().about.image.as_ref();
    let picture = || {
        let file = image?.file.as_ref()?;
        (file.file_name(PICTURE) == name).then(|| Asset::of_picture(PICTURE, file))
    };
    look.asset(name).cloned().or_else(picture)
}

/// The names of all current assets: of the look, and the picture of the collection.
pub fn assets(snapshot: &Snapshot, look: &Look) -> Vec<String> {
    let picture = snapshot.collection().about.image.as_ref().and_then(|image| image.file.as_ref());
    let picture = picture.map(|file| file.file_name(PICTURE).to_string());
    look.assets().map(str::to_owned).chain(picture).collect()
}

/// A picture as a page may show it. If another host serves it, only its credit is shown, because no page makes a
/// visitor's browser call another site.
#[derive(Serialize)]
struct PictureView<'p> {
    url: Option<Cow<'p, str>>,
    alt: &'p str,
    size: Option<(u32, u32)>,
    credit: Option<String>,
}

impl<'p> PictureView<'p> {
    fn of(image: Option<&'p Image>, visit: &Visit<'_>) -> Option<PictureView<'p>> {
        let (image, site) = (image?, &visit.options.site);
        let ours =
            |url: &Cow<'_, str>| url.strip_prefix(&site.origin()).is_some_and(|rest| rest.starts_with('/'));
        Some(PictureView {
            url: image_url(image, site).filter(ours),
            alt: image.alt.as_deref().unwrap_or_default(),
            size: image.size,
            credit: credit(image, visit.words()),
        })
    }
}
