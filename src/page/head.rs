//! The head of a page, written for machines: feeds, cards, Open Graph, JSON-LD, citation tags.

use std::borrow::Cow;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde_json::{Value as Json, json};

use crate::address::{Address, Format, Scope, Site};
use crate::collection::{About, Image, Kind, Report, Topic, clip, in_one_line};
use crate::feed::entry_id;
use crate::render::preview_image::{PreviewImage, PreviewLimits};
use crate::render::shown::Shown;
use crate::render::{Link, credit, open_search};
use crate::words::Language;

use super::visit::Visit;

/// The head of a page.
pub(crate) struct Head<'h> {
    /// The address of the page itself.
    pub(crate) address: Address,
    pub(crate) title: String,
    /// The collection's language and name.
    pub(crate) about: &'h About,
    /// One line, cut to the length that search engines show.
    pub(crate) description: Option<String>,
    /// What previews of links show if there is no description, because Facebook and LinkedIn take some text of the
    /// page if they get none.
    pub(crate) instead_of_description: String,
    pub(crate) canonical: String,
    /// The OpenSearch description, with which browsers offer to search here, and the name that they show.
    pub(crate) search_description: Option<String>,
    pub(crate) search_name: Cow<'h, str>,
    /// Whether search engines may index the page.
    pub(crate) is_indexed: bool,
    /// Links to feeds and cards.
    pub(crate) links: Vec<Link>,
    pub(crate) open_graph_type: &'static str,
    /// What previews of links to the page show.
    pub(crate) image: Option<PreviewImage>,
    /// Open Graph tags that only some types have, such as `article:*`.
    pub(crate) open_graph: Vec<(&'static str, String)>,
    /// `citation_*` and `DC.*` tags: one per value, none of them empty.
    pub(crate) citation: Vec<(&'static str, String)>,
    /// Structured data; null if there is none. If it names no picture of its own, the preview image is added.
    pub(crate) json_ld: Json,
    /// The same page in each language, and the address that picks the visitor's language (`x-default`).
    pub(crate) alternates: Vec<(&'static str, String)>,
}

impl<'h> Head<'h> {
    pub(crate) fn new(visit: &Visit<'h>, address: &Address, title: String) -> Head<'h> {
        let site = &visit.options.site;
        let about = &visit.snapshot.collection().about;
        let in_language = |language: Language| (language.tag(), site.url_in(address, Some(language)));
        Head {
            address: address.clone(),
            title,
            about,
            description: None,
            instead_of_description: short(about.description.as_deref().unwrap_or(&about.title)),
            canonical: visit.url(address),
            search_description: visit.target_if_any(&Address::SearchDescription),
            search_name: open_search::short_name(about),
            is_indexed: true,
            links: Vec::new(),
            open_graph_type: "website",
            image: image(visit, address),
            open_graph: Vec::new(),
            citation: Vec::new(),
            json_ld: Json::Null,
            alternates: match address.rules().has_words {
                true => Language::ALL
                    .map(in_language)
                    .into_iter()
                    .chain([("x-default", site.url(address))])
                    .collect(),
                false => Vec::new(),
            },
        }
    }

    /// The value that templates know as `head`.
    pub(super) fn finished(self) -> Value {
        let mut json_ld = self.json_ld.clone();
        if !json_ld.is_null() && json_ld.get("image").is_none() {
            insert(&mut json_ld, "image", self.image.as_ref().map(image_object));
        }
        let image = self.image.as_ref().map(|PreviewImage { url, alt, size, media_type }| {
            context! { url => url, alt => alt, size => Serde(size), media_type => media_type }
        });
        context! {
            twitter_card => self.twitter_card(),
            locale => self.locale(),
            title => self.title,
            site_name => &*self.about.title,
            description => self.description,
            instead_of_description => self.instead_of_description,
            canonical => self.canonical,
            search_description => self.search_description,
            search_name => self.search_name,
            is_indexed => self.is_indexed,
            links => Serde(self.links),
            open_graph_type => self.open_graph_type,
            image => image,
            open_graph => Serde(self.open_graph),
            citation => Serde(self.citation),
            json_ld => within_script(&json_ld),
            alternates => Serde(if self.is_indexed { self.alternates } else { Vec::new() }),
        }
    }

    /// The Twitter card for the picture. The large card shows it in full width, twice as wide as high.
    fn twitter_card(&self) -> &'static str {
        let is_large = self.image.as_ref().is_some_and(PreviewImage::is_large);
        if is_large { "summary_large_image" } else { "summary" }
    }

    /// The language as Open Graph writes it, such as `es_MX`; `None` if the tag names no country.
    fn locale(&self) -> Option<String> {
        let (language, country) = self.about.language.split_once('-')?;
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
        is_country.then(|| format!("{}_{}", language.to_ascii_lowercase(), country.to_ascii_uppercase()))
    }
}

/// A text cut to the length of a description that search engines show.
pub(super) fn short(text: &str) -> String {
    clip(&in_one_line(text), 200).into_owned()
}

/// The collection or a topic as schema.org describes it.
pub(super) fn list_json_ld(about: &About, topic: Option<&Topic>, page: &str, site: &Site) -> Json {
    let mut ld = json!({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": page,
        "url": page,
        "name": about.full_title(topic),
        "inLanguage": &*about.language,
        "mainEntity": data_feed(about, topic, site),
    });
    let description = topic.map_or(about.description.as_deref(), |topic| topic.description.as_deref());
    insert(&mut ld, "description", description.map(Json::from));
    insert(
        &mut ld,
        "license",
        about.rights.as_ref().and_then(|rights| rights.url.as_deref()).map(Json::from),
    );
    insert(&mut ld, "image", about.image.as_ref().and_then(|image| picture(image, about)));
    if topic.is_some() {
        let home = site.url(&Address::home());
        ld["isPartOf"] = json!({ "@type": "CollectionPage", "@id": home, "name": &*about.title });
        ld["breadcrumb"] = breadcrumbs(about, &about.full_title(topic), page, site);
    }
    if !about.curators.is_empty() {
        let curator = |curator: &crate::collection::Curator| {
            thing("Organization", &curator.name, curator.url.as_deref())
        };
        ld["maintainer"] = about.curators.iter().map(curator).collect();
    }
    ld
}

/// A report as schema.org describes it.
pub(super) fn report_json_ld(
    about: &About,
    report: &Report,
    topics: &[&Topic],
    (page, site): (&str, &Site),
    description: Option<&str>,
) -> Json {
    let mut ld = json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": page,
        "url": page,
        "identifier": entry_id(about, report),
        "name": &*report.title,
        "headline": &*report.title,
        "datePublished": report.published,
        "dateModified": report.updated,
        "inLanguage": about.language_of(report),
        "mainEntityOfPage": {
            "@type": "WebPage",
            "url": page,
            "breadcrumb": breadcrumbs(about, &report.title, page, site),
        },
    });
    insert(&mut ld, "abstract", description.map(Json::from));
    insert(&mut ld, "sameAs", report.url.as_deref().map(Json::from));
    insert(&mut ld, "image", report.image().and_then(|image| picture(image, about)));
    insert(&mut ld, "license", report.rights().and_then(|rights| rights.url.as_deref()).map(Json::from));
    let authors = report.authors.iter();
    let authors = authors.map(|author| thing("Person", &author.name, author.page().as_deref()));
    insert_all(&mut ld, "author", authors.collect());
    let publishers = report.publishers.iter();
    let publishers =
        publishers.map(|publisher| thing("Organization", &publisher.name, publisher.url.as_deref()));
    insert_all(&mut ld, "publisher", publishers.collect());
    insert_all(&mut ld, "about", topics.iter().map(|topic| thing("Thing", &topic.title, None)).collect());
    insert_all(
        &mut ld,
        "spatialCoverage",
        report.places.iter().map(|place| thing("Place", place, None)).collect(),
    );
    insert_all(&mut ld, "keywords", report.keywords.iter().map(|keyword| Json::from(&**keyword)).collect());
    let file = |file: &crate::collection::File| {
        let mut object = json!({ "@type": "MediaObject", "contentUrl": &*file.url });
        insert(&mut object, "encodingFormat", file.media_type.as_deref().map(Json::from));
        insert(&mut object, "contentSize", file.bytes.map(|bytes| bytes.to_string().into()));
        object
    };
    insert_all(&mut ld, "encoding", report.files.iter().map(file).collect());
    ld
}

/// Highwire tags, which Zotero and Google Scholar read.
///
/// Zotero reads one institution, so several publishers are one text. An institution makes a report of the item, so a
/// dataset has a publisher.
pub(super) fn citation(
    about: &About,
    report: &Report,
    page: &str,
    summary: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut tags = vec![("citation_title", report.title.to_string())];
    tags.extend(report.authors.iter().map(|author| ("citation_author", author.name.to_string())));
    tags.push((
        "citation_publication_date",
        report.published.to_string().chars().take(10).collect::<String>().replace('-', "/"),
    ));
    let body = match report.kind {
        Some(Kind::Dataset) => "citation_publisher",
        _ => "citation_technical_report_institution",
    };
    tags.extend(report.publisher_names().map(|names| (body, names)));
    tags.extend(report.doi().map(|doi| ("citation_doi", doi.to_owned())));
    tags.push(("citation_language", about.language_of(report).to_owned()));
    tags.extend(report.keywords.iter().map(|keyword| ("citation_keywords", keyword.to_string())));
    tags.extend(summary.map(|summary| ("citation_abstract", summary.to_owned())));
    tags.push(("citation_abstract_html_url", page.to_owned()));
    let is_pdf = |file: &&crate::collection::File| file.media_type.as_deref() == Some("application/pdf");
    tags.extend(report.files.iter().find(is_pdf).map(|file| ("citation_pdf_url", file.url.to_string())));
    tags
}

/// The Open Graph tags that only articles have.
pub(super) fn article(report: &Report, topics: &[&Topic]) -> Vec<(&'static str, String)> {
    let mut tags = vec![
        ("article:published_time", report.published.to_string()),
        ("article:modified_time", report.updated.to_string()),
    ];
    let authors = report.authors.iter().filter_map(|author| author.page());
    tags.extend(authors.map(|page| ("article:author", page.into_owned())));
    tags.extend(topics.first().map(|topic| ("article:section", topic.title.to_string())));
    tags.extend(report.keywords.iter().map(|keyword| ("article:tag", keyword.to_string())));
    tags
}

/// The feed of a list, with an address for each format.
fn data_feed(about: &About, topic: Option<&Topic>, site: &Site) -> Json {
    let scope = topic.map_or(Scope::Collection, |topic| Scope::Topic(topic.id.clone()));
    let address = |format| site.url(&Address::Feed(scope.clone(), format));
    let download = |format: Format| json!({ "@type": "DataDownload", "encodingFormat": format.media_type(), "contentUrl": address(format) });
    json!({
        "@type": "DataFeed",
        "@id": address(Format::Atom),
        "name": about.full_title(topic),
        "distribution": Format::ALL.map(download),
    })
}

/// The path from the collection's page to this page.
fn breadcrumbs(about: &About, name: &str, page: &str, site: &Site) -> Json {
    let crumb = |position: u8, name: &str, page: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": page });
    let home = site.url(&Address::home());
    json!({ "@type": "BreadcrumbList", "itemListElement": [crumb(1, &about.title, &home), crumb(2, name, page)] })
}

/// A picture with its own credit and license; `None` if only these are known.
fn picture(image: &Image, about: &About) -> Option<Json> {
    let words = Language::of_collection(&about.language).words();
    let mut picture = json!({ "@type": "ImageObject", "contentUrl": image.url.as_deref()? });
    insert(&mut picture, "name", image.title.as_deref().map(Json::from));
    insert(&mut picture, "caption", image.alt.as_deref().map(Json::from));
    insert(&mut picture, "creditText", credit(image, words).map(Json::from));
    // No `creator`: that is a person or an organization, and the file does not say which.
    insert(&mut picture, "license", image.license_url.as_deref().map(Json::from));
    insert(&mut picture, "width", image.size.map(|(width, _)| width.into()));
    insert(&mut picture, "height", image.size.map(|(_, height)| height.into()));
    Some(picture)
}

fn thing(kind: &str, name: &str, url: Option<&str>) -> Json {
    let mut thing = json!({ "@type": kind, "name": name });
    insert(&mut thing, "url", url.map(Json::from));
    thing
}

fn insert(object: &mut Json, name: &str, value: Option<Json>) {
    if let Some(value) = value {
        object[name] = value;
    }
}

fn insert_all(object: &mut Json, name: &str, values: Vec<Json>) {
    if !values.is_empty() {
        object[name] = values.into();
    }
}

/// The image that previews of links to a page show.
fn image(visit: &Visit<'_>, address: &Address) -> Option<PreviewImage> {
    let subject = address.subject();
    let shown = Shown::found(visit.snapshot, &subject)?;
    PreviewImage::of(visit.snapshot, shown, PreviewLimits::default(), visit.options)
}

/// An image as schema.org describes it.
fn image_object(image: &PreviewImage) -> Json {
    let mut object = json!({ "@type": "ImageObject", "url": image.url });
    insert(&mut object, "width", image.size.map(|(width, _)| width.into()));
    insert(&mut object, "height", image.size.map(|(_, height)| height.into()));
    object
}

/// JSON that cannot end its script element, whatever its texts contain; empty if there is none.
fn within_script(ld: &Json) -> String {
    if ld.is_null() { String::new() } else { ld.to_string().replace('<', "\\u003c") }
}
