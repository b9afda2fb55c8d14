//! The web app manifest, which lets a phone install the site next to its apps.

use serde_json::json;

use crate::address::Address;
use crate::collection::in_one_line;
use crate::snapshot::Snapshot;

use super::{Document, DocumentKind, Options, open_search};

/// The content type of a manifest.
pub(crate) const MANIFEST: &str = "application/manifest+json";

/// Describes the site. The app keeps the browser's back button, because most links lead to publishers.
pub fn render(snapshot: &Snapshot, options: &Options) -> Document {
    let about = &snapshot.collection().about;
    let home = options.site.target(&Address::home());
    let icon = options.site.target(&Address::Icon);
    let mut manifest = json!({
        "id": home,
        "name": &*about.title,
        "short_name": open_search::short_name(about),
        "lang": &*about.language,
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "icons": [{ "src": icon, "type": "image/svg+xml", "sizes": "any", "purpose": "any" }],
    });
    if let Some(description) = &about.description {
        manifest["description"] = in_one_line(description).into();
    }
    Document {
        media_type: MANIFEST,
        body: manifest.to_string().into_bytes(),
        links: Vec::new(),
        kind: DocumentKind::Data,
    }
}
