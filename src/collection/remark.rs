//! Remarks on a file that is good: what feeds cannot show as the curator wrote it, and addresses that were probably
//! not meant. Each with its severity and its words.

use super::fault::{Explanation, Severity};
use super::html::{BadLink, Loss};
use super::text;
use super::web_address::{SlipKind, WebAddress};

/// Something that feeds do not show or send as the curator wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remark {
    /// A part of an abstract in HTML.
    Lost(Loss),
    /// A part of an address.
    Slip { kind: SlipKind, sent: WebAddress },
}

impl Remark {
    pub(super) fn severity(&self) -> Severity {
        match self {
            Remark::Lost(Loss::MediaAsLink { .. }) => Severity::Note,
            Remark::Lost(Loss::Slip { slip, .. }) => slip_severity(slip.kind),
            Remark::Slip { kind, .. } => slip_severity(*kind),
            Remark::Lost(_) => Severity::Warning,
        }
    }

    pub(super) fn words(&self) -> Explanation {
        match self {
            Remark::Lost(loss) => loss_in_words(loss),
            Remark::Slip { kind, sent } => slip_in_words(*kind, sent),
        }
    }
}

/// What browsers correct in the same way works, and is only worth a note.
fn slip_severity(kind: SlipKind) -> Severity {
    match kind {
        SlipKind::Ends | SlipKind::Space | SlipKind::Percent => Severity::Note,
        _ => Severity::Warning,
    }
}

fn loss_in_words(loss: &Loss) -> Explanation {
    let words = |code, message: String, help: &str| Explanation { code, message, help: help.to_owned() };
    match loss {
        Loss::Hidden { element } => words(
            "html-hidden",
            format!("`<{element}>` is removed together with its content"),
            "if readers need its text, write it in a paragraph: `<p>…</p>`",
        ),
        Loss::Element { element } => words(
            "html-removed",
            format!("`<{element}>` is removed; only its text is shown"),
            "check that the text is clear without it",
        ),
        Loss::Formula => words(
            "html-formula",
            "the formula is shown as plain text, because most feed readers cannot show MathML".into(),
            "check the text; with the attribute `alttext` you can write your own",
        ),
        Loss::MediaAsLink { element } => words(
            "html-link-instead",
            format!(
                "`<{element}>` is shown as a link, because content from another site could track readers"
            ),
            "nothing to do if the text of the link is clear: it comes from `alt` or `title`",
        ),
        Loss::Media { element } => words(
            "html-media",
            format!("`<{element}>` is not shown: a link to it needs a text and an http or https address"),
            "describe what it shows in `alt` (or `title`), and give its full address; for an ornament write `alt=\"\"`",
        ),
        Loss::Link { typed, why } => bad_link_in_words(typed, why),
        Loss::Slip { slip, sent } => slip_in_words(slip.kind, sent),
        Loss::Quote { attribute } => words(
            "html-quotation-mark",
            format!(
                "the attribute `{attribute}` contains a tag: its closing quotation mark seems to be missing"
            ),
            "close the quotation mark; if the tag is meant, write `&lt;` for its `<`",
        ),
        Loss::Comment { beginning } => words(
            "html-comment",
            format!("`<{beginning}…` is read as a comment, so its text is not shown"),
            "remove it, or write its text in a paragraph: `<p>…</p>`",
        ),
        Loss::CutShort => words(
            "html-cut-short",
            "a tag or comment begins here and never ends, so the text after it is lost".into(),
            "close it with `>` (a comment with `-->`); for a less-than sign write `&lt;`",
        ),
        Loss::Unclosed { element } => words(
            "html-unclosed",
            format!("`<{element}>` is never closed, so the text after it is lost"),
            &format!("add `</{element}>`, or remove the element"),
        ),
    }
}

fn bad_link_in_words(typed: &str, why: &BadLink) -> Explanation {
    let (why, help) = match why {
        BadLink::Relative => (
            "it is relative, and the report has no `url` to complete it".to_owned(),
            "write the full address, `https://…`, or add the report's `url`",
        ),
        BadLink::NoScheme => ("it does not begin with https://".to_owned(), "write `https://` before it"),
        BadLink::Scheme => (
            "only http, https and mailto addresses are safe in feeds".to_owned(),
            "link to a page, `https://…`, or remove the link",
        ),
        BadLink::Invalid(why) => (why.clone(), "write the full address, `https://…`"),
    };
    // A picture within an address would fill the screen.
    let typed = text::clip(typed, 60);
    let message = format!("the link `{typed}` is removed and its text is kept: {why}");
    Explanation { code: "html-bad-link", message, help: help.to_owned() }
}

fn slip_in_words(kind: SlipKind, sent: &WebAddress) -> Explanation {
    let message = match kind {
        SlipKind::Ends => {
            "the address begins or ends with spaces or invisible characters; they are not sent".into()
        }
        SlipKind::LineBreak => "the address contains a line break or tab, which is not sent".into(),
        SlipKind::Invisible('\u{FFFD}') => {
            "the address contains U+FFFD, which replaces a character that was lost".into()
        }
        SlipKind::Invisible(c) => {
            format!("the address contains U+{:04X}, an invisible character", u32::from(c))
        }
        SlipKind::Backslash => {
            "the address contains a backslash, which is sent as `/` (after `?` as `%5C`)".into()
        }
        SlipKind::Slashes => "the address has too many slashes, or `https://` twice".into(),
        SlipKind::Mark(c) => format!("the address contains `{c}`, which often does not belong to it"),
        SlipKind::Space => "the address contains a space, which is sent as `%20`".into(),
        SlipKind::Percent => {
            "the address contains a `%` without a code after it, which is sent as `%25`".into()
        }
    };
    let help = format!("feeds send `{sent}`: open it to check it, then write it here in its correct form");
    Explanation { code: "address-slip", message, help }
}
