//! The frame of the curators' desk: the same look as the pages, with a menu of its own and without scripts.

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::look::{Asset, Look};
use super::visit::Visit;

/// Where the assets of the desk are.
const ASSETS: &str = "/desk/assets/";

/// What browsers may do with a page of the desk: load its own styles and pictures, and send its forms to it.
pub const DESK_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                               form-action 'self'; frame-ancestors 'none'";

/// What is around the content of a page of the desk.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DeskFrame<'f> {
    pub title: &'f str,
    /// The name of the curator who is logged in.
    pub person: Option<&'f str>,
    /// What each form contains, so that no other site can send one.
    pub form_token: &'f str,
    pub places: Vec<DeskPlace>,
    /// What is said before everything else.
    pub notice: Option<String>,
}

/// A place in the menu.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct DeskPlace {
    pub href: &'static str,
    pub label: String,
    pub is_current: bool,
}

#[derive(Serialize)]
struct DeskLayout<'f> {
    language: &'static str,
    /// The name of the collection, and its language if it differs from the page's.
    name: &'f str,
    other_language: Option<&'f str>,
    public: String,
    styles: [String; 2],
    icon: String,
    #[serde(flatten)]
    frame: &'f DeskFrame<'f>,
}

/// A page of the desk.
pub fn desk(visit: &Visit<'_>, template: &str, frame: &DeskFrame<'_>, values: impl Serialize) -> Vec<u8> {
    let look = visit.look;
    let style = |asset: &Asset| format!("{ASSETS}{}", asset.name);
    let layout = DeskLayout {
        language: visit.language().tag(),
        name: look.name.as_deref().unwrap_or(&visit.snapshot.collection().about.title),
        other_language: visit.other_language(),
        public: visit.options.site.url(&crate::address::Address::home()),
        styles: [style(&look.style), style(&look.desk_style)],
        icon: format!("{ASSETS}icon.svg"),
        frame,
    };
    let values = context! { desk => Serde(layout), ..Value::from(Serde(values)) };
    look.render(template, visit.locale, values)
}

/// The asset of the desk with that name.
pub fn desk_asset(look: &Look, name: &str) -> Option<Asset> {
    [&look.style, &look.desk_style].into_iter().find(|asset| asset.name == name).cloned()
}
