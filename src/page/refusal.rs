//! The page that a browser shows when a request is refused.

use minijinja::context;
use minijinja::value::Serde;

use crate::address::Address;

use super::filters::search_form;
use super::layout::Layout;
use super::visit::Visit;

/// A page that says why a request was refused, with links to go on. Its words are fixed: it repeats nothing from
/// the request, except the name of a parameter and the values allowed for it.
pub fn refusal(visit: &Visit<'_>, title: &str, detail: &str) -> Vec<u8> {
    let layout = Layout::new(visit, &Address::home());
    visit.look.render(
        "refusal.html",
        visit.locale,
        context! { layout => Serde(layout), title, detail, search => search_form(visit) },
    )
}

/// The page of files for an address without one: of status 410 if what was there has gone, or else of 404.
pub fn no_file(visit: &Visit<'_>, status: u16) -> String {
    let (title, detail) = match status {
        410 => ("refused-gone", "refused-gone-why"),
        _ => ("refused-not-found", "refused-no-file-why"),
    };
    let page = refusal(visit, &visit.words().say(title), &visit.words().say(detail));
    String::from_utf8(page).expect("a page is a text")
}
