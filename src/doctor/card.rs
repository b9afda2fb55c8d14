//! A page's card (oEmbed 1.0), read as leniently as consumers read it.

use serde_json::Value;

use super::vocabulary::Remark;

/// The content of a card. A member of a wrong type counts as absent.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) version: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) title: Option<String>,
    pub(super) author_name: Option<String>,
    pub(super) provider_name: Option<String>,
    pub(super) provider_url: Option<String>,
    pub(super) thumbnail_url: Option<String>,
    pub(super) html: Option<String>,
    /// Width and height, both above 0.
    pub(super) size: Option<(u64, u64)>,
}

/// Reads a card, or says why it is unusable.
pub(super) fn read(json: Option<&[u8]>) -> Result<Card, Remark> {
    let json = json.ok_or(Remark::NoCard)?;
    let card: Value = serde_json::from_slice(json).map_err(|_| Remark::UnreadableCard)?;
    let card = card.as_object().ok_or(Remark::UnreadableCard)?;
    let text = |name: &str| Some(card.get(name)?.as_str()?.to_owned()).filter(|text| !text.is_empty());
    // Some providers write numbers as strings, and consumers accept them.
    let number = |name: &str| {
        let value = card.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|number| *number > 0)
    };
    Ok(Card {
        version: text("version"),
        kind: text("type"),
        title: text("title"),
        author_name: text("author_name"),
        provider_name: text("provider_name"),
        provider_url: text("provider_url"),
        thumbnail_url: text("thumbnail_url"),
        html: text("html"),
        size: number("width").zip(number("height")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_is_no_object_is_unreadable() {
        for json in ["", "[]", "{\"type\":", "404"] {
            assert_eq!(read(Some(json.as_bytes())).err(), Some(Remark::UnreadableCard), "{json}");
        }
        assert_eq!(read(None).err(), Some(Remark::NoCard));
    }

    #[test]
    fn a_size_needs_both_and_may_be_written_as_text() {
        let size = |json: &str| read(Some(json.as_bytes())).expect("a card").size;

        assert_eq!(size(r#"{"width":"600","height":400}"#), Some((600, 400)));
        assert_eq!(size(r#"{"width":600,"height":0}"#), None);
        assert_eq!(size(r#"{"width":600,"height":null}"#), None);
    }
}
