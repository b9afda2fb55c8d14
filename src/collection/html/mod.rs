//! A curator's HTML: cleaned at load, and converted to plain text for formats that need that.
//!
//! `tokens` splits HTML, each piece with its place. `clean` keeps what feeds and pages can show, and names what they
//! cannot. `formula` writes formulas as text, and `plain` the words of clean HTML.

mod clean;
mod formula;
mod plain;
mod tokens;

pub(super) use clean::{BadLink, Loss, Lost, clean, lost};
pub use plain::plain_text;

/// HTML as it would be served. Relative addresses lead nowhere, so their links are removed.
pub(crate) fn clean_html(html: &str) -> String {
    clean(html, None).0
}
