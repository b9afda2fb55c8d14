//! The frame around every page: the site's name at the top, and links about the whole site at the bottom.

use serde::Serialize;

use crate::address::{Address, Endpoint, Scope, ShareOptions, Subject};
use crate::collection::Rights;
use crate::words::Language;

use super::look::ExtraLink;
use super::visit::Visit;

/// The value that templates know as `layout`.
#[derive(Serialize)]
pub(super) struct Layout<'v> {
    language: &'static str,
    /// The direction of writing of the collection's texts: `ltr` or `rtl`.
    direction: &'static str,
    /// The language of the collection's texts, if it differs from the page's.
    other_language: Option<&'v str>,
    home: String,
    name: &'v str,
    logo: Option<LogoView>,
    links: &'v [ExtraLink],
    stylesheet: String,
    script: String,
    icon: String,
    manifest: String,
    subscribe: String,
    share: Option<String>,
    outline: String,
    api: String,
    /// Where libraries harvest, if there is a gateway.
    oai: Option<String>,
    /// The form for suggestions, if visitors can suggest reports.
    suggest: Option<String>,
    /// The page of the hub, if there is one.
    hub: Option<String>,
    rights: Option<RightsView<'v>>,
    footer: Option<&'v str>,
    /// The languages in which the page is available; empty if there is only one.
    languages: Vec<LanguageLink>,
}

/// The license of the collection, and where it is explained.
#[derive(Serialize)]
pub(super) struct RightsView<'v> {
    text: &'v str,
    url: Option<&'v str>,
}

impl<'v> RightsView<'v> {
    pub(super) fn of(rights: &'v Rights) -> RightsView<'v> {
        let url = rights.url.as_deref();
        RightsView { text: rights.text.as_deref().or(url).unwrap_or_default(), url }
    }
}

#[derive(Serialize)]
struct LogoView {
    href: String,
    size: Option<(u32, u32)>,
}

#[derive(Serialize)]
struct LanguageLink {
    tag: &'static str,
    name: &'static str,
    href: String,
    is_current: bool,
}

impl<'v> Layout<'v> {
    /// The layout of the page at an address.
    pub(super) fn new(visit: &Visit<'v>, address: &Address) -> Layout<'v> {
        let site = &visit.options.site;
        let asset = |name: &str| site.target(&Address::Asset(name.to_owned()));
        let about = &visit.snapshot.collection().about;
        let look = visit.look;
        let language = |language: Language| LanguageLink {
            tag: language.tag(),
            name: language.own_name(),
            href: site.target_in(address, Some(language)),
            is_current: language == visit.language(),
        };
        Layout {
            language: visit.language().tag(),
            direction: visit.direction(),
            other_language: visit.other_language(),
            home: visit.target(&Address::home()),
            name: look.name.as_deref().unwrap_or(&about.title),
            logo: look
                .logo
                .as_ref()
                .map(|(file, logo)| LogoView { href: asset(&file.name), size: logo.size() }),
            links: &look.links,
            stylesheet: asset(&look.style.name),
            script: asset(&look.script.name),
            icon: site.target(&Address::Icon),
            manifest: site.target(&Address::Manifest),
            subscribe: visit.target(&Address::Subscribe(Scope::Collection)),
            share: visit.target_if_any(&Address::Share(Subject::Collection, ShareOptions::default())),
            outline: site.target(&Address::Outline),
            api: visit.target(&Address::Api(Endpoint::Reference)),
            oai: visit.target_if_any(&Address::OaiPmh),
            suggest: Some(&Address::SuggestionForm)
                .filter(|_| visit.options.takes_suggestions)
                .and_then(|form| visit.target_if_any(form)),
            hub: visit.options.push.is_own.then(|| visit.target(&Address::Hub)),
            rights: about.rights.as_ref().map(RightsView::of),
            footer: look.footer.as_deref(),
            languages: match address.rules().has_words {
                true => Language::ALL.map(language).into(),
                false => Vec::new(),
            },
        }
    }
}
