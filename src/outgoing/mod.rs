//! Requests to other servers, by one client.
//!
//! - Each request is bounded: time in all, time to connect, time in which nothing comes, size of the header and of the
//!   decompressed body, number of redirects.
//! - The name is looked up once, every address of it is checked, and one of these is connected to. Addresses that are
//!   not of the public Internet are refused, or only some of them ([`Reach`]).
//! - Redirects are followed only if the request says so. Each is checked again, and none leads from https to http.
//! - Addresses are http or https, without user name and password. No cookies are kept, no proxies used.
//!
//! Object stores have a client of their own, on the same connections (`stores`). Mail goes to the one server of the operator,
//! and holds to the same rules (`mail`).
//!
//! This module does not know what the answers mean.

mod address;
mod body;
mod client;
mod connect;
mod error;
mod mail;
mod request;
mod response;
mod stores;

pub use address::Reach;
pub use client::{Bounds, Client, Options};
pub use connect::Resolve;
pub use error::RequestError;
pub use mail::{Mail, MailAddress, MailError, MailServer, Mailer};
pub use request::{Request, web_address};
pub use response::Response;
pub use stores::{store_at, store_error_in_a_line};
