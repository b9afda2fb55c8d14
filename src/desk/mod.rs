//! The curators' desk: pages on the admin listener with which people change the collection file.
//!
//! A request comes in, as far as the desk needs to know it, and a reply goes out, in no protocol. [`People`] says who may
//! log in.

mod password;
mod people;

pub use password::{LEAST_CHARACTERS, Password, PasswordRefusal};
pub use people::{People, Person, person_name};
