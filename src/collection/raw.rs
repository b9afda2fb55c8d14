//! The collection file as it is written, with only its shape checked.
//!
//! The JSON Schema is derived from these types: editors show their field docs to a curator. Texts borrow from the
//! file if JSON needs no unescaping. Other software writes reports with these types too, and an absent field is
//! left out.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Kind;

/// A text, borrowed from the file where it holds no escape.
///
/// A type of its own because serde borrows a `Cow` only where it stands alone, not in an `Option`
/// or a list.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A collection of reports, as feedgate serves it.
// `R` is how much of a report is read: all of it, or only where its text stands.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Collection")]
pub(super) struct RawCollection<'a, R> {
    /// Where this schema is, for editors.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "for editors, not for feedgate")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<Text<'a>>,
    /// Slug of the collection, part of every entry id. Never change it.
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// Who mints ids: a domain you hold (or held) and a date on which you held it, such as
    /// `example.org,2023`. Entry ids are built from it and outlive any move of host. Never change it.
    #[schemars(required, regex(pattern = "^[^,]+,\\d{4}(-\\d{2}(-\\d{2})?)?$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authority: Option<Text<'a>>,
    /// Name of the collection, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// What the collection is about, plain text; blank lines part paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// Language of the collection (BCP 47); `en` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// The collection's own site, if it has one besides the gateway.
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
    /// The subjects that reports are filed under.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<RawTopic<'a>>,
    /// The reports, in any order.
    #[serde(default = "no_reports::<R>")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reports: Vec<R>,
    /// Reports that left. Move a report here instead of deleting it, so that its followers are told.
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
    /// Name of the person or body.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Text<'a>>,
    /// Their page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// Their mail address; it is published in the feeds.
    #[schemars(email)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<Text<'a>>,
}

/// A license or other statement of rights; at least one of the two.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rights")]
pub(super) struct RawRights<'a> {
    /// In words, such as `CC BY 4.0`.
    #[serde(borrow)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Text<'a>>,
    /// Where the license stands.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Image")]
pub(super) struct RawImage<'a> {
    /// Where the picture is: an address, or, for the collection's own picture, the name of a file in the folder of the
    /// collection file. Leave it out if only the credit is known.
    #[serde(borrow)]
    #[schemars(extend("format" = "uri-reference"))]
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
    /// Where the license stands.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license_url: Option<Text<'a>>,
    /// Pixels; goes with `height`.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// Pixels; goes with `width`.
    #[schemars(range(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Topic")]
pub(super) struct RawTopic<'a> {
    /// Slug, part of every address of the topic.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// Name of the topic, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// What belongs here, plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text<'a>>,
    /// Old slugs; their addresses lead to this topic.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<Text<'a>>,
    /// Day on which the topic's feed closes. For 90 days it carries a notice, then it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retired: Option<Text<'a>>,
    /// Id of the topic that takes the place of a retired one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaced_by: Option<Text<'a>>,
}

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(super) struct RawReport<'a> {
    /// Permanent slug. Never change it, also when the title changes.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// The id that feed readers already know this report by, exactly as an earlier feed had it. Any text: RSS and
    /// JSON Feed keep it as it is. Atom uses it if it is an absolute IRI, and otherwise the tag URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// Title, plain text.
    #[schemars(required, length(min = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// When the report came out: `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<Text<'a>>,
    /// When it joined the collection, a day or RFC 3339; `published` when absent. Feeds are
    /// ordered and dated by it, so write it for every new report, with the time. In the future it schedules
    /// the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) added: Option<Text<'a>>,
    /// Last change that matters to a reader, a day or RFC 3339; `added` when absent. Move it with each
    /// correction, so that live feeds show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<Text<'a>>,
    /// What the report says in short, plain text; blank lines part paragraphs.
    #[serde(rename = "abstract")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_text: Option<Text<'a>>,
    /// The same as HTML; it is sanitised. Either this or `abstract`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) abstract_html: Option<Text<'a>>,
    /// The publisher's page.
    #[schemars(url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// The report itself, where it can be had.
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
    /// Names of places it deals with.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) places: Vec<Text<'a>>,
    /// Free words.
    #[serde(default)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) keywords: Vec<Text<'a>>,
    /// What sort of publication it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Kind>,
    /// Language of the report (BCP 47); the collection's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Text<'a>>,
    /// DOI without a resolver's address: `10.1234/abc`.
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
    /// Where it is.
    #[serde(borrow)]
    #[schemars(required, url)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Text<'a>>,
    /// Media type, such as `application/pdf`.
    #[serde(rename = "type")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) media_type: Option<Text<'a>>,
    /// Size in bytes; feeds need it to offer the file for download.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bytes: Option<u64>,
    /// What to call it, if not by its type.
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
    /// Name of the person or body.
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
    /// Name of the body.
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
    /// Id of the report that left; it must not be used again.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Text<'a>>,
    /// When it left, a day or RFC 3339.
    #[schemars(required)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<Text<'a>>,
    /// Why, in a line that anyone may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Text<'a>>,
    /// The report's `guid`, if it had one, so that readers recognize what left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guid: Option<Text<'a>>,
    /// The report's title; its old address then says what left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Text<'a>>,
    /// Ids of the topics it was filed under. Only their feeds announce the withdrawal; without this
    /// field every feed does.
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
