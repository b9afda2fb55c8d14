//! Stylesheets and scripts, within the binary.
//!
//! Pages link to theirs under a name that holds its hash, so that it is cached for ever; embeds hold
//! theirs within, so that a frame is one request, and the security policy names it by its hash.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use crate::address::Site;
use crate::render::{Document, Kind};

pub(super) const EMBED_STYLE: &str = include_str!("assets/embed.css");
pub(super) const EMBED_SCRIPT: &str = include_str!("assets/embed.js");
const PAGE_STYLE: &str = include_str!("assets/page.css");
const ICON: &str = include_str!("assets/icon.svg");

/// The name of the pages' stylesheet.
pub(super) static PAGE_STYLE_NAME: LazyLock<String> =
    LazyLock::new(|| format!("page.{:016x}.css", xxh3_64(PAGE_STYLE.as_bytes())));

/// The asset of that name, if it is a present one.
pub fn asset(name: &str) -> Option<Document> {
    let (media_type, body) = match name {
        name if name == *PAGE_STYLE_NAME => ("text/css; charset=utf-8", PAGE_STYLE),
        _ => return None,
    };
    Some(Document {
        media_type,
        body: body.into(),
        last_modified: None,
        links: Vec::new(),
        kind: Kind::Asset,
    })
}

/// The script that sites may put beside embeds.
pub fn embed_script() -> Document {
    Document {
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("assets/frame.js").into(),
        last_modified: None,
        links: Vec::new(),
        kind: Kind::Data,
    }
}

/// The icon of the site, which has an address of its own because programs guess at it.
pub fn icon() -> Document {
    Document {
        media_type: "image/svg+xml",
        body: ICON.into(),
        last_modified: None,
        links: Vec::new(),
        kind: Kind::Data,
    }
}

/// The content security policy of pages: this host's style, pictures and manifest, no script, no framing. A form
/// leads to this host, and from there to the canonical address, which may name the host otherwise.
pub(crate) fn page_policy(site: &Site) -> String {
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self' {}; frame-ancestors 'none'",
        site.origin()
    )
}

/// The content security policy of embeds: their own style and script, and any site may frame them.
pub(crate) fn embed_policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let hash = |source: &str| STANDARD.encode(Sha256::digest(source.as_bytes()));
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors *",
            hash(EMBED_STYLE),
            hash(EMBED_SCRIPT)
        )
    });
    &POLICY
}
