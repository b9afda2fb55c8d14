//! How pages look: templates, stylesheets, scripts, logo and colours, and what operators set of them.
//!
//! Made once, at the start, and everything that is wrong with what operators set is told then. Pages
//! link to their stylesheet and script under names that hold their hash, so that they are cached for
//! ever; embeds hold theirs within, so that a frame is one request, and the security policy names them
//! by their hash.

mod asset;
mod colour;
mod policy;
mod settings;
mod templates;

use crate::address::Site;
use crate::render::Document;
use crate::words::Language;

pub use asset::{Logo, embed_script, icon};
pub use colour::Colour;
pub use settings::LookSettings;
pub use templates::TEMPLATES;

use asset::Asset;
use policy::Policies;
use templates::Templates;

const PAGE_STYLE: &str = include_str!("../assets/page.css");
const PAGE_SCRIPT: &str = concat!(
    "// What pages do better with a script; without one they do the same in more steps.\n",
    include_str!("../assets/page/copy.js"),
    include_str!("../assets/page/suggest.js"),
    include_str!("../assets/page/share.js"),
);
const EMBED_STYLE: &str = include_str!("../assets/embed.css");
pub(super) const EMBED_SCRIPT: &str = include_str!("../assets/embed.js");

/// What operators may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What stands at the top of every page; by default the collection's title.
    pub name: Option<String>,
    /// The colour of links and buttons, on white.
    pub accent: Option<Colour>,
    /// The same in the dark.
    pub accent_dark: Option<Colour>,
    /// A picture beside the name.
    pub logo: Option<Logo>,
    /// Links at the top of every page.
    pub links: Vec<ExtraLink>,
    /// A line at the end of every page.
    pub footer: Option<String>,
    /// Rules that come after those of the stylesheet.
    pub style: Option<String>,
    /// Templates by name, instead of feedgate's own.
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
    pub(super) logo: Option<(Asset, Logo)>,
    pub(super) style: Asset,
    pub(super) script: Asset,
    pub(super) embed_style: String,
    templates: Templates,
    policies: Policies,
}

impl Look {
    /// What operators set, over what feedgate brings, on a site.
    ///
    /// # Errors
    /// Each template that is wrong, and where.
    pub fn new(options: Options, site: &Site) -> Result<Look, Vec<String>> {
        let templates = Templates::new(&options.templates)?;
        let colours = colour::rules(options.accent, options.accent_dark);
        let embed_style = format!("{EMBED_STYLE}{colours}");
        let page_style = format!("{PAGE_STYLE}{colours}{}", options.style.as_deref().unwrap_or_default());
        Ok(Look {
            name: options.name,
            links: options.links,
            footer: options.footer,
            logo: options.logo.map(|logo| (Asset::of_logo(&logo), logo)),
            style: Asset::new("page", "css", "text/css; charset=utf-8", page_style),
            script: Asset::new("page", "js", "text/javascript; charset=utf-8", PAGE_SCRIPT),
            policies: Policies::new(site, &embed_style, EMBED_SCRIPT),
            embed_style,
            templates,
        })
    }

    /// feedgate's own, on a site.
    pub fn own(site: &Site) -> Look {
        Look::new(Options::default(), site).expect("templates alone can be wrong, and there are none")
    }

    /// The asset of that name, if it is a present one.
    pub fn asset(&self, name: &str) -> Option<Document> {
        let logo = self.logo.as_ref().map(|(asset, _)| asset);
        let mut assets = [&self.style, &self.script].into_iter().chain(logo);
        assets.find(|asset| asset.name == name).map(Asset::document)
    }

    /// The content security policy of pages: what this host has, and no framing by others.
    pub fn page_policy(&self) -> &str {
        &self.policies.page
    }

    /// The content security policy of embeds: their own style and script, and any site may frame them.
    pub fn embed_policy(&self) -> &str {
        &self.policies.embed
    }

    /// A template in a language, filled in.
    pub(super) fn render(&self, template: &str, language: Language, values: minijinja::Value) -> Vec<u8> {
        self.templates.render(template, language, values).into_bytes()
    }
}
