//! The collection file as it is written, with only its shape checked.
//!
//! The JSON Schema is derived from these types: editors show their field docs to a curator. Texts borrow from the
//! file if JSON needs no unescaping. Other software writes reports with these types too, and an absent field is
//! left out.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Kind;

/// A text.
// It borrows from the file if it contains no escape. It has a type of its own, because serde does not borrow a `Cow`
// inside an `Option` or a list.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl From<String> for Text<'static> {
    fn from(text: String) -> Self {
        Text(Cow::Owned(text))
    }
}

/// A collection of reports.
// `R` is how much of a report is read: all of it, or only the position of its text.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Collection")]
pub(crate) struct RawCollection<'a, R> {
    /// The address of this schema, for editors.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "for editors, not for feedgate")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<Text<'a>>,
    /// The id of the collection. It is part of the id of every report in feeds. Never change it.
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Text<'a>>,
    /// A domain that you own, or once owned, and a date on which you owned it: `example.org,2023`. It is part of the
    /// id of every report in feeds, so ids stay the same when the site moves. Never change it.
    #[schemars(required, regex(pattern = "^[^,]+,\\d{4}(-\\d{2}(-\\d{2})?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<Text<'a>>,
    /// The title of the collection, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// What the collection is about, as plain text. Blank lines separate paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<Text<'a>>,
    /// The language of the collection (BCP 47). The default is `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Text<'a>>,
    /// The collection's own website, if there is one besides this gateway.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) home_page_url: Option<Text<'a>>,
    /// The people or organizations that maintain the collection.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) curators: Vec<RawCurator<'a>>,
    /// The license of the metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rights: Option<RawRights<'a>>,
    /// An image for the collection, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<RawImage<'a>>,
    /// The subjects that reports are filed under.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) topics: Vec<RawTopic<'a>>,
    /// The reports, in any order.
    #[serde(default = "no_reports::<R>")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) reports: Vec<R>,
    /// Withdrawn reports. Move a report here instead of deleting it, so that subscribers are notified.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) withdrawn: Vec<RawWithdrawal<'a>>,
}

fn no_reports<R>() -> Vec<R> {
    Vec::new()
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Curator")]
pub(crate) struct RawCurator<'a> {
    /// The name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Text<'a>>,
    /// Their web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
    /// Their email address. It is published in the feeds.
    #[schemars(email)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Text<'a>>,
}

/// A license or another statement of rights: a text, a link, or both.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rights")]
pub(crate) struct RawRights<'a> {
    /// The statement, such as `CC BY 4.0`.
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<Text<'a>>,
    /// A link to the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Image")]
pub(crate) struct RawImage<'a> {
    /// The address of the image, or, for the collection's own image, the name of a file in the folder of the
    /// collection file. Leave it out if you only know the credit.
    #[serde(borrow)]
    #[schemars(extend("format" = "uri-reference"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
    /// The alternative text, for people who cannot see the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alt: Option<Text<'a>>,
    /// The title of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// The person who made the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) creator: Option<Text<'a>>,
    /// The name of its license, such as `CC BY 2.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license: Option<Text<'a>>,
    /// A link to the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license_url: Option<Text<'a>>,
    /// The width in pixels. Needs `height`, too.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) width: Option<u32>,
    /// The height in pixels. Needs `width`, too.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) height: Option<u32>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Topic")]
pub(crate) struct RawTopic<'a> {
    /// The id of the topic. It is part of the addresses of the topic.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Text<'a>>,
    /// The title of the topic, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// Which reports belong to the topic, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<Text<'a>>,
    /// Former ids. Their addresses are redirected to this topic.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) aliases: Vec<Text<'a>>,
    /// The day on which the topic begins to close. Its feed shows a notice for 90 days. Then the topic is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retired: Option<Text<'a>>,
    /// The id of the topic that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replaced_by: Option<Text<'a>>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(crate) struct RawReport<'a> {
    /// The permanent id of the report. Never change it, even if the title changes.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Text<'a>>,
    /// The id of this report in an earlier feed, exactly as it was, so that subscribers do not see the report twice.
    /// Any text. RSS and JSON Feed use it unchanged. Atom uses it if it is an absolute IRI, and otherwise the tag URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guid: Option<Text<'a>>,
    /// The title, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// The date of publication: `2023`, `2023-07`, `2023-07-24`, or with a time (RFC 3339).
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<Text<'a>>,
    /// When the report was added to the collection: a day, or with a time (RFC 3339). The default is `published`. Feeds
    /// are sorted and dated by it, so write it for every new report, with the time. A report with a time in the future
    /// appears at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) added: Option<Text<'a>>,
    /// When the report last changed in a way that matters to readers: a day, or with a time (RFC 3339). The default is
    /// `added`. Change it with each correction, so that feeds show the report again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<Text<'a>>,
    /// The abstract, as plain text. Blank lines separate paragraphs.
    #[serde(rename = "abstract")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) abstract_text: Option<Text<'a>>,
    /// The abstract as HTML. It is sanitized. Use this or `abstract`, not both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) abstract_html: Option<Text<'a>>,
    /// The publisher's web page about the report.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
    /// The files of the report, for download.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<RawFile<'a>>,
    /// The authors.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authors: Vec<RawAuthor<'a>>,
    /// The publishers.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) publishers: Vec<RawPublisher<'a>>,
    /// The ids of the report's topics.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) topics: Vec<Text<'a>>,
    /// The names of the places that the report is about.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) places: Vec<Text<'a>>,
    /// Keywords, in any words.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) keywords: Vec<Text<'a>>,
    /// The type of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<Kind>,
    /// The language of the report (BCP 47). The default is the collection's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Text<'a>>,
    /// The DOI, without the address of a resolver: `10.1234/abc`.
    #[schemars(regex(pattern = "^10\\.\\d{4,9}/\\S+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) doi: Option<Text<'a>>,
    /// The license of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rights: Option<RawRights<'a>>,
    /// An image for the report, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<RawImage<'a>>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "File")]
pub(crate) struct RawFile<'a> {
    /// The address of the file.
    #[serde(borrow)]
    #[schemars(required, url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
    /// The media type, such as `application/pdf`.
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) media_type: Option<Text<'a>>,
    /// The size in bytes. Feeds need it to offer the file for download.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    /// A name for the file. The default is its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// The language of the file (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Text<'a>>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author")]
pub(crate) struct RawAuthor<'a> {
    /// The name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Text<'a>>,
    /// Their web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
    /// The ORCID iD, such as `0000-0002-1825-0097`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) orcid: Option<Text<'a>>,
}

#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Publisher")]
pub(crate) struct RawPublisher<'a> {
    /// The name of the organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Text<'a>>,
    /// Its web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Withdrawal")]
pub(crate) struct RawWithdrawal<'a> {
    /// The id of the withdrawn report. Never use it again.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<Text<'a>>,
    /// When the report was withdrawn: a day, or with a time (RFC 3339).
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<Text<'a>>,
    /// The reason, in one line. It is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Text<'a>>,
    /// The `guid` of the report, if it had one, so that feed readers recognize it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guid: Option<Text<'a>>,
    /// The title of the report, for the page at its old address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Text<'a>>,
    /// The ids of the report's topics. Only their feeds announce the withdrawal. Without this field, all feeds do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topics: Option<Vec<Text<'a>>>,
}

/// Makes values that do not borrow from the text that they were read from.
macro_rules! into_owned {
    ($($raw:ident { $($text:ident),* ; $($other:ident),* })*) => {
        $(impl $raw<'_> {
            pub(crate) fn into_owned(self) -> $raw<'static> {
                $raw { $($text: self.$text.map(Text::into_owned),)* $($other: self.$other,)* }
            }
        })*
    };
}

into_owned! {
    RawFile { url, media_type, title, language; bytes }
    RawAuthor { name, url, orcid; }
    RawPublisher { name, url; }
    RawRights { text, url; }
    RawImage { url, alt, title, creator, license, license_url; width, height }
}

impl Text<'_> {
    fn into_owned(self) -> Text<'static> {
        Text(Cow::Owned(self.0.into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::load::parse;
    use super::*;

    #[test]
    fn what_is_written_is_the_collection_that_was_read() {
        let manifest = env!("CARGO_MANIFEST_DIR");
        // Fields of the curator, whose names begin with `_`, are read another way.
        let files = ["citations", "authors_and_publishers", "withdrawn_with_topics", "abstract_html"];
        let files = files.map(|name| format!("tests/collections/{name}.json"));
        for file in files.iter().map(String::as_str).chain(["config/collection.json"]) {
            let text = std::fs::read_to_string(format!("{manifest}/{file}")).expect("a collection file");
            let raw: RawCollection<'_, RawReport<'_>> =
                serde_json::from_str(&text).expect("its shape is right");
            let written = serde_json::to_vec(&raw).expect("writing to memory cannot fail");

            assert!(!String::from_utf8_lossy(&written).contains("null"), "{file}");
            let read = |bytes| parse(bytes).unwrap_or_else(|(_, faults)| panic!("{file}: {faults:#?}"));
            assert_eq!(format!("{:?}", read(written)), format!("{:?}", read(text.into_bytes())), "{file}");
        }
    }
}
