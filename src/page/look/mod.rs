//! How pages look: templates, stylesheets, scripts, logo and colors, and the settings for them.
//!
//! A [`Look`] is made once, at the start, and reports everything that is wrong with the settings then. The names
//! of stylesheets and scripts contain the hash of their content, so browsers may cache them forever. Embeds
//! contain their style and script, so that a frame needs one request, and the content security policy allows both
//! by their hash.

mod asset;
mod color;
mod policy;
mod settings;
mod templates;

use xxhash_rust::xxh3::xxh3_64;

use crate::address::Site;
use crate::collection::Picture;
use crate::words::Locale;

pub use asset::{Asset, embed_script, icon};
pub use color::Color;
pub use settings::LookSettings;
pub use templates::TEMPLATES;

use policy::Policies;
use templates::Templates;

const PAGE_STYLE: &str = include_str!("../assets/page.css");
const PAGE_SCRIPT: &str = concat!(
    "// What pages do better with a script; without one they do the same in more steps.\n",
    include_str!("../assets/page/copy.js"),
    include_str!("../assets/page/suggest.js"),
    include_str!("../assets/page/share.js"),
    include_str!("../assets/page/proof.js"),
);
const DESK_STYLE: &str = include_str!("../assets/desk.css");
const EMBED_STYLE: &str = include_str!("../assets/embed.css");
pub(super) const EMBED_SCRIPT: &str = include_str!("../assets/embed.js");

/// The settings of operators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The name at the top of every page; by default the collection's title.
    pub name: Option<String>,
    /// The color of links and buttons, on white.
    pub accent: Option<Color>,
    /// The same in dark mode.
    pub accent_dark: Option<Color>,
    /// A picture next to the name.
    pub logo: Option<Picture>,
    /// Links at the top of every page.
    pub links: Vec<ExtraLink>,
    /// A line at the end of every page.
    pub footer: Option<String>,
    /// CSS rules, added after feedgate's stylesheet.
    pub style: Option<String>,
    /// Templates that replace feedgate's own, by name.
    pub templates: Vec<(String, String)>,
}

/// A link that operators add.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ExtraLink {
    pub title: String,
    pub url: String,
}

/// How pages look.
#[derive(Debug)]
pub struct Look {
    pub(super) name: Option<String>,
    pub(super) links: Vec<ExtraLink>,
    pub(super) footer: Option<String>,
    pub(super) logo: Option<(Asset, Picture)>,
    pub(super) style: Asset,
    pub(super) script: Asset,
    /// What the curators' desk needs in addition.
    pub(super) desk_style: Asset,
    pub(super) embed_style: String,
    templates: Templates,
    policies: Policies,
    /// A hash of what operators set, without the files that assets are made from.
    given: u64,
}

impl Look {
    /// The look of a site: feedgate's own, changed by the settings of operators.
    ///
    /// # Errors
    /// Each faulty template, with the place of the fault.
    pub fn new(options: Options, site: &Site) -> Result<Look, Vec<String>> {
        let templates = Templates::new(&options.templates)?;
        let given = (&options.name, &options.links, &options.footer, &options.templates);
        let given = xxh3_64(format!("{given:?}").as_bytes());
        let colors = color::rules(options.accent, options.accent_dark);
        let embed_style = format!("{EMBED_STYLE}{colors}");
        let page_style = format!("{PAGE_STYLE}{colors}{}", options.style.as_deref().unwrap_or_default());
        Ok(Look {
            name: options.name,
            links: options.links,
            footer: options.footer,
            logo: options.logo.map(|logo| (Asset::of_picture("logo", &logo), logo)),
            style: Asset::new("page", "css", "text/css; charset=utf-8", page_style),
            script: Asset::new("page", "js", "text/javascript; charset=utf-8", PAGE_SCRIPT),
            desk_style: Asset::new("desk", "css", "text/css; charset=utf-8", DESK_STYLE),
            policies: Policies::new(site, &embed_style, EMBED_SCRIPT),
            embed_style,
            templates,
            given,
        })
    }

    /// feedgate's own look, without settings.
    pub fn own(site: &Site) -> Look {
        Look::new(Options::default(), site).expect("templates alone can be wrong, and there are none")
    }

    /// The names of all current assets.
    pub(super) fn assets(&self) -> impl Iterator<Item = &str> {
        let logo = self.logo.as_ref().map(|(asset, _)| asset);
        [&self.style, &self.script].into_iter().chain(logo).map(|asset| &*asset.name)
    }

    /// Tells looks apart that make different pages.
    pub(crate) fn mark(&self) -> String {
        let assets: Vec<&str> = self.assets().collect();
        format!("{:016x} {assets:?} {:?} {}", self.given, self.policies, self.embed_style)
    }

    /// The asset with that name; `None` if no current asset has it.
    pub(super) fn asset(&self, name: &str) -> Option<&Asset> {
        let logo = self.logo.as_ref().map(|(asset, _)| asset);
        let mut assets = [&self.style, &self.script].into_iter().chain(logo);
        assets.find(|asset| asset.name == name)
    }

    /// The content security policy of pages: they load only from this host, and no other site may frame them.
    pub fn page_policy(&self) -> &str {
        &self.policies.page
    }

    /// The content security policy of embeds: they use only their own style and script, and any site may frame
    /// them.
    pub fn embed_policy(&self) -> &str {
        &self.policies.embed
    }

    /// A template, filled in with the texts of a locale.
    pub(super) fn render(&self, template: &str, locale: Locale, values: minijinja::Value) -> Vec<u8> {
        self.templates.render(template, locale, values).into_bytes()
    }
}
