//! feedgate reads one canonical collection file, keeps it in memory, and serves it as feeds, share
//! cards and pages, per topic.
//!
//! # The map
//!
//! Data flows one way. A stage uses only the stages above it; the edge knows the stages, and no stage
//! knows the edge. `tests/gateway/architecture.rs` holds the code against this order.
//!
//! The stages, in the order in which a report meets them; before them, what each declares its settings with:
//!
//! 0. [`settings`]: how a stage declares its settings, each with its default and its check.
//! 1. [`collection`]: the file → a checked `Collection`, or everything that is wrong with it.
//! 2. [`edit`]: the text of a collection file and a change → the text with the fewest lines changed, and that written
//!    safely.
//! 3. [`store`]: what outlasts the process, in SQLite or PostgreSQL; the queue for work that must be done.
//! 4. [`outgoing`]: the one client for requests to others: bounds, and no private addresses unless allowed.
//! 5. [`import`]: the documents of a source, in any of its formats → records; records and a collection file → what
//!    changes in the file.
//! 6. [`words`]: every text of feedgate's own, in each of its languages; dates and numbers by region.
//! 7. [`query`]: what someone looks for, in one canonical form for pages, feeds and the API.
//! 8. [`seal`]: signed tokens that only a gateway of this collection can make.
//! 9. [`search`]: a collection indexed by word and facet; a query → what it finds.
//! 10. [`address`]: every address of the gateway, printed and read in one place, and the rules of each kind of address.
//! 11. [`snapshot`]: the collection frozen and indexed, with a revision per topic and one of the whole, and
//!     what is searched once that is built.
//! 12. [`inbox`]: what visitors suggest for the collection, checked and kept until a curator decides.
//! 13. [`feed`]: a snapshot and a scope, also a search → a `Feed` of `Entry`s, in no format; live window
//!     and archives.
//! 14. [`compare`]: two snapshots → what the step between them hides from followers.
//! 15. [`render`]: a feed, card, citation or list of pages → a `Document`, one file per format.
//! 16. [`page`]: a visit and a choice → a `Document` of HTML; templates that operators may override, and assets.
//! 17. [`api`]: a snapshot and an endpoint → a `Document` of JSON for apps, and what describes the API.
//! 18. [`oai`]: a snapshot and the arguments of a harvester → an answer of OAI-PMH.
//! 19. [`doctor`]: a page, its card and its embed → how other software (WordPress, Discord, Zotero) shows them.
//! 20. [`resource`]: what is at an address: a document to be built, something moved, gone, or nothing.
//! 21. [`shelf`]: the collections that one gateway hosts, found by host and path.
//! 22. [`representation`]: a document → bytes as sent: content coding, validator, the cache.
//! 23. [`hub`]: who subscribed to a feed; a snapshot → what changed, delivered to each of them (WebSub).
//! 24. [`desk`]: a curator's request → a page, or a change of the collection file; who may, and who did what.
//! 25. [`http`]: a request → a reply, in three rooms: clients and their limits, the wire (sockets, TLS, HTTP), and
//!     replies. The wire is given the function that answers.
//! 26. [`export`]: a snapshot → all that can be a file, in a folder or bucket that any web server can send.
//!
//! The edge: [`telemetry`] logs; [`source`] is where the collection is, a file or elsewhere, and how a change of it is
//! noticed;
//! [`reload`] loads it again, warms the cache and publishes the snapshot; [`certificates`] has the certificate
//! for TLS, from files or by ACME, and keeps it new; [`admin`] tells operators how things are; [`config`] reads
//! the settings that all of them declare; [`gateway`] starts everything and stops everything; [`command`] is
//! what `main.rs` can be told.
//!
//! # One report from the file to the socket
//!
//! `collection::load` finds each report's text in the file, reads it as a `RawReport` and checks it
//! field by field into a `Report` (`collection/check/`); `collection::load_again` does so only where
//! the file is not what it was, and shares all other reports with the collection before it.
//! `Snapshot::build` files a report under each of its topics. `http/wire/` reads a request and gives
//! it to `http/reply/respond.rs`. If the worker's memo holds the reply, it is sent again. Otherwise `respond` reads
//! the address and asks `resource::find` what is there. On a cache miss `Resource::document` has `feed::live` make an
//! `Entry` of the report, and `render::atom` an element of the entry; `representation` codes and hashes the document
//! once. Then `respond` sends it, or 304.
//!
//! A search goes the same way. Its address holds a `Query`, and what that finds is looked up where the
//! document is built, never where a worker answers; so whether there is a second page or an archive is
//! known only then, and `Resource::document` may come to nothing. The first index is built behind what is
//! served already, and until it is there `resource::find` says so.
//!
//! When the file changes, `source` notices. `reload` goes the same way up to the snapshot on a thread of low
//! priority, builds its index, builds into the cache what was asked for most, and publishes the snapshot. Then
//! `compare` warns of what followers would miss. A file with faults is logged and changes nothing.
//!
//! Reports dated in the future are set aside before the snapshot is built (`collection/schedule.rs`), so no other
//! code knows of them. When the time of one comes, `reload` publishes a snapshot that holds it.
//!
//! # Invariants
//!
//! - A snapshot never changes; one request sees exactly one snapshot.
//! - Rendering reads no clock, no environment, no settings but its options: same feed, same bytes.
//!   Where a date decides (a topic's retirement), it is passed in.
//! - A cache key contains the revision of what it shows: of the topic if it shows one topic. So an entry of the
//!   cache is never wrong, and a change elsewhere costs nothing; a reload removes the entries that nobody can ask
//!   for any more. Any change may touch a search, so its key contains the revision of the whole collection. Its
//!   entity tag depends on what it finds, as it is made from its bytes.
//! - The number of a hosted collection is part of every cache key, and each worker keeps the replies of each
//!   collection apart. So no request gets the bytes of another collection.
//! - Feeds are ordered, dated and cut by the dates in the file. `Last-Modified` alone is what the process saw: when
//!   the bytes at an address changed (`representation/changes.rs`).
//! - Without an index and with it, what does not search is the same to the byte.
//! - A failed reload changes nothing that clients see.
//! - Only `edit/file.rs` writes the collection file. It checks the new text, and replaces the file in one step. What a
//!   change does not concern stays byte for byte.
//! - What was loaded before makes no difference to what a file becomes, only to what that costs.
//! - Only `http/reply/` writes response headers, with exceptions: `http/wire/server.rs` and
//!   `http/wire/connection.rs` write whole replies where hyper sends none: 503 when there are too many connections, and
//!   408 when the header of a request does not arrive in time.
//! - `address/rules.rs` says what holds for each kind of address; nothing else decides by kind, but what shows it.
//! - `http/reply/door.rs` says which methods and which body each address takes, by its rules.
//! - Only `outgoing`, `certificates` and `store` open connections to others: `outgoing` where a source is read, where the
//!   collection is elsewhere, where an export writes to a bucket, where the hub sends and where the inbox tells the operator, `certificates` when it gets a
//!   certificate by ACME, `store` to PostgreSQL.
//! - What the hub acknowledged is in the store. What it delivers is what a GET returns, byte for byte.
//! - The desk changes the file only where the file still has what the form was made from. It has no cookie, no page and no
//!   listener in common with the public.
//! - Whatever a checked collection holds, every format of it is well formed: what a format could not
//!   carry is a fault of the file, told before anything is served.
//!
//! # Files that use each other
//!
//! A folder's `mod.rs` and the files beside it may use each other: it holds what they share, and it calls them.
//! No other files use each other, directly or through other files, except these:
//!
//! - `address/api.rs`, `address/embed.rs`, `address/familiar.rs`, `address/parse.rs`: one reads an address, the others
//!   parts of it, and all refuse in the same way.
//! - `api/mod.rs`, `api/openapi/mod.rs`, `api/openapi/operations.rs`, `api/reference.rs`: what describes the API is
//!   itself served by the API.
//! - `collection/block.rs`, `collection/content.rs`, `collection/model.rs`, `collection/reports.rs`: a `Collection`
//!   holds blocks, and a block holds the `Report`s of the same model.
//! - `page/filters.rs`, `page/home.rs`: filters link to the page with one of its choices changed.
//! - `page/head.rs`, `page/layout.rs`, `page/visit.rs`: a visit makes pages, whose head and layout depend on it.

pub mod address;
pub mod admin;
pub mod api;
pub mod certificates;
pub mod collection;
pub mod command;
pub mod compare;
pub mod config;
pub mod desk;
pub mod doctor;
pub mod edit;
pub mod export;
pub mod feed;
pub mod gateway;
pub mod http;
pub mod hub;
pub mod import;
pub mod inbox;
pub mod oai;
pub mod outgoing;
pub mod page;
pub mod query;
pub mod reload;
pub mod render;
pub mod representation;
pub mod resource;
pub mod seal;
pub mod search;
pub mod settings;
pub mod shelf;
pub mod snapshot;
pub mod source;
pub mod store;
pub mod telemetry;
pub mod words;
