//! How pages look, as settings say it. The files that settings name are read when the gateway starts.

use std::path::PathBuf;

use url::Url;

use crate::collection::WebAddress;
use crate::settings::{FromSettings, Reader};

use super::{Color, ExtraLink};

/// How pages look, with files by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookSettings {
    /// What stands at the top of every page.
    pub name: Option<String>,
    /// The color of links and buttons, on white.
    pub accent: Option<Color>,
    /// The same in the dark.
    pub accent_dark: Option<Color>,
    /// A picture beside the name.
    pub logo: Option<PathBuf>,
    /// Links at the top of every page.
    pub links: Vec<ExtraLink>,
    /// A line at the end of every page.
    pub footer: Option<String>,
    /// Rules that come after those of the stylesheet.
    pub stylesheet: Option<PathBuf>,
    /// A folder of templates.
    pub templates: Option<PathBuf>,
    /// A folder of fonts for preview images.
    pub fonts: Option<PathBuf>,
}

/// What holds if a part of the look is not set that pages can do without.
const NONE: &str = "none";
/// What holds if a part of the look is not set that pages need.
const OWN: &str = "feedgate's own";

impl FromSettings for LookSettings {
    fn from_settings(reader: &mut Reader) -> LookSettings {
        let on_light = |text: String| Color::on_light(&text);
        let on_dark = |text: String| Color::on_dark(&text);
        LookSettings {
            name: reader.optional("look.name", one_line, "the collection's title"),
            accent: reader.optional("look.accent", on_light, OWN),
            accent_dark: reader.optional("look.accent_dark", on_dark, OWN),
            logo: reader.optional_path("look.logo", NONE),
            links: reader.optional("look.links", links, NONE).unwrap_or_default(),
            footer: reader.optional("look.footer", one_line, NONE),
            stylesheet: reader.optional_path("look.stylesheet", NONE),
            templates: reader.optional_path("look.templates", OWN),
            fonts: reader.optional_path("look.fonts", OWN),
        }
    }
}

fn one_line(text: String) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be empty".into()),
        line if line.contains(|c: char| c.is_control()) => Err("must be one line".into()),
        line => Ok(line.to_owned()),
    }
}

/// Links on every page: to the web, to a mailbox, or to a path of the site's own host.
fn links(links: Vec<ExtraLink>) -> Result<Vec<ExtraLink>, String> {
    let is_path = |url: &str| url.starts_with('/') && !url.starts_with("//");
    let link = |ExtraLink { title, url }: ExtraLink| {
        if title.trim().is_empty() {
            return Err(format!("the link to {url} must have a title"));
        }
        let sent = match Url::parse(&url) {
            Ok(web) if matches!(web.scheme(), "http" | "https") => {
                url.parse::<WebAddress>().map_err(|why| format!("{url:?} cannot be used: {why}"))?.to_string()
            }
            Ok(mailbox) if mailbox.scheme() == "mailto" => mailbox.into(),
            _ if is_path(&url) => url,
            _ => {
                return Err(format!(
                    "{url:?} is neither a full address (http, https, mailto) nor a path that begins with /"
                ));
            }
        };
        Ok(ExtraLink { title, url: sent })
    };
    links.into_iter().map(link).collect()
}
