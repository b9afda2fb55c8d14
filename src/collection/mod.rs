//! The collection file: text in, and a checked [`Collection`] or every fault out.
//!
//! This module does not know addresses, feeds or HTTP. A file takes these steps: [`load()`] reads it from disk,
//! `read` finds its reports, `raw` defines its shape, and `check` applies the rules in `value`. The result is in
//! `model`, with its `reports` stored in blocks. [`load_again`] reuses the unchanged parts of an `earlier`
//! collection. `picture` reads the picture beside the file. A `fingerprint` tells whether a file
//! changed since it was read.
//!
//! Three modules work mostly on files with faults. `shape` finds every value of the wrong shape, `document` finds
//! the position of a fault, and `repeats` finds repeated ids. `told` shows the affected lines to people.
//!
//! A good file may still contain what feeds cannot show as it is written. `html` cleans abstracts and `web_address`
//! encodes addresses; `remark` says in words what they change, and `recheck` finds where.

mod block;
mod by_id;
mod check;
mod content;
mod date;
mod document;
mod earlier;
mod fault;
mod fingerprint;
mod html;
mod load;
mod model;
mod picture;
mod raw;
mod read;
mod recheck;
mod remark;
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
mod web_address;

pub(crate) use content::Content;
pub use date::{Instant, Published};
pub use earlier::Changes;
pub(crate) use fault::nearest;
pub use fault::{Explanation, Fault, Problem, Severity};
pub(crate) use fingerprint::{Fingerprint, STEP};
pub(crate) use html::clean_html;
pub use html::plain_text;
#[doc(hidden)]
pub use load::parse_only;
pub(crate) use load::read_text;
pub use load::{Faults, LoadError, Options, check_text, load, load_again, parse, parse_again};
pub use model::*;
pub use picture::Picture;
pub(crate) use raw::{RawAuthor, RawFile, RawImage, RawPublisher, RawReport, RawRights, Text};
pub use recheck::remarks;
pub use reports::Reports;
pub use schema::schema;
pub(crate) use text::forbidden;
pub use text::{clip, in_one_line, paragraphs};
pub(crate) use value::{is_absolute_iri, is_slug};
pub use warning::{Warning, WarningSubject, placed};
pub use web_address::WebAddress;
