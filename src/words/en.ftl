# Everything that feedgate itself says on pages and cards, in the API, and in feeds whose collection is in this language.
# One message per text; { $name } is filled in. Titles, abstracts and names come from the collection unchanged.

### Every page

skip = Skip to content
site = Site
follow-short = Subscribe
api = API
all-feeds = All feeds (OPML)
image-credit = Image: { $credit }

## Lists of reports

reports-count = { $count ->
    [0] No reports yet
    [one] { $count } report
   *[other] { $count } reports
}
results-count = { $count ->
    [0] No results found
    [one] { $count } result found
   *[other] { $count } results found
}
read-on = Show more
read-less = Show less
first-report = Subscribe to be notified of the first report.
topics = Topics
follow = Subscribe to new reports
follow-this-search = Subscribe to this search
newer = Newer
older = Older
previous = Previous
next = Next
pages = Pages
page-of = Page { $page } of { $pages }

## Searching

search-label = Search reports
search = Search
suggestions = Suggestions
author-or-publisher = Author or publisher
filters = Filters
filters-in-use = { $count } active
apply-filters = Apply filters
more-values = and { $count } more
looked-for = Search terms and filters
remove = Remove
not = not { $value }
clear-all = Clear all
order = Sort by
newest = Newest first
oldest = Oldest first
title = Title
relevance = Relevance
view = View
list = List
grid = Grid
nothing-has-all = No report matches this search. Try fewer or different words, or remove a filter.
search-help = Finds reports with all of the words. Use "quotes" for an exact phrase, OR for either of two words, and - before a word to exclude it.
some-of-words = No report has all of these words: { $words }. { $count ->
    [one] { $count } report has some of them.
   *[other] { $count } reports have some of them.
}
show-everything = Show all reports

topic = Topic
place = Place
publisher = Publisher
kind = Type
language = Language
year = Year

## The name of a search

search-title = { $collection }: { $phrase }
title-reports = reports
title-kinds-with = { $kinds } with { $words }
title-topic = in { $values }
title-place = about { $values }
title-publisher = by { $values }
title-language = in { $values }
title-year = from { $values }
title-without = without { $values }
title-others = { $count } others

kind-report = reports
kind-brief = briefs
kind-case-study = case studies
kind-evaluation = evaluations
kind-fact-sheet = fact sheets
kind-toolkit = toolkits
kind-white-paper = white papers
kind-dataset = datasets
kind-other = other publications

one-report = Report
one-brief = Brief
one-case-study = Case study
one-evaluation = Evaluation
one-fact-sheet = Fact sheet
one-toolkit = Toolkit
one-white-paper = White paper
one-dataset = Dataset
one-other = Publication

## A topic

topic-closed = This topic is closed.
topic-successor = New reports appear under:
search-topic = Search and filter these reports
topic-feeds = Feeds of this topic:
neighbors = Related topics
neighbor-count = { $count ->
    [one] { $count } report in both
   *[other] { $count } reports in both
}

## A report

read-at-publisher = Read on the publisher's website
published-by = Published by
published = Published
added = Added
updated = Updated
places = Places
keywords = Keywords
doi = DOI
license = License
image = Image
files = Files
cite = Cite this report
cite-how = APA style. Names are shown as the collection has them.
cite-files = For reference managers:
download = Download { $name }
report-address = Address of this page
preview-topic = Reports about “{ $topic }” in the collection “{ $collection }”.
preview-report = A report in the collection “{ $collection }”.
related = Related reports
follow-collection = Subscribe to { $collection }

## Subscribing

## The page for those who harvest (OAI-PMH)

oai-link = Harvest (OAI-PMH)
oai-title = Harvest with OAI-PMH
oai-what = Library catalogs and other services copy all records from here, and later only what has changed. Enter this address into your harvester. You don't need a key.
oai-base = Base URL
oai-requests = Requests to try
oai-identify = About this repository
oai-all = All records
oai-since = What has changed lately
oai-ids = Identifiers alone
oai-again = To get only changes next time, use the response date of your last harvest as “from”. A list of many records comes in pages: ask for the next page with the resumption token. A token stays valid, even if the collection changes or the server restarts meanwhile.
oai-deleted = Withdrawn reports stay in the list as deleted records, so your catalog can remove them.
oai-formats = Formats
oai-sets = One set for each topic
hub-link = Push (WebSub)
hub-title = Receive changes at once (WebSub)
hub-what = This hub sends each new version of a feed to everybody who subscribed to it, within seconds. Many feed readers subscribe by themselves. Use this page to connect your own website or program.
hub-address = Address of the hub
hub-how = How to subscribe
hub-post = Send a form to the hub with POST. It names the feed and your callback, which is an address where your program receives requests. The secret is optional.
hub-confirm = The hub answers 202. Then it sends a GET request to your callback with a challenge, which your callback must return as the whole body, with status 200. The request also says how long the subscription lasts. Subscribe again before it ends.
hub-deliveries = What your callback receives
hub-delivery = When the feed changes, the hub sends it with POST. The body is exactly what the address of the feed returns. If you gave a secret, X-Hub-Signature has the HMAC of the body. Answer with any 2xx status.
hub-again = If your callback fails, the hub tries again for two days, with growing intervals. It then always sends the latest version.
hub-feeds = Feeds of the collection
hub-any = You can subscribe to each topic and each search, too, in every format:

suggest-link = Add your organization's content
suggest-title = Suggest a report
suggest-what = Do you know a report that belongs in this collection? Tell us. A curator reads every suggestion. You don't need an account.
suggest-report = The report
suggest-address = Web address or DOI
suggest-address-help = For example https://example.org/report or 10.1234/abc.
suggest-report-title = Title
suggest-published = Date of publication
suggest-published-help = A year, a month or a day: 2023, 2023-07 or 2023-07-24.
suggest-note = Why does it belong in this collection?
suggest-note-help = Only the curators read this.
suggest-details = Authors, abstract and more
suggest-lines-help = One in each line.
suggest-language-help = A language tag, such as en or es-MX.
suggest-sender = About you
suggest-contact = Contact
suggest-organization = Organization
suggest-name = Your name
suggest-email = Your email address
suggest-email-help = For questions only. It is never published, and it is deleted after some time.
suggest-optional = (optional)
suggest-trap = Leave this field empty
suggest-proof-needs-script = This form needs JavaScript, because your browser must do a calculation that keeps spam away. Please turn on JavaScript and load this page again.
suggest-send = Send suggestion
suggest-next = What happens next
suggest-next-what = You get a private page. It shows whether your suggestion was accepted. Until then you can correct it or take it back there.
suggest-one-link = Suggest a single report instead
suggest-many-title = Add your organization's content
suggest-many-short = Send up to a few hundred reports at once, from a reference manager or a table.
suggest-many-link = Suggest many reports
suggest-many-what = Send your organization's reports at once. Paste or upload a bibliography, check what was found in it, and send it.
suggest-bibliography = Your reports
suggest-paste = Paste BibTeX, RIS, CSL-JSON or CSV
suggest-paste-help = At most { $most } reports. A table needs a column named title, and one named url or doi.
suggest-file = Or upload a file
suggest-read = Show the reports
suggest-blank = Type them instead
suggest-nth = Report { $number }
suggest-chosen = Send this report
suggest-send-many = Send suggestions
suggest-more = Add more reports
suggest-back-to-text = Back to the pasted text
suggest-typed-kept = { $count ->
    [one] The report that you typed is kept. The next step shows it again.
   *[other] The { $count } reports that you typed are kept. The next step shows them again.
}
suggest-faults = { $count ->
    [one] One field needs a correction. See below.
   *[other] { $count } fields need a correction. See below.
 }
suggest-notice-trap = The field “Leave this field empty” was filled in, perhaps by your browser. Please empty it and send the form again.
suggest-notice-early = The form was sent very quickly, as programs do. Please check it and send it again.
suggest-notice-late = This form was open for a long time. Please check it and send it again.
suggest-notice-proof = Your browser did not finish a calculation that keeps spam away. Please turn on JavaScript, wait a few seconds, and send the form again.
suggest-notice-wait = { $minutes ->
    [one] Too many suggestions came from your network. Please send the form again in one minute. Nothing you typed is lost while this page is open.
   *[other] Too many suggestions came from your network. Please send the form again in { $minutes } minutes. Nothing you typed is lost while this page is open.
 }
suggest-notice-full = The inbox is full, because many suggestions wait for the curators. Please try again later. Your suggestion was not received.
suggest-notice-full-now = The inbox is full, because many suggestions wait for the curators. New suggestions are not received now. Please come back later.
suggest-notice-down = Your suggestion could not be stored, so it was not received. Please send the form again in a minute.
suggest-notice-busy = The lists of others are being read at the moment. Please send yours again in a minute.
suggest-notice-not-changed = Your change could not be stored, so nothing was changed. Your suggestion is not lost. Please try again in a minute.
suggest-notice-marked = { $count ->
    [one] Nothing was sent yet. One report is no longer selected, because the collection already contains it, it was suggested already, or it is in this list twice. The reason is next to it.
   *[other] Nothing was sent yet. { $count } reports are no longer selected, because the collection already contains them, they were suggested already, or they are in this list twice. The reason is next to each.
}
suggest-notice-repeats = This is the same report as an earlier one in this list:
suggest-notice-known = The collection already has this report:
suggest-notice-withdrawn = This report was withdrawn from the collection. Its page says why:
suggest-notice-waits = This report has already been suggested, and a curator is going to review it. If it is accepted, you find it in the collection. You can be notified:
suggest-notice-sent = You have already sent this form with other content. To send it as a new suggestion, send it again.
suggest-notice-decided = This suggestion can no longer be changed, because it was decided or taken back.
suggest-notice-empty = There is no report to send. Fill in at least one and select “Send this report”.
suggest-unreadable-format = This is neither BibTeX, RIS, CSL-JSON nor a table (CSV), so it could not be read.
suggest-unreadable-broken = This looks like { $format }, but it has an error, so it could not be read.
suggest-unreadable-columns = This table could not be read, because its columns have other names. The first line must name the columns. One must be named title, and one url or doi.
suggest-unreadable-line = The record at line { $number } has an error, so it is left out.
suggest-unreadable-record = Record { $number } has an error, so it is left out.
suggest-unreadable-failed = This could not be read. Please try another format.
suggest-notice-first = Only the first { $count } reports are shown. Send the others separately.
suggest-fault-missing-field = Enter the title.
suggest-fault-missing-address = Enter the web address or the DOI of the report.
suggest-fault-empty-text = Enter a text.
suggest-fault-forbidden-character = Remove the invisible control character from this text.
suggest-fault-not-an-address = Enter a full web address, such as https://example.org/report.
suggest-fault-not-a-doi = Enter a DOI such as 10.1234/abc.
suggest-fault-not-a-date = Enter a date such as 2023, 2023-07 or 2023-07-24.
suggest-fault-impossible-date = This date does not exist. Check the month and the day.
suggest-fault-not-an-email = Enter an email address such as name@example.org.
suggest-fault-too-long = This text is too long. Shorten it.
suggest-fault-other = This cannot be used: { $why }.
suggest-status-title = { $count ->
    [one] Your suggestion
   *[other] Your suggestions
}
suggest-status-what = { $count ->
    [one] We received your suggestion. This page is private. Keep its address to see what happens and to make changes.
   *[other] We received your suggestions. This page is private. Keep its address to see what happens and to make changes.
}
suggest-status-address = Address of this page
suggest-state-received = Received
suggest-state-accepted = Accepted
suggest-state-declined = Declined
suggest-state-taken-back = Taken back
suggest-see = See the report in the collection
suggest-words = The curators say:
suggest-correct = Correct this suggestion
suggest-save = Save the correction
suggest-take-back = Take this suggestion back
suggest-about-you = About you
suggest-we-know = Only the curators see this:
suggest-correct-sender = Correct this
suggest-forget = Delete my name and email address
suggest-nothing-known = Your name and email address are not stored.
suggest-another = Suggest another report

## Mail to curators

mail-subject = { $count ->
    [one] { $collection }: “{ $title }” was suggested
   *[other] { $collection }: { $count } reports were suggested
}
mail-what = { $count ->
    [one] A report was suggested for “{ $collection }”:
   *[other] { $count } reports were suggested for “{ $collection }”:
}
mail-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
mail-review = To accept or decline, log in to the curators' desk and open the path of the report. On the server, “feedgate suggestions show NUMBER” shows the same.
mail-review-link = To accept or decline, follow the link and log in. On the server, “feedgate suggestions show NUMBER” shows the same.
mail-why = You get this message because the setting inbox.mail_to has your address.

subscribe-title = Subscribe to { $title }
subscribe-what = A feed reader checks this feed for you and shows each new report. You don't need an account and you stay anonymous. Copy the address into your reader, or open it in one of these:
subscribe-address = Address of the feed
subscribe-readers = Open in a feed reader
subscribe-others = You can use any other feed reader, too, including one on your own server: paste the address there.
subscribe-push = Readers that know WebSub get new reports at once, without asking:
subscribe-formats = The same feed in other formats
readers-web = In the browser
readers-desktop = On a computer
readers-phone = On a phone or tablet
subscribe-all = Each topic has its own feed. Most feed readers can import the list of all feeds:

## Sharing

share = Share
share-this-search = Share this search
share-title = Share { $title }
share-what = Choose how the reports should look on your website. Then copy the code.
share-form = Type of embed
form-frame = Iframe: always up to date
form-html = Plain list: for email, and for websites that do not allow iframes
share-style = Style
style-card = Card: titles, dates and authors
style-list = List: with abstracts
style-headline = Headlines: titles only
style-card-report = Card: title, date, authors and abstract
style-headline-report = Headline: title only
share-count = Number of reports
share-width = Width in pixels
share-theme = Colors
theme-auto = Automatic
theme-light = Light
theme-dark = Dark
share-update = Update preview
share-preview = Preview
share-code = Embed code
share-code-frame = Paste this where the list should appear
share-code-frame-report = Paste this where the report should appear
share-code-html = Paste this where the list should appear. It shows today's reports and does not change later.
share-code-html-report = Paste this where the report should appear. It shows the report as it is today and does not change later.
share-script-frame = Optional, once per page: adjusts the height of each frame to its content
share-script-html = Optional, once per page: keeps the list up to date, if your website allows scripts
share-card = oEmbed address, for software that embeds links with oEmbed
share-doctor = Check how the link looks in WordPress, Slack and other software
copy = Copy
copy-address = Copy address
copy-citation = Copy citation
copy-code = Copy code
copied = Copied

## Cards

all-reports = All { $count } reports

## Pictures

credit-work = “{ $title }” by { $creator }
credit-title = “{ $title }”

## Errors
# `refused-KIND` is the title, `refused-KIND-why` says what is wrong, and `refused-KIND-advice` says what a client
# of the API can do.

go-to-collection = Go to the collection
refused-request = Bad request
refused-request-advice = Send a path or a full URL, one `Host` header with a host name, and the complete body if there is one.
refused-host-why = The request must have one Host header with a valid host name.
refused-target-form-why = The request must ask for a path, such as /feed.atom, or for a full URL.
refused-body-not-whole-why = The request ended before its body was complete.
refused-parameter = Invalid parameter
refused-parameter-advice = Change the parameter that `parameter` names to a value that `allowed` describes, or remove it.
refused-parameter-why = The parameter { $name } must be { $allowed }.
refused-no-file-why = There is nothing at this address. Check the address, or look through the list of reports.
refused-not-found = Page not found
refused-not-found-advice = Check the address and the id. The collection has never had anything with this id.
refused-not-found-why = There is nothing at this address. Check the address, or search for the report.
refused-method = Method not allowed
refused-method-advice = Use a method that the `Allow` header of the response lists.
refused-method-why = This address accepts only these methods: { $methods } and OPTIONS.
refused-not-acceptable = Not acceptable
refused-not-acceptable-advice = Accept br, zstd, gzip or identity in `Accept-Encoding`, or leave out this header.
refused-not-acceptable-why = The request accepts neither a compressed nor an uncompressed response.
refused-gone = No longer available
refused-gone-advice = Delete your copy. This item was permanently removed, and its id is never used again.
refused-gone-why = The page at this address was permanently removed from the collection.
withdrawn-report = The report “{ $title }” was withdrawn from this collection on { $day }.
withdrawn-untitled = The report at this address was withdrawn from this collection on { $day }.
withdrawn-why = Reason: { $reason }
refused-precondition = Precondition failed
refused-precondition-advice = Send the request again without `If-Match` and `If-Unmodified-Since`. Your copy is out of date.
refused-precondition-why = The content of this address has changed since the version that the request names.
refused-body-time = Request timed out
refused-body-time-advice = Send the request again, with the whole body at once.
refused-body-time-why = The body of the request did not arrive in time.
refused-body-size = Body too large
refused-body-size-advice = Send a smaller body.
refused-body-size-why = The body of the request is larger than this address allows. Send fewer reports at a time, or shorter texts.
refused-body-type = Content type not supported
refused-body-type-advice = Send the body in one of the content types that the `Accept` header of the response lists, without `Content-Encoding`.
refused-body-type-why = The body must have one of these content types: { $types }.
refused-target = Address too long
refused-target-advice = Use a shorter URL, for example with fewer parameters.
refused-target-why = The address is longer than any address of this site. Check that it was copied correctly.
refused-header = Headers too large
refused-header-advice = Send fewer or shorter headers.
refused-header-why = The headers of the request are larger than this server allows.
refused-harvest-later = Wait before the next request
refused-harvest-later-advice = Wait for the number of seconds in `Retry-After`. A list of records counts as ten requests.
refused-harvest-later-why = Your harvester has sent too many requests. It can go on after the number of seconds in Retry-After, with the same resumption token.
refused-too-many = Too many requests
refused-too-many-advice = Wait for the number of seconds in `Retry-After`. Conditional requests that get a 304 response do not count.
refused-too-many-why = You have sent too many requests. Try again later. To save requests, send If-None-Match: a response without changes (304) does not count.
refused-suggest-later-why = Too many suggestions came from your network. Wait for the number of seconds in Retry-After.
refused-json-why = The body must be a JSON object.
refused-key-why = Idempotency-Key must have 16 to 255 visible characters, such as a UUID.
refused-known = Already there
refused-known-advice = Nothing needs to be done. `existing` is the address of the report, if it is public.
refused-known-why = The collection already has this report.
refused-known-withdrawn-why = This report was withdrawn from the collection. Its page says why.
refused-known-waiting-why = This report has already been suggested, and a curator is going to review it. If it is accepted, it appears in the collection.
refused-suggestion = Invalid suggestion
refused-suggestion-advice = Correct the fields that `errors` names, and send the suggestion again.
refused-suggestion-why = These fields need a correction: { $fields }.
refused-idempotency = Key already used
refused-idempotency-advice = Use another `Idempotency-Key` for another suggestion.
refused-idempotency-why = The same Idempotency-Key was sent before with another body.
refused-inbox = Suggestions are not available now
refused-inbox-advice = Wait for the number of seconds in `Retry-After`, and send the suggestion again.
refused-inbox-full-why = The inbox is full, because many suggestions wait for the curators. Your suggestion was not received.
refused-inbox-down-why = Suggestions cannot be stored at the moment. Your suggestion was not received.
refused-inbox-unreadable-why = Suggestions cannot be read at the moment. Nothing is lost. Please try again in a minute.
refused-inbox-unchanged-why = Suggestions cannot be changed at the moment, so nothing was changed. Nothing is lost. Please try again in a minute.
refused-comments-why = Reports on this site have no comments, so there is no feed of comments. Please follow the feed of the reports instead.
refused-card-format = Format not available
refused-card-format-advice = Ask for a share card with `format=json` or `format=xml`.
refused-card-format-why = Share cards are available only as json and xml.
refused-not-yet = Not ready yet
refused-not-yet-advice = Wait for the number of seconds in `Retry-After`. The search index is being built. Everything else is available.
refused-not-yet-why = Search will be ready in a few seconds. Everything else works already. Please try again.

# The end of the sentence `refused-parameter-why`, also sent alone as `allowed`.
allowed-from = a whole number, { $least } or greater
allowed-within = a whole number from { $least } to { $most }
allowed-result-page = a whole number from 1 to { $most }. To see more results, narrow your search
allowed-names = a comma-separated list of these names: { $names }
allowed-values = used { $most } times at most
allowed-value-chars = { $most } characters long at most
allowed-topic-id = the id of a topic
allowed-language-tag = a language tag such as en or es-MX (BCP 47)
allowed-year = a year with four digits
allowed-name = a name without control characters
allowed-page-address = the address of a page of this site
allowed-cursor = the next_cursor or prev_cursor of an earlier response with the same search words, filters and order

## The end of a topic's feed

closing-title = “{ $topic }” is closed
closing-successor = This feed has ended. New reports appear under “{ $successor }”. To get them, subscribe to that feed.
closing-end = This feed has ended. You can still subscribe to the whole collection, “{ $collection }”.

## The share doctor

doctor = How a page looks when shared
doctor-what = Enter the address of a page of this site. You will see how other software shows the page, what is missing, and how to fix it.
doctor-url = Address of a page of this site
doctor-examine = Check page
doctor-no-page = This site has no page at that address. Enter the address of a page. Feeds, cards and files cannot be checked.
doctor-wordpress = WordPress
doctor-discord = Discord
doctor-drupal = Drupal
doctor-slack = Slack
doctor-open-graph = Open Graph (Facebook, LinkedIn, WhatsApp)
doctor-mastodon = Mastodon
doctor-zotero = Zotero
doctor-feed-readers = Feed readers
doctor-good = works
doctor-lacking = incomplete
doctor-broken = does not work
doctor-title = Title
doctor-description = Description
doctor-image = Image
doctor-image-size = Image size
doctor-image-text = Alternative text
doctor-author = Author
doctor-site = Site
doctor-page = Page
doctor-color = Color
doctor-date = Date
doctor-language = Language
doctor-shown = Shown as
doctor-card = Card
doctor-frame = Iframe
doctor-frame-size = Iframe size
doctor-quote = Quote before the iframe
doctor-html = HTML
doctor-registry-entry = Registry entry
doctor-item-type = Item type
doctor-institution = Institution
doctor-doi = DOI
doctor-attachment = Attachment
doctor-labelled = { $label }
doctor-feed = { $format }
doctor-frame-immediately = the iframe, immediately
doctor-frame-after-height = first a quote, then the iframe when the embedded page has sent its height
doctor-frame-after-registration = the iframe, after an administrator has registered this site
doctor-small-picture = title with a small image
doctor-large-picture = title with a large image
doctor-link-card = title and description, without the iframe
doctor-not-cited = web page (only single reports are cited, not lists)
doctor-report = report
doctor-journal-article = journal article
doctor-conference-paper = conference paper
doctor-book-section = book section
doctor-book = book
doctor-thesis = thesis
doctor-dataset = dataset
doctor-web-page = web page
doctor-snapshot = a copy of the page, because there is no PDF
doctor-no-title = The page has no title, so only its address is shown. Add an og:title tag to the page.
doctor-no-open-graph-title = The page has no og:title, so the title of the browser tab is shown instead. Add an og:title tag to the page.
doctor-no-description = The page has no description. Add a description to the collection or topic, or an abstract to the report.
doctor-no-image = The page has no image. Add an image with a url to the collection or to the report, in the collection file.
doctor-no-image-size = The size of the image is unknown, so the image may be missing when the page is shared for the first time. Add the width and height of the image to the collection file.
doctor-no-image-text = The image has no alternative text for people who cannot see it. Add alt to the image in the collection file.
doctor-small-image = The image is { $width } × { $height } pixels. Images smaller than 200 × 200 are not shown. Use a larger image.
doctor-no-open-graph-type = The page has no og:type. Add an og:type tag with the value website or article.
doctor-no-open-graph-address = The page has no og:url, so each spelling of its address counts as a different page. Add an og:url tag to the page.
doctor-open-graph-elsewhere = og:url is { $address }, which is a different site. That page is shown instead of this one. Set public_url to the public address of this site.
doctor-tag-by-name = { $tag } is written with the attribute name. Some software reads it only with the attribute property. Use property.
doctor-tag-in-body = { $tag } is in the body of the page, where software may ignore it. Move it to the head.
doctor-relative-address = { $tag } is { $address }, which is a relative address. Some software cannot use it. Write the full address.
doctor-empty-tag = { $tag } is empty. Add a value, or remove the tag.
doctor-no-card-link = The head of the page has no link to the card. Add a link with the type application/json+oembed.
doctor-card-link-in-header-alone = Only the HTTP header links to the card, and this software does not read it. Add the same link to the head of the page.
doctor-card-link-in-body = The link to the card is in the body of the page, where it is not found. Move it to the head.
doctor-relative-card-link = The link to the card is { $address }, which is a relative address and does not work. Write the full address.
doctor-card-link-too-late = The link to the card comes after the first 150 KB of the page. The rest of the page is not read. Move the link further up.
doctor-no-card = The page links to a card, but there is no card at that address. Check the link.
doctor-unreadable-card = The card is not a JSON object. Check the template or the proxy that changes it.
doctor-card-version = The version of the card is “{ $version }”. It must be the text 1.0.
doctor-card-type = The type of the card is “{ $type }”, and this type is not embedded. Use the type rich.
doctor-no-card-html = The card has no html, so nothing can be shown. Add html to the card.
doctor-no-card-size = The card has no width and height greater than 0, so it is rejected. Add both to the card.
doctor-no-provider-name = The card has no provider_name, so the registry cannot find its entry. Add a title to the collection.
doctor-script-in-card = The HTML of the card contains a script. The script is removed, or shown as text. Move it to the embedded page.
doctor-no-frame = The HTML of the card has no iframe, so nothing of it is shown. Add an iframe.
doctor-frame-not-empty = The iframe in the card is not empty, so nothing of the card is shown. Remove the content of the iframe.
doctor-many-frames = The HTML of the card has { $count } iframes, and only one is shown. Keep one.
doctor-no-frame-address = The iframe in the card has no valid src, so it stays empty. Add the full address of the embedded page.
doctor-relative-frame = The src of the iframe in the card is { $address }, which is a relative address. The other site would look for it on its own server. Write the full address.
doctor-no-frame-title = The card and its iframe have no title. People who use a screen reader need it. Add a title.
doctor-quote-dropped = The HTML of the card does not begin with its blockquote, so the quote is removed. Put the blockquote first.
doctor-nothing-framed = The card embeds an address where there is no page. Check the src of its iframe.
doctor-silent-frame = The embedded page never sends its height. It stays hidden behind the quote, or keeps the height that the card gives. Make it post the message that WordPress expects, with the secret from its address.
doctor-card-of-one-page = { $address } is the card of this page only. A registry needs an address that accepts url= for any page. Link to that address.
doctor-capitals-in-base = The path of { $base } has capital letters. Patterns in the registry are compared in lowercase, so no page would match. Choose a path in lowercase.
doctor-no-citation-title = The page has no citation_title, so it is saved as a web page. Add a citation_title tag to the page.
doctor-guessed-item-type = The page does not say that it is a report, so its type is a guess. Add a publisher to the report.
doctor-no-creator = The page names no author, so an author is guessed from the text. Add the authors to the report, if you know them.
doctor-no-date = The page has no date. Add a citation_publication_date tag to the page.
doctor-no-feed = The page links to no feed, so people cannot subscribe with the address of the page. Add a link with rel=alternate and the type of the feed.
doctor-feeds-in-header-alone = Only the HTTP header links to feeds, and few feed readers read it. Add the same links to the head of the page.
doctor-feed-in-body = The link to { $address } is in the body of the page, where few feed readers look. Move it to the head.
doctor-relative-feed = The link to { $address } is a relative address. Some feed readers cannot use it. Write the full address.
doctor-untitled-feed = The link to { $address } has no title, so people cannot distinguish it from the other feeds. Add a title.
doctor-feed-not-in-header = The page links to { $address }, but the HTTP header links to other feeds. Make both link to the same feeds.
doctor-port-refused = The card is on port { $port }. WordPress loads cards only from ports 80, 443 and 8080. Use one of these ports.
doctor-host-refused = The card is on { $host }, which other sites cannot reach. Set public_url to the public address of this site.

## The API: its reference for people and its OpenAPI document
# The ids are made from the names in the API: `api-report-title` describes the field `title` of the schema `Report`.
# Text in backticks is shown as code.

on-this-page = On this page
api-title = { $collection }: API
api-summary = A collection of reports as JSON, with search, filters and facets.
api-about-access = The API is public. No key is needed, and any website may call it (CORS). Each address accepts GET, HEAD and OPTIONS. Only suggestions are sent with POST.
api-about-fields = Field names are the same as in the collection file. A field without a value is left out; it is never null. Ignore fields that you do not know, because new fields may be added.
api-about-addresses = Each list has one address. If your request writes it in another way, for example with parameters in another order or with an unknown parameter, you are redirected to it. Let your client follow redirects. If a parameter has an invalid value, the response is an error that names the parameter and says which values are allowed.
api-about-caching = Each response has a strong `ETag`. Send it back in `If-None-Match`: if nothing has changed, the response is 304, without a body, and does not count toward your limit. Send `Accept-Encoding` to get responses compressed with br, zstd or gzip.
api-reference = The API reference for people
api-openapi = OpenAPI 3.1 document
api-catalog = API catalog of this site (RFC 9727)
api-fields = Response fields
api-errors = Errors
api-errors-explained = An error response has the content type `application/problem+json` (RFC 9457). Its `type` is a link to one of these entries.
api-response = Response
api-statuses = Status codes
api-example = Example:
api-one-of = One of { $values }.
api-optional = optional
api-in-path = in the path
api-in-header = request header
api-several-values = may be given several times
api-several-of = one or more of { $values }
api-range = { $least } to { $most }
api-shape-text = text
api-shape-texts = list of texts
api-shape-number = number
api-shape-boolean = true or false
api-shape-url = URL
api-shape-date = date and time
api-shape-list = list of

api-get-root = Links to everything
api-get-root-description = The starting point. An app that knows only this address can find everything else.
api-get-collection = The collection
api-get-collection-description = Information about the collection, the number of its reports, and the reports that were withdrawn.
api-list-topics = All topics
api-list-topics-description = All topics that are not closed, in the order of the collection file.
api-get-topic = One topic
api-get-topic-description = One topic. A former id is redirected to the current one. For a closed topic, the response is 410.
api-list-reports = Search reports
api-list-reports-description = The reports that match the search words and filters, in several parts. Several values of one filter find more reports; different filters find fewer. To get all reports, follow `links.next`, or send `next_cursor` with the same parameters, until there is none. You get each report once, even if reports are added meanwhile.
api-get-all-reports = All reports, in parts
api-get-all-reports-description = The number of reports, and of the parts of their list. To get all reports, read the parts from `links.first` on and follow `links.next` until there is none. No part depends on a search, so the list also works where the files of the API are on a web server without feedgate.
api-get-report-part = A part of all reports
api-get-report-part-description = A part of the list of all reports, oldest first. Parts are numbered from the oldest report. When a report is added, only the last part changes, so you can keep the others and ask for them again with `If-None-Match`. A report that joins with an old date, or leaves, moves the newer reports to other parts.
api-get-report = One report
api-get-report-description = One report. For a report that was withdrawn, the response is 410.
api-link-newest = The first report of the list.

api-parameter-topic-id = The id of a topic.
api-parameter-report-id = The id of a report.
api-parameter-number = The number of a part, from 1.
api-parameter-if-none-match = The `ETag` of your copy. If your copy is up to date, the response is 304 and does not count toward your limit.
api-parameter-q = Words that a report must contain. `"In quotes"` finds exactly these words in this order, `OR` finds either of two, and `-word` or `NOT word` excludes a word. The last word also matches the beginning of a word. Any text is accepted. Of very many words, only the rarest are used. If no report has all words, you get the reports that have some of them, and `matching` is `some`.
api-parameter-topic = The id of a topic. For an unknown topic, the response is 404; for a closed one, 410.
api-parameter-place = The name of a place that reports are about.
api-parameter-publisher = The name of a publisher.
api-parameter-kind = The type of publication.
api-parameter-language = The language of reports (BCP 47).
api-parameter-year = The year of publication.
api-parameter-filter = Several values find more reports. A value after `-` excludes reports.
api-parameter-sort = The order of the reports: by the date when they were added (`newest`, `oldest`), by title, or by relevance. With search words, the default is `relevance`; without them, `newest`.
api-parameter-limit = The highest number of reports in one response. The default is { $limit }.
api-parameter-cursor = The start of the next or previous part: the `next_cursor` or `prev_cursor` of an earlier response with the same search words, filters and order. A cursor stays valid when reports are added. A cursor that was changed, or that belongs to another search, is an error.
api-parameter-facets = Whether to count how many reports each filter would find. The default is `false`.
api-parameter-fields = The fields of each report to send, separated by commas. `id` is always sent. The default is all fields.
api-parameter-highlights = Whether to mark the search words in titles and abstracts. The default is `false`.

api-response-ok = The requested data.
api-response-not-modified = Your copy is up to date.
api-response-moved = There is another address for this request: with parameters in canonical order, each once, and without empty, unknown and default values; or with the current id of a topic.

api-header-etag = The entity tag of these bytes in this compression. It is strong, and the same on every server.
api-header-cache-control = How long you may use the response without asking again.
api-header-vary = The request headers that this response depends on.
api-header-link = The addresses in `links` (RFC 8288), and the documents that describe the API (RFC 8631).
api-header-location = The other address.
api-header-retry-after = The number of seconds to wait.
api-header-access-control-allow-origin = Any website may read the response.

api-root = The starting point of the API.
api-root-title = The title of the collection.

api-root-links = Links from the starting point.
api-root-links-self = This document.
api-root-links-collection = Information about the collection.
api-root-links-topics = All topics.
api-root-links-reports = All reports, with search.
api-root-links-all-reports = All reports, in parts.
api-root-links-openapi = The OpenAPI document.
api-root-links-reference = The API reference for people.

api-collection = Information about the collection.
api-collection-id = The id of the collection.
api-collection-feed-id = The permanent id of the collection's feed, the same in every format: a tag URI (RFC 4151).
api-collection-authority = The owner of the ids: a domain or email address, and a date on which the owner had it.
api-collection-title = The title, as plain text.
api-collection-description = The description, as plain text. Blank lines separate paragraphs.
api-collection-language = The language of the collection (BCP 47).
api-collection-home-page-url = The collection's own website, if there is one besides this site.
api-collection-curators = The people or organizations that maintain the collection.
api-collection-rights = The license of the metadata.
api-collection-image = An image for the collection, with its credit.
api-collection-updated = The time of the latest change or withdrawal.
api-collection-report-count = The number of reports.
api-collection-topic-count = The number of topics.
api-collection-withdrawn = The reports that were withdrawn, latest first.
api-collection-links = Links to other forms of the collection.

api-curator = A person or organization that maintains the collection.
api-curator-name = The name.
api-curator-url = Their web page.
api-curator-email = Their email address.

api-rights = A license or another statement of rights: a text, a link, or both.
api-rights-text = The statement.
api-rights-url = A link to the license.

api-image = An image and its credit.
api-image-url = The address of the image. It is left out if only the credit is known.
api-image-alt = The alternative text, for people who cannot see the image.
api-image-title = The title of the image.
api-image-creator = The person who made the image.
api-image-license = The name of the image's license.
api-image-license-url = A link to the image's license.
api-image-width = The width in pixels. Always together with `height`.
api-image-height = The height in pixels. Always together with `width`.

api-withdrawal = A report that was withdrawn.
api-withdrawal-id = The id of the report. It is never used again.
api-withdrawal-entry-id = The id of the report in all feeds.
api-withdrawal-title = The title of the report, if it is in the collection file.
api-withdrawal-topics = The ids of the report's topics, if the collection file has them.
api-withdrawal-when = The time of the withdrawal.
api-withdrawal-reason = The reason for the withdrawal.

api-collection-links-self = This document.
api-collection-links-page = The web page.
api-collection-links-topics = All topics, in the API.
api-collection-links-reports = All reports, in the API.
api-collection-links-feeds = The feeds of the whole collection.
api-collection-links-outline = The list of all feeds (OPML).
api-collection-links-card = The share card (oEmbed, as JSON).
api-collection-links-embed = The page that the share card shows in an iframe.

api-feeds = The same feed in each format.
api-feeds-atom = The feed in Atom 1.0.
api-feeds-rss = The feed in RSS 2.0.
api-feeds-json = The feed in JSON Feed 1.1.

api-topic-list = All topics that are not closed.
api-topic-list-topics = The topics, in the order of the collection file.
api-topic-list-total = The number of topics.

api-topic = A subject that reports are filed under.
api-topic-id = The id of the topic.
api-topic-feed-id = The permanent id of the topic's feed, the same in every format: a tag URI (RFC 4151).
api-topic-title = The title, as plain text.
api-topic-description = Which reports belong to the topic, as plain text.
api-topic-aliases = Former ids. Their addresses are redirected to this topic.
api-topic-retired = The time when the topic begins to close. After 90 days it is closed.
api-topic-replaced-by = The id of the topic that replaces this one.
api-topic-report-count = The number of reports.
api-topic-links = Links to other forms of the topic.

api-topic-links-self = The topic, in the API.
api-topic-links-page = The web page.
api-topic-links-reports = The reports of the topic, in the API.
api-topic-links-feeds = The feeds of the topic.
api-topic-links-card = The share card (oEmbed, as JSON).
api-topic-links-embed = The page that the share card shows in an iframe.

api-all-reports = The list of all reports, which is sent in parts.
api-all-reports-total = The number of reports.
api-all-reports-parts = The number of parts.
api-all-reports-part-size = The number of reports in each part. The last part may have fewer.
api-all-reports-links = Links to the parts.

api-all-reports-links-self = This document.
api-all-reports-links-first = The first part, with the oldest reports.
api-all-reports-links-last = The last part, with the newest reports.

api-report-part = A part of the list of all reports.
api-report-part-reports = The reports, oldest first.
api-report-part-links = Links to other parts.

api-report-part-links-self = This part.
api-report-part-links-next = The next part, with newer reports.
api-report-part-links-prev = The previous part, with older reports.
api-report-part-links-all = The number of reports and parts.

api-report = A report of the collection.
api-report-id = The permanent id of the report.
api-report-entry-id = The permanent id of the report in all feeds: the `guid`, or else a tag URI (RFC 4151). Atom needs an IRI: if the `guid` is not one, Atom feeds have the tag URI.
api-report-guid = The id that the report had before it was added to this collection.
api-report-title = The title, as plain text.
api-report-published = The date of publication, as precise as it is known: `2023`, `2023-07`, `2023-07-24`, or with a time (RFC 3339).
api-report-added = The time when the report was added to the collection.
api-report-updated = The time of the last change that matters to readers.
api-report-abstract = The abstract, as plain text. Blank lines separate paragraphs.
api-report-abstract-html = The abstract as sanitized HTML, if the abstract in the collection file is HTML.
api-report-url = The publisher's web page about the report.
api-report-files = The files of the report.
api-report-authors = The authors.
api-report-publishers = The publishers.
api-report-topics = The ids of the report's topics.
api-report-places = The names of the places that the report is about.
api-report-keywords = Keywords.
api-report-kind = The type of publication.
api-report-language = The language of the report (BCP 47).
api-report-doi = The DOI, without the address of a resolver.
api-report-rights = The license of the report.
api-report-image = An image for the report, with its credit.
api-report-links = Links to other forms of the report.

api-file = A file of a report.
api-file-url = The address of the file.
api-file-type = The content type.
api-file-bytes = The size in bytes.
api-file-title = The name of the file for people. If there is none, use its type.
api-file-language = The language of the file (BCP 47).

api-author = A person or organization that wrote a report.
api-author-name = The name.
api-author-url = The author's web page.
api-author-orcid = The ORCID iD.

api-publisher = An organization that published a report.
api-publisher-name = The name.
api-publisher-url = The publisher's web page.

api-report-links-self = The report, in the API.
api-report-links-page = The web page.
api-report-links-card = The share card (oEmbed, as JSON).
api-report-links-embed = The page that the share card shows in an iframe.

api-report-list = A part of the reports that a search finds.
api-report-list-reports = The reports, in the requested order.
api-report-list-total = The number of reports that the search finds, in all parts together.
api-report-list-matching = Whether the reports have all of the search words.
api-report-list-facets = The number of reports that each filter would find. Only with `facets=true`.
api-report-list-next-cursor = The value of `cursor` for the next part. It is left out in the last part.
api-report-list-prev-cursor = The value of `cursor` for the previous part. It is left out in the first part.
api-report-list-links = Links to the other parts, and to the same list as a web page and as feeds.

api-listed-report = A report in a list, with the requested fields.
api-listed-report-highlights = The search words in the report. Only with `highlights=true`.

api-highlights = The texts that contain search words. Each text is divided into pieces; all pieces together are the whole text.
api-highlights-title = The title, if it contains a search word.
api-highlights-abstract = The abstract, if it contains a search word.

api-matching = `all`: each report has all search words, or there are no search words. `some`: no report has all of them, and each report has at least one. Reports with more words and with rarer words come first. The feeds of this search are empty.

api-piece = A piece of a text.
api-piece-text = The piece, as plain text.
api-piece-is-match = Whether the piece is a search word.

api-list-links = Links to the other parts of a list, and to other forms of the list.
api-list-links-self = This document.
api-list-links-first = The first part.
api-list-links-next = The next part.
api-list-links-prev = The previous part.
api-list-links-page = The web page with the same list.
api-list-links-feeds = The feeds of the list. They show each new report that the search finds.

api-facets = The values that can be added as filters, each with the number of reports that it would find. All search words and the other filters apply, but not the filters of the same kind. A value that would find the same reports again is left out. At most 100 values of each filter, with the most frequent first.
api-facets-topic = Topics.
api-facets-place = Places.
api-facets-publisher = Publishers.
api-facets-kind = Types of publication.
api-facets-language = Languages.
api-facets-year = Years of publication.

api-facet-value = A value of a filter.
api-facet-value-value = The value to send as the parameter.
api-facet-value-title = The title, if the value is a topic.
api-facet-value-count = The number of reports with this value.
api-facet-value-is-wanted = Whether the list includes only reports with this value.
api-facet-value-is-left-out = Whether the list excludes reports with this value.
api-facet-value-url = The same list with this value as a filter. If the filter is already set, the list without it.

api-kind = The type of publication.

api-problem-details = The reason for an error (RFC 9457).
api-problem-details-type = The kind of error, as a link to its explanation.
api-problem-details-title = The name of the kind of error.
api-problem-details-status = The status code of the response.
api-problem-details-detail = What is wrong, and often what to do.
api-problem-details-parameter = The name of the invalid parameter.
api-problem-details-allowed = The values that the parameter may have.
api-problem-details-existing = The address of the report that the collection already has.
api-problem-details-errors = What is wrong with each field.
api-field-error = What is wrong with a field.
api-field-error-field = The name of the field, such as `url` or `sender.email`.
api-field-error-code = A stable name of the problem.
api-field-error-detail = What is wrong, and what to do.
api-suggest-report = Suggest a report
api-suggest-report-description = Suggests a report to the curators. `title` and either `url` or `doi` suffice. All other fields of a report in the collection file are allowed, except `id`, `added` and `updated`. With the same `Idempotency-Key`, the same request can be sent again: nothing is stored twice.
api-get-suggestion = What became of a suggestion
api-get-suggestion-description = Shows whether a suggestion was accepted. The address is private. Only who knows it can see the suggestion.
api-parameter-token = The secret part of the address that the suggestion got.
api-parameter-idempotency-key = A text of 16 to 255 characters that you choose, such as a UUID. Requests with the same key and body get the same response.
api-request-body = Body
api-response-created = The suggestion is stored. `Location` has the private address of its status.
api-suggestion-body = A suggested report.
api-suggestion-body-title = The title.
api-suggestion-body-url = The web page of the report.
api-suggestion-body-doi = The DOI, without the address of a resolver.
api-suggestion-body-published = The date of publication: a year, a month or a day.
api-suggestion-body-note = Why the report belongs in the collection.
api-suggestion-body-sender = Who suggests it.
api-suggestion-sender = Who suggests a report. Only curators see it.
api-suggestion-sender-name = The name of the person.
api-suggestion-sender-email = The email address for questions.
api-suggestion-sender-organization = The name of the organization.
api-suggestion-status = What became of a suggestion.
api-suggestion-status-state = `received`, `accepted`, `declined` or `taken-back`. It is `mixed` if suggestions that were sent together have different states.
api-suggestion-status-received = When the suggestion was received.
api-suggestion-status-status = The private address of this document.
api-suggestion-status-page = The private page where people see and change the suggestion.
api-suggestion-status-suggestions = Each report that was suggested.
api-suggested-report = A report that was suggested.
api-suggested-report-state = What became of it: `received`, `accepted`, `declined` or `taken-back`.
api-suggested-report-changed = When it last changed.
api-suggested-report-report = The page of the report in the collection, once it is accepted.
api-suggested-report-words = What the curators said when they declined it.
api-suggested-report-note = Why it belongs in the collection, in the sender's words.
api-suggested-report-fields = What is known about the report, in the field names of the collection file.

## Languages by their tags

language-am = Amharic
language-ar = Arabic
language-bn = Bengali
language-bg = Bulgarian
language-ca = Catalan
language-cs = Czech
language-da = Danish
language-de = German
language-el = Greek
language-en = English
language-es = Spanish
language-et = Estonian
language-eu = Basque
language-fa = Persian
language-fi = Finnish
language-fil = Filipino
language-fr = French
language-ga = Irish
language-gl = Galician
language-he = Hebrew
language-hi = Hindi
language-hr = Croatian
language-ht = Haitian Creole
language-hu = Hungarian
language-hy = Armenian
language-id = Indonesian
language-it = Italian
language-ja = Japanese
language-ko = Korean
language-ku = Kurdish
language-lt = Lithuanian
language-my = Burmese
language-nb = Norwegian
language-ne = Nepali
language-nl = Dutch
language-no = Norwegian
language-pl = Polish
language-ps = Pashto
language-pt = Portuguese
language-ro = Romanian
language-ru = Russian
language-so = Somali
language-sr = Serbian
language-sv = Swedish
language-sw = Swahili
language-ta = Tamil
language-ti = Tigrinya
language-tr = Turkish
language-uk = Ukrainian
language-ur = Urdu
language-vi = Vietnamese
language-zh = Chinese

## Filters with many values, and publishers

unlisted-values = { $count ->
    [one] { $count } more value is not listed. Type its name in the search box.
   *[other] { $count } more values are not listed. Type a name in the search box.
}
own-site = Website

### The curators' desk

desk = Curators' desk
desk-public-site = Public site
desk-reports = Reports
desk-reports-what = Search all reports, and correct or withdraw one.
desk-topics = Topics
desk-topics-what = Add, rename or retire a topic.
desk-collection = Collection
desk-collection-what = The title of the collection, the text at the top of the first page, the curators, the license and the image. The id, the authority and the language can be changed only in the file.
desk-history = History
desk-history-what = See who changed what, and when.
desk-welcome = Hello, { $name }
desk-counts = { $reports ->
    [one] { $reports } report
   *[other] { $reports } reports
} in { $topics ->
    [one] { $topics } topic
   *[other] { $topics } topics
}
desk-add-report = Add a report
desk-add-report-what = Only the title and the date of publication are required. The date of today is added for you.

## Logging in

desk-off = The curators' desk is off
desk-off-how = Nobody has a password yet. To turn the desk on, run this command on the server, with the name of a curator:
desk-log-in = Log in
desk-log-out = Log out
desk-name = Name
desk-password = Password
desk-wrong-password = The name or the password is wrong.
desk-slow-down = There were too many wrong passwords. Try again in { $count ->
    [one] { $count } second.
   *[other] { $count } seconds.
}
desk-busy-logins = Too many people are logging in at this moment. Try again in a few seconds.
desk-change-password = Change password
desk-change-password-what = Your logins in other browsers will end.
desk-old-password = Current password
desk-new-password = New password
desk-new-password-again = New password again
desk-wrong-old-password = This is not your current password.
desk-weak-password = The new password needs at least { $count } characters, not all of them the same.
desk-passwords-differ = The two new passwords are different.
desk-refused = This was not accepted
desk-other-site = The form was sent from another website, so nothing was changed.
desk-form-expired = This form was made for another login, so nothing was changed. Open the page again, and fill in the form again.
desk-session-over = Your login has ended, so nothing was changed. Log in to go on.
desk-session-over-kept = Your login has ended, so nothing was changed. Log in to go on. Then you see the form again, as you filled it in.
desk-login-expired = You could not be logged in with this form, because it is old or from another login. Try again.
desk-logged-in-again = You logged in again. Nothing was changed yet. Check the form and send it again.
desk-not-found = This page does not exist
desk-not-found-why = There is nothing at this address. Perhaps a report was withdrawn, or a topic has a new name.
desk-no-database = The database does not work at the moment. Nothing was changed. Try again later.

## Forms

desk-required = (required)
desk-problems = This needs your attention
desk-has-faults = Correct the fields below, and send the form again.
desk-has-faults-elsewhere = The file would have errors, so nothing was written. Some of them are in other parts of the file.
desk-no-change = You changed nothing, so there is nothing to write.
desk-overtaken = Somebody else changed this in the meantime, so nothing was written. The form now has their changes too. Where you both changed a field, it has your text, and theirs is shown above it.
desk-in-file = In the file now:
desk-in-file-empty = (empty)
desk-gone = Somebody removed this from the file, so nothing was written.
desk-id-taken = The id “{ $id }” is already used. Choose another one.
desk-broken-file = The collection file has errors. Repair it first: run `feedgate check`.
desk-busy-file = The collection file cannot be read or written at the moment. Nothing was changed. Try again.
desk-unwritable = The server cannot write the collection file. Nothing was changed. Download the patch, and give it to somebody who can change the file.
desk-no-history = The history cannot be written at the moment, so nothing was changed. Try again later.
desk-review = Review the change
desk-review-heading = Review the change
desk-review-what = Nothing is written yet. This is what will change in the file:
desk-patch-what = This desk does not write the file. Download the patch, and give it to somebody who can change the file.
desk-diff = Changes in the file
desk-line-added = Added:
desk-line-removed = Removed:
desk-write = Write the change
desk-patch = Download as a patch
desk-back = Back to the form
desk-more-rows = Add more rows
desk-see-page = See the public page

## Reports

desk-correct-report = Correct a report
desk-withdraw-this = Withdraw this report
desk-no-reports = There are no reports here.
desk-no-index = The search index is not ready yet. Try again in a moment.
desk-added-on = added { $date }
desk-appears = appears on { $date }
desk-field-id = Id
desk-help-id = Letters, digits and hyphens. It is part of the address and can never change. Leave it empty to make it from the title.
desk-field-title = Title
desk-field-published = Date of publication
desk-help-published = `2023`, `2023-07`, `2023-07-24`, or with a time.
desk-field-url = Web page of the publisher
desk-field-kind = Type of publication
desk-field-language = Language
desk-help-language = A tag such as `en` or `es-MX`. Leave it empty if it is the language of the collection.
desk-field-abstract = Abstract
desk-help-abstract = Blank lines separate paragraphs.
desk-field-abstract-form = The abstract is
desk-abstract-text = plain text
desk-abstract-html = HTML
desk-field-topics = Topics
desk-field-places = Places
desk-help-places = One in each line.
desk-field-keywords = Keywords
desk-help-keywords = One in each line.
desk-field-authors = Authors
desk-help-authors = Empty a row to remove it.
desk-row-authors = Author { $number }
desk-field-publishers = Publishers
desk-help-publishers = Empty a row to remove it.
desk-row-publishers = Publisher { $number }
desk-field-files = Files
desk-help-files = Empty a row to remove it.
desk-row-files = File { $number }
desk-field-doi = DOI
desk-help-doi = Without the address of a resolver: `10.1234/abc`.
desk-field-rights = License
desk-field-image = Image
desk-field-added = Added to the collection
desk-help-added = Feeds are sorted by this date. A time in the future hides the report until then.
desk-field-updated = Last change that matters to readers
desk-field-guid = Id in earlier feeds
desk-help-guid = Only for reports that feed readers know from another website.
desk-part-name = Name
desk-part-url = Address
desk-part-orcid = ORCID iD
desk-part-type = Media type
desk-part-bytes = Size in bytes
desk-part-title = Title
desk-part-language = Language
desk-part-text = Text
desk-part-alt = Text for people who cannot see it
desk-part-creator = Made by
desk-part-license = License
desk-part-license-url = Address of the license
desk-part-width = Width in pixels
desk-part-height = Height in pixels
desk-matters = Does this change matter to readers?
desk-help-matters = If so, feeds show the report again as updated. Small corrections, such as typing errors, do not matter.
desk-matters-yes = Yes
desk-matters-no = No
desk-matters-missing = Say whether this change matters to readers.

## Withdrawing

desk-withdraw = Withdraw a report
desk-correct-instead = Correct it instead
desk-reason = Reason
desk-help-reason = In one line. Everybody can read it at the old address of the report.
desk-what-follows = What follows
desk-follows-feeds = All feeds of its topics announce that the report is gone, and feed readers remove it.
desk-follows-pages = Its page, its embed and its citations answer “410 Gone” with your reason.
desk-follows-oai = Libraries that harvest with OAI-PMH get a deleted record.
desk-follows-hub = Subscribers with WebSub are notified at once.
desk-follows-search = It leaves the search, the sitemap and the API.
desk-follows-id = Its id can never be used again.

## Topics and the collection

desk-add-topic = Add a topic
desk-change-topic = Change a topic
desk-no-topics = There are no topics yet.
desk-topic-closed = closed
desk-retires = retired { $date }
desk-help-topic-id = It is part of the addresses of the topic. If you change it, the old addresses lead to the new ones.
desk-field-description = Description
desk-help-description = Blank lines separate paragraphs.
desk-field-home-page-url = Website of the collection
desk-help-home-page-url = Only if the collection has a website of its own besides this one.
desk-field-curators = Curators
desk-help-curators = Everybody can read these names and addresses. Empty a row to remove it.
desk-row-curators = Curator { $number }
desk-part-email = Email
desk-field-retired = Retired
desk-help-retired = A day, such as `2024-05-01`. From then on its feed shows a notice for 90 days, then it closes. Leave it empty to keep the topic.
desk-field-replaced-by = Replaced by
desk-edit-collection = Change the details of the collection

## History

desk-history-note = Decisions about suggestions are in this list, also those that were made with a command. Other changes that were made in an editor or with a command are not.
desk-no-history-yet = Nobody has changed anything at this desk yet.
desk-perhaps-written = The gateway stopped in this moment, so this change may be missing in the file.
desk-did-added = { $person } added “{ $title }”
desk-did-corrected = { $person } corrected “{ $title }”
desk-did-withdrew = { $person } withdrew “{ $title }”
desk-did-added-topic = { $person } added the topic “{ $title }”
desk-did-changed-topic = { $person } changed the topic “{ $title }”
desk-did-introduced = { $person } changed the details of the collection
desk-done-added = The report is added.
desk-done-corrected = The report is corrected.
desk-done-withdrew = The report is withdrawn.
desk-done-added-topic = The topic is added.
desk-done-changed-topic = The topic is changed.
desk-done-introduced = The details of the collection are changed.
desk-done-password = Your password is changed. Your other logins have ended.

## Inbox

desk-inbox = Inbox
desk-inbox-menu = Inbox ({ $count })
desk-inbox-count = { $count ->
    [0] No suggestion waits for a decision.
    [one] { $count } suggestion waits for a decision.
   *[other] { $count } suggestions wait for a decision.
}
desk-inbox-empty = There are no suggestions here.
desk-inbox-states = Which suggestions are shown
desk-inbox-state-received = Waiting
desk-inbox-state-accepted = Accepted
desk-inbox-state-declined = Declined
desk-inbox-state-taken-back = Taken back
desk-inbox-state-all = All
desk-inbox-first = First page
desk-inbox-choose = Choose
desk-inbox-untitled = (no title)
desk-inbox-feed = Follow in a feed reader
desk-inbox-feed-what = The address of the feed contains a secret. Everybody who knows it can read the titles of what waits.
desk-inbox-feed-secret = The address of this feed is wrong. The inbox at the desk has the right one.
desk-inbox-words = Your words to the sender
desk-inbox-words-all = Your words to the senders of those that you decline
desk-inbox-words-help = Senders read this at their private address. It may be empty.
desk-inbox-words-long = The words to the sender are too long. At most 4,000 characters are allowed.
desk-inbox-declining = Or decline it
desk-inbox-decline = Decline
desk-inbox-decline-chosen = Decline the chosen ones
desk-inbox-none-chosen = Nothing is chosen, so nothing was declined.
desk-inbox-declined-many = { $count ->
    [one] { $count } suggestion is declined.
   *[other] { $count } suggestions are declined.
}
desk-inbox-others-decided = { $count ->
    [one] { $count } other had been decided or taken back before, and stays as it is.
   *[other] { $count } others had been decided or taken back before, and stay as they are.
}
desk-inbox-accept = Review before accepting
desk-inbox-review = Accept this suggestion
desk-inbox-is-there = It is in the file now
desk-inbox-in-file = The file has this report already, as “{ $id }”. If yours is another one, change what both have in common. If not, press “It is in the file now”.
desk-inbox-not-there-yet = The gateway does not serve this report yet, so the suggestion still waits. Apply the patch first, and try again a moment later.
desk-inbox-decided = Somebody decided about this suggestion before you, or the sender took it back. Nothing was changed, and what you typed is still here.
desk-inbox-revised = The sender changed this suggestion in the meantime, so nothing was written. The form now has the new text. Where you both changed a field, it has your text, and the new text of the sender is shown above it.
desk-inbox-changes = What the sender changed
desk-inbox-change = { $field }: “{ $before }” is now “{ $after }”.
desk-inbox-sender-says = The sender writes now:
desk-inbox-same-waits = Another suggestion of the same report waits by now, so this one stays declined.
desk-inbox-withdraw-first = The report is in the collection. Withdraw it first.
desk-inbox-withdraw-to-undo = To undo this, withdraw the report.
desk-inbox-reopen = Undo the decision
desk-inbox-waits = It waits for a decision.
desk-inbox-taken-back = The sender took it back.
desk-inbox-declined = It was declined.
desk-inbox-declined-with = It was declined with these words:
desk-inbox-accepted = It was accepted as “{ $id }”.
desk-inbox-open = Open the suggested page
desk-inbox-back = Back to the inbox
desk-inbox-from = From
desk-inbox-note = Note of the sender
desk-inbox-fields = What the suggestion says
desk-inbox-similar = Reports most like it
desk-inbox-same = The collection already has this report
desk-inbox-same-withdrawn = This report was withdrawn from the collection
desk-inbox-nothing-similar = The collection has no report with these words in it.
desk-inbox-sender = The sender
desk-inbox-event-received = { $who } suggested it
desk-inbox-event-revised = { $who } changed it
desk-inbox-event-taken-back = { $who } took it back
desk-inbox-event-accepting = { $who } began to accept it as “{ $detail }”
desk-inbox-event-accepted = { $who } accepted it as “{ $detail }”
desk-inbox-event-declined = { $who } declined it. { $detail }
desk-inbox-event-reopened = { $who } undid the decision
desk-did-accepted = { $person } accepted the suggestion “{ $title }”
desk-did-declined = { $person } declined the suggestion “{ $title }”
desk-did-reopened = { $person } undid the decision about the suggestion “{ $title }”
desk-done-accepted = The suggestion is accepted. The report is in the collection.
desk-done-accepted-late = The report is in the collection. In the same moment somebody else decided about the suggestion, or the sender took it back. If the report should go, withdraw it.
desk-done-marked = The collection has the report already, so the file was not changed. The suggestion is accepted.
desk-done-declined = The suggestion is declined.
desk-done-reopened = The suggestion waits again.
desk-done-before = You did this already with the same form, so nothing was done again.
