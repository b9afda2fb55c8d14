//! What browsers may load for a page, and who may frame it (CSP 3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::address::Site;

#[derive(Debug)]
pub(super) struct Policies {
    pub(super) page: String,
    pub(super) embed: String,
}

impl Policies {
    /// The policies for a site whose embeds have this style and this script.
    ///
    /// A form is sent to this host and may be redirected to the canonical address, which can be on another host.
    /// So both are allowed, and the gateway of files that are on another host. A page may frame this host's own embeds, for the preview of a card.
    pub(super) fn new(site: &Site, embed_style: &str, embed_script: &str) -> Policies {
        let hash = |source: &str| STANDARD.encode(Sha256::digest(source.as_bytes()));
        Policies {
            page: format!(
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                 frame-src 'self' {0}; manifest-src 'self'; base-uri 'none'; form-action 'self' {1}; \
                 frame-ancestors 'none'",
                site.origin(),
                site.origins()
            ),
            embed: format!(
                "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors *",
                hash(embed_style),
                hash(embed_script)
            ),
        }
    }
}
