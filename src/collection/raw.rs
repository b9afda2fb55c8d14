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
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A collection of reports.
// `R` is how much of a report is read: all of it, or only the position of its text.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Collection")]
pub(super) struct RawCollection<'a, R> {
    /// The address of this schema, for editors.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "for editors, not for feedgate")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<Text<'a>>,
    /// The id of the collection. It is part of the id of every report in feeds. Never change it.
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// A domain that you own, or once owned, and a date on which you owned it: `example.org,2023`. It is part of the
    /// id of every report in feeds, so ids stay the same when the site moves. Never change it.
    #[schemars(required, regex(pattern = "^[^,]+,\\d{4}(-\\d{2}(-\\d{2})?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authority: Option<Text<'a>>,
    /// The title of the collection, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// What the collection is about, as plain text. Blank lines separate paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// The language of the collection (BCP 47). The default is `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// The collection's own website, if there is one besides this gateway.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) home_page_url: Option<Text<'a>>,
    /// The people or organizations that maintain the collection.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) curators: Vec<RawCurator<'a>>,
    /// The license of the metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<RawRights<'a>>,
    /// An image for the collection, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<RawImage<'a>>,
    /// The subjects that reports are filed under.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<RawTopic<'a>>,
    /// The reports, in any order.
    #[serde(default = "no_reports::<R>")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reports: Vec<R>,
    /// Withdrawn reports. Move a report here instead of deleting it, so that subscribers are notified.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) withdrawn: Vec<RawWithdrawal<'a>>,
}

fn no_reports<R>() -> Vec<R> {
    Vec::new()
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Curator")]
pub(super) struct RawCurator<'a> {
    /// The name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Their web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// Their email address. It is published in the feeds.
    #[schemars(email)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<Text<'a>>,
}

/// A license or another statement of rights: a text, a link, or both.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rights")]
pub(super) struct RawRights<'a> {
    /// The statement, such as `CC BY 4.0`.
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Text<'a>>,
    /// A link to the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Image")]
pub(super) struct RawImage<'a> {
    /// The address of the image, or, for the collection's own image, the name of a file in the folder of the
    /// collection file. Leave it out if you only know the credit.
    #[serde(borrow)]
    #[schemars(extend("format" = "uri-reference"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The alternative text, for people who cannot see the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alt: Option<Text<'a>>,
    /// The title of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// The person who made the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) creator: Option<Text<'a>>,
    /// The name of its license, such as `CC BY 2.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license: Option<Text<'a>>,
    /// A link to the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_url: Option<Text<'a>>,
    /// The width in pixels. Needs `height`, too.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// The height in pixels. Needs `width`, too.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Topic")]
pub(super) struct RawTopic<'a> {
    /// The id of the topic. It is part of the addresses of the topic.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// The title of the topic, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// Which reports belong to the topic, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// Former ids. Their addresses are redirected to this topic.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<Text<'a>>,
    /// The day on which the topic begins to close. Its feed shows a notice for 90 days. Then the topic is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retired: Option<Text<'a>>,
    /// The id of the topic that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaced_by: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(super) struct RawReport<'a> {
    /// The permanent id of the report. Never change it, even if the title changes.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// The id of this report in an earlier feed, exactly as it was, so that subscribers do not see the report twice.
    /// Any text. RSS and JSON Feed use it unchanged. Atom uses it if it is an absolute IRI, and otherwise the tag URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// The title, as plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// The date of publication: `2023`, `2023-07`, `2023-07-24`, or with a time (RFC 3339).
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<Text<'a>>,
    /// When the report was added to the collection: a day, or with a time (RFC 3339). The default is `published`. Feeds
    /// are sorted and dated by it, so write it for every new report, with the time. A report with a time in the future
    /// appears at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added: Option<Text<'a>>,
    /// When the report last changed in a way that matters to readers: a day, or with a time (RFC 3339). The default is
    /// `added`. Change it with each correction, so that feeds show the report again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<Text<'a>>,
    /// The abstract, as plain text. Blank lines separate paragraphs.
    #[serde(rename = "abstract")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_text: Option<Text<'a>>,
    /// The abstract as HTML. It is sanitized. Use this or `abstract`, not both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_html: Option<Text<'a>>,
    /// The publisher's web page about the report.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The files of the report, for download.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<RawFile<'a>>,
    /// The authors.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<RawAuthor<'a>>,
    /// The publishers.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) publishers: Vec<RawPublisher<'a>>,
    /// The ids of the report's topics.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<Text<'a>>,
    /// The names of the places that the report is about.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) places: Vec<Text<'a>>,
    /// Keywords, in any words.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) keywords: Vec<Text<'a>>,
    /// The type of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Kind>,
    /// The language of the report (BCP 47). The default is the collection's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// The DOI, without the address of a resolver: `10.1234/abc`.
    #[schemars(regex(pattern = "^10\\.\\d{4,9}/\\S+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) doi: Option<Text<'a>>,
    /// The license of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<RawRights<'a>>,
    /// An image for the report, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<RawImage<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "File")]
pub(super) struct RawFile<'a> {
    /// The address of the file.
    #[serde(borrow)]
    #[schemars(required, url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The media type, such as `application/pdf`.
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<Text<'a>>,
    /// The size in bytes. Feeds need it to offer the file for download.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<u64>,
    /// A name for the file. The default is its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// The language of the file (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author")]
pub(super) struct RawAuthor<'a> {
    /// The name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Their web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The ORCID iD, such as `0000-0002-1825-0097`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) orcid: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Publisher")]
pub(super) struct RawPublisher<'a> {
    /// The name of the organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Its web page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Withdrawal")]
pub(super) struct RawWithdrawal<'a> {
    /// The id of the withdrawn report. Never use it again.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// When the report was withdrawn: a day, or with a time (RFC 3339).
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<Text<'a>>,
    /// The reason, in one line. It is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Text<'a>>,
    /// The `guid` of the report, if it had one, so that feed readers recognize it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// The title of the report, for the page at its old address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// The ids of the report's topics. Only their feeds announce the withdrawal. Without this field, all feeds do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) topics: Option<Vec<Text<'a>>>,
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
