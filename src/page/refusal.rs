//! What a browser shows when there is nothing to show.

use minijinja::context;
use minijinja::value::Serde;

use crate::address::Address;

use super::layout::Layout;
use super::visit::Visit;

/// A page that says why a request was refused, in fixed words and nothing of the request but what a
/// parameter may be; and leads on.
pub fn refusal(visit: &Visit<'_>, title: &str, detail: &str) -> Vec<u8> {
    let layout = Layout::new(visit, &Address::home());
    visit.look.render("refusal.html", visit.language, context! { layout => Serde(layout), title, detail })
}
