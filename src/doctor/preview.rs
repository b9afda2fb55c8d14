//! Title, description and picture, which every consumer that shows link previews takes from a page.

use super::Finding;
use super::html::{Page, is_whole};
use super::vocabulary::{FactName, FactValue, Remark};

#[derive(Debug)]
pub(super) struct Preview {
    pub(super) title: Option<String>,
    /// Whether the title is meant for previews, and is not the one of the tab.
    pub(super) has_own_title: bool,
    pub(super) description: Option<String>,
    /// The address, as the page writes it.
    pub(super) image: Option<String>,
    pub(super) site: Option<String>,
}

impl Preview {
    /// Reads Open Graph first, then Twitter's tags, then the tags that every page has.
    pub(super) fn of(page: &Page) -> Preview {
        let first = |keys: &[&str]| keys.iter().find_map(|key| page.meta(key));
        let own_title = first(&["og:title", "twitter:title"]);
        Preview {
            has_own_title: own_title.is_some(),
            title: own_title.or_else(|| page.title()),
            description: first(&["og:description", "twitter:description", "description"]),
            image: first(&["og:image", "twitter:image"]),
            site: page.meta("og:site_name"),
        }
    }

    /// Adds the facts, and remarks about what is missing. Without a title there is no preview.
    pub(super) fn add_to(self, page: &Page, finding: &mut Finding) {
        match (&self.title, self.has_own_title) {
            (None, _) => finding.breaks(Remark::NoTitle),
            (Some(_), false) => finding.lacks(Remark::NoOpenGraphTitle),
            (Some(_), true) => {}
        }
        if self.description.is_none() {
            finding.lacks(Remark::NoDescription);
        }
        finding.add_text(FactName::Site, self.site);
        finding.add_text(FactName::Title, self.title);
        finding.add_text(FactName::Description, self.description);
        match self.image {
            None => finding.lacks(Remark::NoImage),
            Some(image) if is_whole(&image) => finding.add(FactName::Image, FactValue::address(image)),
            Some(image) => {
                if let Some(address) = page.resolve(&image) {
                    finding.add(FactName::Image, FactValue::address(address));
                }
                finding.lacks(Remark::RelativeAddress { tag: "og:image".into(), address: image });
            }
        }
    }
}
