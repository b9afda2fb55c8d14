//! The collection file as it is written, before any rule but its shape is checked.
//!
//! The JSON Schema is derived from these types, so their field docs are what an editor shows to a
//! curator. Texts borrow from the file where JSON needs no unescaping.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Deserialize;

use super::model::Kind;

/// A text, borrowed from the file where it holds no escape.
///
/// A type of its own because serde borrows a `Cow` only where it stands alone, not in an `Option`
/// or a list.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A collection of reports, as feedgate serves it.
// `R` is how much of a report is read: all of it, or only where its text stands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Collection")]
pub(super) struct RawCollection<'a, R> {
    /// Where this schema is, for editors.
    #[serde(rename = "$schema")]
    #[allow(dead_code, reason = "for editors, not for feedgate")]
    pub(super) schema: Option<Text<'a>>,
    /// Slug of the collection, part of every entry id. Never change it.
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    /// Who mints ids: a domain you hold (or held) and a date on which you held it, such as
    /// `example.org,2023`. Entry ids are built from it and outlive any move of host. Never change it.
    #[schemars(required, regex(pattern = "^[^,]+,\\d{4}(-\\d{2}(-\\d{2})?)?$"))]
    pub(super) authority: Option<Text<'a>>,
    /// Name of the collection, plain text.
    #[schemars(required, length(min = 1))]
    pub(super) title: Option<Text<'a>>,
    /// What the collection is about, plain text; blank lines part paragraphs.
    pub(super) description: Option<Text<'a>>,
    /// Language of the collection (BCP 47); `en` when absent.
    pub(super) language: Option<Text<'a>>,
    /// The collection's own site, if it has one besides the gateway.
    #[schemars(url)]
    pub(super) home_page_url: Option<Text<'a>>,
    /// Who keeps the collection.
    #[serde(default)]
    pub(super) curators: Vec<RawCurator<'a>>,
    /// Licence of the metadata.
    pub(super) rights: Option<RawRights<'a>>,
    /// A picture for the collection, with its credit.
    pub(super) image: Option<RawImage<'a>>,
    /// The subjects that reports are filed under.
    #[serde(default)]
    pub(super) topics: Vec<RawTopic<'a>>,
    /// The reports, in any order.
    #[serde(default = "no_reports::<R>")]
    pub(super) reports: Vec<R>,
    /// Reports that left. Move a report here instead of deleting it, so that its followers are told.
    #[serde(default)]
    pub(super) withdrawn: Vec<RawWithdrawal<'a>>,
}

fn no_reports<R>() -> Vec<R> {
    Vec::new()
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Curator")]
pub(super) struct RawCurator<'a> {
    /// Name of the person or body.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    pub(super) name: Option<Text<'a>>,
    /// Their page.
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
    /// Their mail address; it is published in the feeds.
    #[schemars(email)]
    pub(super) email: Option<Text<'a>>,
}

/// A licence or other statement of rights; at least one of the two.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rights")]
pub(super) struct RawRights<'a> {
    /// In words, such as `CC BY 4.0`.
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    /// Where the licence stands.
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Image")]
pub(super) struct RawImage<'a> {
    /// Where the picture is. Leave it out if only the credit is known.
    #[serde(borrow)]
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
    /// What the picture shows, for those who cannot see it.
    pub(super) alt: Option<Text<'a>>,
    /// The picture's own title.
    pub(super) title: Option<Text<'a>>,
    /// Who made it.
    pub(super) creator: Option<Text<'a>>,
    /// Name of its licence, such as `CC BY 2.0`.
    pub(super) license: Option<Text<'a>>,
    /// Where the licence stands.
    #[schemars(url)]
    pub(super) license_url: Option<Text<'a>>,
    /// Pixels; goes with `height`.
    #[schemars(range(min = 1))]
    pub(super) width: Option<u32>,
    /// Pixels; goes with `width`.
    #[schemars(range(min = 1))]
    pub(super) height: Option<u32>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Topic")]
pub(super) struct RawTopic<'a> {
    /// Slug, part of every address of the topic.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: Option<Text<'a>>,
    /// Name of the topic, plain text.
    #[schemars(required, length(min = 1))]
    pub(super) title: Option<Text<'a>>,
    /// What belongs here, plain text.
    pub(super) description: Option<Text<'a>>,
    /// Old slugs; their addresses lead to this topic.
    #[serde(default)]
    pub(super) aliases: Vec<Text<'a>>,
    /// Day on which the topic's feed closes. For 90 days it carries a notice, then it is gone.
    pub(super) retired: Option<Text<'a>>,
    /// Id of the topic that takes the place of a retired one.
    pub(super) replaced_by: Option<Text<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Report")]
pub(super) struct RawReport<'a> {
    /// Permanent slug. Never change it, also when the title changes.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: Option<Text<'a>>,
    /// An id this report already has in the wild (an absolute URI), used instead of the tag id.
    pub(super) guid: Option<Text<'a>>,
    /// Title, plain text.
    #[schemars(required, length(min = 1))]
    pub(super) title: Option<Text<'a>>,
    /// When the report came out: `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    #[schemars(required)]
    pub(super) published: Option<Text<'a>>,
    /// When it joined the collection, a day or RFC 3339; `published` when absent. Feeds are
    /// ordered and dated by it, so write it for every new report, with the time. In the future it schedules
    /// the report.
    pub(super) added: Option<Text<'a>>,
    /// Last change that matters to a reader, a day or RFC 3339; `added` when absent. Move it with each
    /// correction, so that live feeds show it.
    pub(super) updated: Option<Text<'a>>,
    /// What the report says in short, plain text; blank lines part paragraphs.
    #[serde(rename = "abstract")]
    pub(super) abstract_text: Option<Text<'a>>,
    /// The same as HTML; it is sanitised. Either this or `abstract`.
    pub(super) abstract_html: Option<Text<'a>>,
    /// The publisher's page.
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
    /// The report itself, where it can be had.
    #[serde(default)]
    pub(super) files: Vec<RawFile<'a>>,
    /// Who wrote it.
    #[serde(default)]
    pub(super) authors: Vec<RawAuthor<'a>>,
    /// Who published it.
    #[serde(default)]
    pub(super) publishers: Vec<RawPublisher<'a>>,
    /// Ids of topics.
    #[serde(default)]
    pub(super) topics: Vec<Text<'a>>,
    /// Names of places it deals with.
    #[serde(default)]
    pub(super) places: Vec<Text<'a>>,
    /// Free words.
    #[serde(default)]
    pub(super) keywords: Vec<Text<'a>>,
    /// What sort of publication it is.
    pub(super) kind: Option<Kind>,
    /// Language of the report (BCP 47); the collection's when absent.
    pub(super) language: Option<Text<'a>>,
    /// DOI without a resolver's address: `10.1234/abc`.
    #[schemars(regex(pattern = "^10\\.\\d{4,9}/\\S+$"))]
    pub(super) doi: Option<Text<'a>>,
    /// Licence of the report.
    pub(super) rights: Option<RawRights<'a>>,
    /// A picture for the report, with its credit.
    pub(super) image: Option<RawImage<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "File")]
pub(super) struct RawFile<'a> {
    /// Where it is.
    #[serde(borrow)]
    #[schemars(required, url)]
    pub(super) url: Option<Text<'a>>,
    /// Media type, such as `application/pdf`.
    #[serde(rename = "type")]
    pub(super) media_type: Option<Text<'a>>,
    /// Size in bytes; feeds need it to offer the file for download.
    pub(super) bytes: Option<u64>,
    /// What to call it, if not by its type.
    pub(super) title: Option<Text<'a>>,
    /// Language of the file (BCP 47).
    pub(super) language: Option<Text<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author")]
pub(super) struct RawAuthor<'a> {
    /// Name of the person or body.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    pub(super) name: Option<Text<'a>>,
    /// Their page.
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
    /// ORCID, such as `0000-0002-1825-0097`.
    pub(super) orcid: Option<Text<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Publisher")]
pub(super) struct RawPublisher<'a> {
    /// Name of the body.
    #[serde(borrow)]
    #[schemars(required, length(min = 1))]
    pub(super) name: Option<Text<'a>>,
    /// Its page.
    #[schemars(url)]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Withdrawal")]
pub(super) struct RawWithdrawal<'a> {
    /// Id of the report that left; it must not be used again.
    #[serde(borrow)]
    #[schemars(required, regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) id: Option<Text<'a>>,
    /// When it left, a day or RFC 3339.
    #[schemars(required)]
    pub(super) when: Option<Text<'a>>,
    /// Why, in a line that anyone may read.
    pub(super) reason: Option<Text<'a>>,
    /// The report's `guid`, if it had one, so that readers recognise what left.
    pub(super) guid: Option<Text<'a>>,
    /// The report's title; its old address then says what left.
    pub(super) title: Option<Text<'a>>,
    /// Ids of the topics it was filed under. Only their feeds announce the withdrawal; without this
    /// field every feed does.
    pub(super) topics: Option<Vec<Text<'a>>>,
}
