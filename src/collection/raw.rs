//! The collection file as it is written, with only its shape checked.
//!
//! The JSON Schema is derived from these types, and editors show the comments on the fields to curators. A text borrows
//! from the file if it contains no escape. Other modules write reports with these types too, and leave out absent
//! fields.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Kind;

/// A text, borrowed from the file if it contains no escape.
///
/// It is a separate type because serde does not borrow a `Cow` within an `Option` or a list.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A collection of reports, as feedgate serves it.
// `R` is what is read of a report: its fields, or only the position of its text.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Collection")]
pub(super) struct RawCollection<'a, R> {
    /// The address of this schema, for editors.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "for editors, not for feedgate")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<Text<'a>>,
    /// Id of the collection: a-z, 0-9 and hyphens. It is part of every id in feeds. Never change it.
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// A domain that you own (or owned) and a date on which you owned it, such as `example.org,2023`. The ids in feeds
    /// are made from it, and stay the same even if the gateway moves to another host. Never change it.
    #[schemars(required, regex(pattern = "^[^,]+,\\d{4}(-\\d{2}(-\\d{2})?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authority: Option<Text<'a>>,
    /// Name of the collection, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// What the collection is about, plain text; blank lines separate paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// Language of the collection (BCP 47); `en` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// The collection's own website, if it has one in addition to the gateway.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) home_page_url: Option<Text<'a>>,
    /// Who keeps the collection.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) curators: Vec<RawCurator<'a>>,
    /// License of the metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<RawRights<'a>>,
    /// A picture for the collection, with its credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<RawImage<'a>>,
    /// The topics that reports can be filed under.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<RawTopic<'a>>,
    /// The reports, in any order.
    #[serde(default = "no_reports::<R>")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reports: Vec<R>,
    /// Withdrawn reports. Move a report here instead of deleting it, so that feed readers remove it too.
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
    /// Name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Their page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// Their email address; it is published in the feeds.
    #[schemars(email)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<Text<'a>>,
}

/// A license or other statement of rights; at least one of the two.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rights")]
pub(super) struct RawRights<'a> {
    /// The name of the license, such as `CC BY 4.0`, or a sentence.
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Text<'a>>,
    /// The address of the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Image")]
pub(super) struct RawImage<'a> {
    /// The address of the picture. Leave it out if only the credit is known.
    #[serde(borrow)]
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// What the picture shows, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alt: Option<Text<'a>>,
    /// The picture's own title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) creator: Option<Text<'a>>,
    /// Name of its license, such as `CC BY 2.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license: Option<Text<'a>>,
    /// The address of the license.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_url: Option<Text<'a>>,
    /// Width in pixels; needs `height`.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// Height in pixels; needs `width`.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Topic")]
pub(super) struct RawTopic<'a> {
    /// Id of the topic: a-z, 0-9 and hyphens. It is part of every address of the topic.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// Name of the topic, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// What the topic is about, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// Former ids; their addresses redirect to this topic.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<Text<'a>>,
    /// Day on which the topic's feed ends. The feed shows a notice for 90 days, and then no longer exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retired: Option<Text<'a>>,
    /// Id of the topic that replaces this retired one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaced_by: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(super) struct RawReport<'a> {
    /// Permanent id: a-z, 0-9 and hyphens. Never change it, even if the title changes.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// The id of this report in an earlier feed, exactly as it was there, so that feed readers recognize the report.
    /// RSS and JSON Feed use any text. Atom uses it only if it is an absolute IRI, and otherwise makes its own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// Title, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// When the report was published: `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<Text<'a>>,
    /// When it was added to the collection, a day or RFC 3339; `published` if absent. Feeds are sorted by this date, so
    /// write it for every new report, with the time. If it is in the future, the report appears then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added: Option<Text<'a>>,
    /// Last change that matters to readers, a day or RFC 3339; `added` if absent. Set it with each correction, so that
    /// feeds show the correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<Text<'a>>,
    /// A short summary, plain text; blank lines separate paragraphs.
    #[serde(rename = "abstract")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_text: Option<Text<'a>>,
    /// A short summary as HTML, instead of `abstract`. Feeds show text, links, lists and tables; `feedgate check` warns of
    /// the rest. Relative links are completed with `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_html: Option<Text<'a>>,
    /// The publisher's page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The files of the report.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<RawFile<'a>>,
    /// Who wrote it.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<RawAuthor<'a>>,
    /// Who published it.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) publishers: Vec<RawPublisher<'a>>,
    /// Ids of topics.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<Text<'a>>,
    /// Names of places that it is about.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) places: Vec<Text<'a>>,
    /// Keywords of your choice.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) keywords: Vec<Text<'a>>,
    /// The kind of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Kind>,
    /// Language of the report (BCP 47); the collection's if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// DOI without `https://doi.org/`: `10.1234/abc`.
    #[schemars(regex(pattern = "^10\\.\\d{4,9}/\\S+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) doi: Option<Text<'a>>,
    /// License of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rights: Option<RawRights<'a>>,
    /// A picture for the report, with its credit.
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
    /// Media type, such as `application/pdf`.
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<Text<'a>>,
    /// Size in bytes. RSS needs it to offer the file for download.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<u64>,
    /// A title for the file; by default its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// Language of the file (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author")]
pub(super) struct RawAuthor<'a> {
    /// Name of the person or organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Their page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// ORCID, such as `0000-0002-1825-0097`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) orcid: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Publisher")]
pub(super) struct RawPublisher<'a> {
    /// Name of the organization.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Its page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Withdrawal")]
pub(super) struct RawWithdrawal<'a> {
    /// Id of the withdrawn report; never use it again.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// When it was withdrawn, a day or RFC 3339.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<Text<'a>>,
    /// The reason, in one line; it is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Text<'a>>,
    /// The report's `guid`, if it had one, so that feed readers recognize the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// The report's title, for the page at its old address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// Ids of the topics it was filed under. Only their feeds announce the withdrawal; without this field, every feed
    /// does.
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
