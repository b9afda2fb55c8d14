//! The curators' desk: pages on the admin listener with which people change the collection file.
//!
//! A request comes in, as far as the desk needs to know it, and a reply goes out, in no protocol. `door` finds out who asks
//! ([`People`], `session`) and checks that a form was sent from the desk itself (`origin`, `token`); `slow_down` is for
//! those who guess passwords. `kept` keeps what was typed when a login ends. `items`, `leave` and `lists` are the pages; `suggestions` and `suggestion` are those of the inbox, and
//! `suggested` does what their forms ask for.
//! `accept` adds a suggested report once. A form becomes a `change` of the text of the file
//! (`fields`), which `file` checks and writes. `history` keeps who did what.
//!
//! Every change is made in the text that the file has at that moment. A form that was made from another text of the same
//! report is never written: the curator sees both.

mod accept;
mod change;
mod door;
mod fields;
mod figures;
mod file;
mod form;
mod history;
mod inbox_feed;
mod items;
mod kept;
mod leave;
mod lists;
mod log_in;
mod options;
mod origin;
mod password;
mod people;
mod request;
mod session;
mod shared;
mod slow_down;
mod suggested;
mod suggestion;
mod suggestions;
mod token;
mod told;
mod view;
mod visitor;

pub use figures::DeskFigures;
pub use history::{History, Noted};
pub use options::{DeskFile, Options};
pub use origin::RequestOrigin;
pub use password::{LEAST_CHARACTERS, Password, PasswordRefusal};
pub use people::{PERSON_NAME_RULE, People, Person, person_name};
pub use request::{DeskReply, DeskRequest};
pub use shared::Desk;
