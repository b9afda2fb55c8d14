//! What a browser shows when there is nothing to show.

use minijinja::context;

use crate::address::{Address, Site};
use crate::words::Language;

use super::look::Look;

/// A page that says why a request was refused, in fixed words and nothing of the request but what a
/// parameter may be.
pub fn refusal(title: &str, detail: &str, language: Language, site: &Site, look: &Look) -> Vec<u8> {
    let values = context! {
        language => language.tag(),
        title => title,
        detail => detail,
        home => site.target(&Address::home()),
        stylesheet => site.target(&Address::Asset(look.style.name.clone())),
        icon => site.target(&Address::Icon),
    };
    look.render("refusal.html", language, values)
}
