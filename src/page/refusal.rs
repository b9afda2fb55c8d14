//! What a browser shows when there is nothing to show.

use askama::Template;

use crate::address::{Address, Site};

use super::{assets, home_of};

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'p> {
    title: &'p str,
    detail: &'p str,
    home: String,
    stylesheet: String,
    icon: String,
}

/// A page that says why a request was refused, in fixed words and nothing of the request.
pub fn refusal(title: &str, detail: &str, site: &Site) -> Vec<u8> {
    let stylesheet = site.target(&Address::Asset(assets::PAGE_STYLE_NAME.clone()));
    let icon = site.target(&Address::Icon);
    let page = Refusal { title, detail, home: home_of(site), stylesheet, icon };
    page.render().expect("writing to a string cannot fail").into_bytes()
}
