//! The page that a browser shows when a request is refused.

use minijinja::context;
use minijinja::value::Serde;

use crate::address::Address;

use super::layout::Layout;
use super::visit::Visit;

/// A page that says why a request was refused, with links to go on. Its words are fixed: it repeats nothing from
/// the request, except the name of a parameter and the values allowed for it.
pub fn refusal(visit: &Visit<'_>, title: &str, detail: &str) -> Vec<u8> {
    let layout = Layout::new(visit, &Address::home());
    visit.look.render("refusal.html", visit.locale, context! { layout => Serde(layout), title, detail })
}
