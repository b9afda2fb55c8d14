//! The collection file: its text in, a checked [`Collection`] or every fault of it out.
//!
//! Knows nothing of addresses, feeds or the web. The way of a file: [`load()`] takes it from the disk,
//! `read` finds its reports, `raw` is its shape, `check` holds every value against the rules in
//! `value`, `model` is what comes out, its `reports` in blocks. [`load_again`] takes over from an `earlier`
//! collection what the file did not change. `shape`, `document` and `repeats` are asked only when something
//! is wrong: for every misshapen part, for the place of a fault, for what stands twice; `told` shows people
//! the lines in question.

mod block;
mod by_id;
mod check;
mod content;
mod date;
mod document;
mod earlier;
mod fault;
mod html;
mod load;
mod model;
mod raw;
mod read;
mod repeats;
mod reports;
mod schedule;
mod schema;
mod shape;
mod shares;
mod text;
mod told;
mod value;
mod warning;

pub(crate) use content::Content;
pub use date::{Instant, Published};
pub use earlier::Changes;
pub(crate) use fault::nearest;
pub use fault::{Fault, Problem, Severity, Words};
pub use html::plain_text;
#[doc(hidden)]
pub use load::parse_only;
pub use load::{Faults, LoadError, Options, load, load_again, parse, parse_again};
pub use model::*;
pub use reports::Reports;
pub use schema::schema;
pub use text::{clip, in_one_line, paragraphs};
pub(crate) use value::is_slug;
pub use warning::{Warning, WarningSubject, placed};
