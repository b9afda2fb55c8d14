//! The words of what is told, in English: under each id a text, with `{ $name }` where an argument stands.

use super::told::{Arguments, Told};

/// The words of something that is told.
pub fn in_words(told: &impl Told) -> String {
    fill(text(told.id()), &told.arguments())
}

fn fill(text: &str, arguments: &Arguments) -> String {
    arguments
        .iter()
        .fold(text.to_owned(), |filled, (name, value)| filled.replace(&format!("{{ ${name} }}"), value))
}

fn text(id: &'static str) -> &'static str {
    match id {
        // Consumers.
        "doctor-wordpress" => "WordPress",
        "doctor-discord" => "Discord",
        "doctor-drupal" => "Drupal",
        "doctor-slack" => "Slack",
        "doctor-open-graph" => "Open Graph (Facebook, LinkedIn, WhatsApp)",
        "doctor-mastodon" => "Mastodon",
        "doctor-zotero" => "Zotero",
        "doctor-feed-readers" => "Feed readers",
        // Verdicts.
        "doctor-good" => "good",
        "doctor-lacking" => "lacking",
        "doctor-broken" => "broken",
        // What facts are about.
        "doctor-title" => "Title",
        "doctor-description" => "Description",
        "doctor-image" => "Picture",
        "doctor-image-size" => "Size of the picture",
        "doctor-image-text" => "Picture in words",
        "doctor-author" => "Author",
        "doctor-site" => "Site",
        "doctor-page" => "Page",
        "doctor-colour" => "Colour",
        "doctor-date" => "Date",
        "doctor-language" => "Language",
        "doctor-shown" => "Shown as",
        "doctor-card" => "Card",
        "doctor-frame" => "Frame",
        "doctor-frame-size" => "Size of the frame",
        "doctor-quote" => "Before the frame",
        "doctor-html" => "HTML",
        "doctor-registry-entry" => "Entry for the registry",
        "doctor-item-type" => "Type of item",
        "doctor-institution" => "Institution",
        "doctor-doi" => "DOI",
        "doctor-attachment" => "Attachment",
        "doctor-labelled" => "{ $label }",
        "doctor-feed" => "{ $format }",
        // What facts say.
        "doctor-frame-at-once" => "the frame, at once",
        "doctor-frame-once-it-speaks" => "a quote, and the frame once it tells its height",
        "doctor-frame-once-registered" => "the frame, once an operator has registered the gateway",
        "doctor-small-picture" => "title with a small picture",
        "doctor-large-picture" => "title with a large picture",
        "doctor-link-card" => "title and description, without the frame",
        "doctor-not-cited" => "web page; a list is not cited, its reports are",
        "doctor-report" => "report",
        "doctor-journal-article" => "journal article",
        "doctor-conference-paper" => "conference paper",
        "doctor-book-section" => "book section",
        "doctor-book" => "book",
        "doctor-thesis" => "thesis",
        "doctor-dataset" => "dataset",
        "doctor-web-page" => "web page",
        "doctor-snapshot" => "a copy of the page, for want of a PDF",
        // What is wrong.
        "doctor-no-title" => "The page has no title: nothing is shown but its address. Give it og:title.",
        "doctor-no-open-graph-title" => {
            "There is no og:title: the title of the tab is taken, with all it holds. Give the page og:title."
        }
        "doctor-no-description" => {
            "There is no description. Give the collection or topic a description, or the report an abstract."
        }
        "doctor-no-image" => {
            "There is no picture. Give the collection or the report an image with a url in the collection file."
        }
        "doctor-no-image-size" => {
            "The size of the picture is not told, so that it may be missing where the page is shared first. \
             Give the image its width and height."
        }
        "doctor-no-image-text" => {
            "The picture has no words for those who do not see it. Give the image its alt."
        }
        "doctor-small-image" => {
            "The picture is { $width } × { $height }, and below 200 × 200 it is left out. Take a larger one."
        }
        "doctor-no-open-graph-type" => "There is no og:type. Give the page one: website or article.",
        "doctor-no-open-graph-address" => {
            "There is no og:url, so that every spelling of the address counts as a page of its own. Give the page one."
        }
        "doctor-open-graph-elsewhere" => {
            "og:url leads to { $address }, which is another site: that page is shown instead of this one. \
             Set public_url to where the world reaches the gateway."
        }
        "doctor-tag-by-name" => {
            "{ $tag } is named by name, where Open Graph has property: not everybody reads it. Write property."
        }
        "doctor-tag-in-body" => {
            "{ $tag } stands in the body, where nobody needs to look for it. Move it to the head."
        }
        "doctor-relative-address" => {
            "{ $tag } is { $address }, which is relative: not everybody makes it whole. Write the whole address."
        }
        "doctor-empty-tag" => "{ $tag } is there and says nothing. Leave it out.",
        "doctor-no-card-link" => {
            "No link in the head leads to the card. Add link with type application/json+oembed."
        }
        "doctor-card-link-in-header-alone" => {
            "Only the header leads to the card, where this program does not look. Add the same link to the page's head."
        }
        "doctor-card-link-in-body" => {
            "The link to the card stands in the body, where it is not looked for. Move it to the head."
        }
        "doctor-relative-card-link" => {
            "The link to the card is { $address }, which is relative, and is not made whole. Write the whole address."
        }
        "doctor-card-link-too-late" => {
            "The link to the card stands beyond the first 150 KB of the page, which is all that is read. Move it up."
        }
        "doctor-port-refused" => {
            "The card is at port { $port }, and only 80, 443 and 8080 are asked. Serve it at one of those."
        }
        "doctor-host-refused" => {
            "The card is at { $host }, which other sites do not ask. Set public_url to where the world reaches the gateway."
        }
        "doctor-no-card" => "There is no card at the address to which the page leads.",
        "doctor-unreadable-card" => "The card is no JSON object.",
        "doctor-card-version" => {
            "The card says that it is of version “{ $version }”. It must be the text 1.0."
        }
        "doctor-card-type" => "The card is of type “{ $type }”, of which nothing is framed. It must be rich.",
        "doctor-no-card-html" => "The card has no html, so that there is nothing to show.",
        "doctor-no-card-size" => "The card has no width and height above 0, without which it is refused.",
        "doctor-no-provider-name" => {
            "The card has no provider_name, by which it would be found in the registry. Give the collection a title."
        }
        "doctor-script-in-card" => {
            "The card's HTML holds a script, which is dropped or shown as text. Let the framed page have it."
        }
        "doctor-no-frame" => "The card's HTML holds no iframe, and is dropped as a whole. Give it one.",
        "doctor-frame-not-empty" => {
            "Something stands within the card's iframe, and so the card is dropped as a whole. Leave the iframe empty."
        }
        "doctor-many-frames" => {
            "The card's HTML holds { $count } iframes, and all but one are dropped. Keep one."
        }
        "doctor-no-frame-address" => "The card's iframe has no src that is allowed, so that it is empty.",
        "doctor-relative-frame" => {
            "The card's iframe leads to { $address }, which is relative, and would be looked for on the other site. \
             Write the whole address."
        }
        "doctor-no-frame-title" => {
            "Neither the card nor its iframe has a title, which is all that some people get of a frame. Give it one."
        }
        "doctor-quote-dropped" => {
            "The card's HTML does not begin with its blockquote, and so that is dropped. Put it first, with nothing before it."
        }
        "doctor-nothing-framed" => "There is nothing at the address that the card frames.",
        "doctor-silent-frame" => {
            "The framed page never tells its height. It stays hidden behind the quote, or as high as the card says. \
             Have it post WordPress's message with the secret in its address."
        }
        "doctor-card-of-one-page" => {
            "{ $address } is the card of this page alone, and a registry needs one that takes url=. Link to that."
        }
        "doctor-capitals-in-base" => {
            "The path of { $base } has capitals, and patterns are compared in lower case: no page would match. \
             Choose a path without."
        }
        "doctor-no-citation-title" => {
            "There is no citation_title, so that the page is saved as a web page. Give it one."
        }
        "doctor-guessed-item-type" => {
            "Nothing says that this is a report, and so its type is a guess. Give the report a publisher."
        }
        "doctor-no-creator" => {
            "There is no author, and a byline in the text is looked for. Give the report its authors, if they are known."
        }
        "doctor-no-date" => "There is no date. Give the page citation_publication_date.",
        "doctor-no-feed" => {
            "No link leads to a feed, so that the address of the page is not enough to follow it. \
             Add link with rel=alternate and the type of the feed."
        }
        "doctor-feeds-in-header-alone" => {
            "Only the header leads to feeds, where few readers look. Add the same links to the page's head."
        }
        "doctor-feed-in-body" => {
            "The link to { $address } stands in the body, where few readers look. Move it to the head."
        }
        "doctor-relative-feed" => {
            "The link to { $address } is relative, and not every reader makes it whole. Write the whole address."
        }
        "doctor-untitled-feed" => {
            "The link to { $address } has no title, by which it could be told from the others. Give it one."
        }
        "doctor-feed-not-in-header" => {
            "The page leads to { $address }, and its header leads to other feeds. Let both say the same."
        }
        unknown => unknown,
    }
}
