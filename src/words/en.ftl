# Everything that feedgate itself says on pages and cards, and in feeds whose collection is in this language.
# A message per text; { $name } is filled in. Titles, abstracts and names come from the collection as they are.

### Every page

skip = Skip to content
site = Site
follow-short = Follow
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
read-on = Read on
read-less = Show less
first-report = Follow to hear of the first one.
topics = Topics
all-topics = All { $count } topics
follow = Follow new reports
follow-this-search = Follow this search
newer = Newer
older = Older
previous = Previous
next = Next
pages = Pages
page-of = Page { $page } of { $pages }

## Searching

search-label = Search the reports
search = Search
suggestions = Suggestions
author-or-publisher = Author or publisher
filters = Filters
filters-in-use = { $count } in use
apply-filters = Apply filters
more-values = and { $count } more
looked-for = Looked for
remove = Remove
not = not { $value }
clear-all = Clear all
order = Order
newest = Newest
oldest = Oldest
title = Title
relevance = Relevance
view = View
list = List
grid = Grid
nothing-has-all = No report has all of this. Try fewer or other words, or take a filter away.
search-help = Reports must have every word. Use "quotes" for a phrase, OR between alternatives, and - before a word to exclude it.
some-of-words = No report has all of: { $words }. { $count ->
    [one] { $count } has some of them.
   *[other] { $count } have some of them.
}
show-everything = Show every report

topic = Topic
place = Place
publisher = Publisher
kind = Kind
language = Language
year = Year

## What a search is called

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

topic-closed = This topic has closed.
topic-successor = New reports appear under:
search-topic = Search and filter these reports
topic-feeds = Feeds of this topic:
neighbours = Often together with
neighbour-count = { $count ->
    [one] { $count } report in both
   *[other] { $count } reports in both
}

## A report

read-at-publisher = Read at the publisher
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
cite-how = In the manner of APA; names stand as the collection has them.
cite-files = For reference managers:
download = Download { $name }
report-address = Address of this page
related = Related reports
follow-collection = Follow { $collection }

## Subscribing

subscribe-title = Follow { $title }
subscribe-what = A feed reader looks here for you and shows each new report as it joins; nobody is told who you are. Copy the address into yours, or open it in one of these.
subscribe-address = Address of the feed
subscribe-readers = Open in a reader
subscribe-others = Any other reader takes the address, also one on a server of your own.
subscribe-formats = The same in every format
readers-web = In the browser
readers-desktop = On a computer
readers-phone = On a phone or tablet
subscribe-all = Every topic has a feed of its own; most readers can import the list of all feeds:

## Sharing

share = Share
share-this-search = Share this search
share-title = Share { $title }
share-what = Choose what your site is to show, and copy the code.
share-form = Form
form-frame = A frame, always up to date
form-html = A plain list, for mail and for sites that forbid frames
share-style = Style
style-card = Card: title, date and people
style-list = List: with abstracts
style-headline = Headlines: titles alone
style-card-report = Card: title, date, people and abstract
style-headline-report = Headline: the title alone
share-count = Reports
share-width = Width in pixels
share-theme = Theme
theme-auto = As the reader prefers
theme-light = Light
theme-dark = Dark
share-update = Update
share-preview = Preview
share-code = Code to copy
share-code-frame = Where the frame is to stand
share-code-html = Where the list is to stand, as it is today
share-script-frame = Once per page, if you like: makes frames as high as what they show
share-script-html = Once per page, if your site allows scripts: keeps the list up to date
share-card = The share card, for programs that ask by oEmbed
share-doctor = See what other sites make of this page
copy = Copy
copied = Copied

## Cards

all-reports = All { $count } reports

## Pictures

credit-work = “{ $title }” by { $creator }
credit-title = “{ $title }”

## Refusals

go-to-collection = Go to the collection
refused-request = Bad request
refused-request-advice = Send a path or a whole URL, one Host header that names a host, and the whole body if there is one.
refused-host-why = The request does not name one host.
refused-target-form-why = The target of the request must be a path, such as /feed.atom, or a whole URL.
refused-body-not-whole-why = The body of the request ended too early.
refused-parameter = Bad parameter
refused-parameter-advice = Send what `allowed` says in the parameter that `parameter` names, or leave it out.
refused-parameter-why = Parameter { $name }: { $allowed }.
refused-not-found = Not found
refused-not-found-advice = Check the id: it is nothing that ever was in the collection.
refused-not-found-why = There is nothing at this address.
refused-method = Method not allowed
refused-method-advice = Send GET, HEAD or OPTIONS: the API is for reading.
refused-method-why = This address answers { $methods } and OPTIONS.
refused-not-acceptable = Not acceptable
refused-not-acceptable-advice = Accept br, zstd, gzip or identity in Accept-Encoding, or leave the field out.
refused-not-acceptable-why = Nothing at this address is of a type and coding that the request accepts.
refused-gone = Gone
refused-gone-advice = Forget it: it has left the collection for good, and its id is never used again.
refused-gone-why = What was at this address has left the collection for good.
withdrawn-report = The report “{ $title }” was withdrawn from this collection on { $day }.
withdrawn-untitled = The report at this address was withdrawn from this collection on { $day }.
withdrawn-why = Reason: { $reason }
refused-precondition = Precondition failed
refused-precondition-advice = Fetch it without If-Match and If-Unmodified-Since: it is not what you have.
refused-precondition-why = What is at this address is not what the request expects there.
refused-body-time = Body too slow
refused-body-time-advice = Send the request again, with the whole body at once.
refused-body-time-why = The body of the request did not arrive in time.
refused-body-size = Body too large
refused-body-size-advice = Send a smaller body.
refused-body-size-why = The body of the request is larger than this address takes.
refused-body-type = Content type not supported
refused-body-type-advice = Send the body as one of the content types that Accept lists, without Content-Encoding.
refused-body-type-why = The body must have one of these content types: { $types }.
refused-target = Address too long
refused-target-advice = Ask for less at once.
refused-target-why = No address of this gateway is so long.
refused-header = Header too large
refused-header-advice = Send fewer or shorter header fields.
refused-header-why = The header of the request is larger than this gateway reads.
refused-too-many = Too many requests
refused-too-many-advice = Wait for as many seconds as Retry-After says. A conditional request that is answered 304 counts for nothing.
refused-too-many-why = Ask again later, and with the validators of what you have: whatever is unchanged is then free.
refused-card-format = Format not offered
refused-card-format-advice = Ask for a share card as json or xml.
refused-card-format-why = Share cards are offered as json and xml.
refused-not-yet = Not ready yet
refused-not-yet-advice = Wait for as many seconds as Retry-After says: reports are being indexed. All else is served meanwhile.
refused-not-yet-why = The search index is being prepared. Everything else works already. Try again in a few seconds.

allowed-from = a whole number from { $least } on
allowed-within = a whole number from { $least } to { $most }
allowed-result-page = a whole number from 1 to { $most }; narrow the search to see more
allowed-names = names with commas between them, of { $names }
allowed-values = one of { $most } values at most
allowed-value-chars = a value of { $most } characters at most
allowed-topic-id = the id of a topic
allowed-language-tag = a language tag such as en or es-MX (BCP 47)
allowed-year = a year of four digits
allowed-name = a name
allowed-page-address = the address of a page of this gateway
allowed-cursor = next_cursor or prev_cursor of an earlier answer to the same words, filters and order

## The end of a topic's feed

closing-title = “{ $topic }” has closed
closing-successor = New reports appear under “{ $successor }”. This feed ends; please follow that one.
closing-end = This feed ends. All of “{ $collection }” can still be followed as a whole.

## The share doctor

doctor = Share doctor
doctor-what = What other programs will make of a page of this site: how each shows it, and what would have to change.
doctor-url = Address of a page of this site
doctor-examine = Examine
doctor-no-page = There is no page of this site at that address. Feeds, cards and files are not examined.
doctor-wordpress = WordPress
doctor-discord = Discord
doctor-drupal = Drupal
doctor-slack = Slack
doctor-open-graph = Open Graph (Facebook, LinkedIn, WhatsApp)
doctor-mastodon = Mastodon
doctor-zotero = Zotero
doctor-feed-readers = Feed readers
doctor-good = good
doctor-lacking = lacking
doctor-broken = broken
doctor-title = Title
doctor-description = Description
doctor-image = Picture
doctor-image-size = Size of the picture
doctor-image-text = Picture in words
doctor-author = Author
doctor-site = Site
doctor-page = Page
doctor-color = Color
doctor-date = Date
doctor-language = Language
doctor-shown = Shown as
doctor-card = Card
doctor-frame = Frame
doctor-frame-size = Size of the frame
doctor-quote = Before the frame
doctor-html = HTML
doctor-registry-entry = Entry for the registry
doctor-item-type = Type of item
doctor-institution = Institution
doctor-doi = DOI
doctor-attachment = Attachment
doctor-labelled = { $label }
doctor-feed = { $format }
doctor-frame-at-once = the frame, at once
doctor-frame-once-it-speaks = a quote, and the frame once it tells its height
doctor-frame-once-registered = the frame, once an operator has registered the gateway
doctor-small-picture = title with a small picture
doctor-large-picture = title with a large picture
doctor-link-card = title and description, without the frame
doctor-not-cited = web page; a list is not cited, its reports are
doctor-report = report
doctor-journal-article = journal article
doctor-conference-paper = conference paper
doctor-book-section = book section
doctor-book = book
doctor-thesis = thesis
doctor-dataset = dataset
doctor-web-page = web page
doctor-snapshot = a copy of the page, for want of a PDF
doctor-no-title = The page has no title: nothing is shown but its address. Give it og:title.
doctor-no-open-graph-title = There is no og:title: the title of the tab is taken, with all it holds. Give the page og:title.
doctor-no-description = There is no description. Give the collection or topic a description, or the report an abstract.
doctor-no-image = There is no picture. Give the collection or the report an image with a url in the collection file.
doctor-no-image-size = The size of the picture is not told, so that it may be missing where the page is shared first. Give the image its width and height.
doctor-no-image-text = The picture has no words for those who do not see it. Give the image its alt.
doctor-small-image = The picture is { $width } × { $height }, and below 200 × 200 it is left out. Take a larger one.
doctor-no-open-graph-type = There is no og:type. Give the page one: website or article.
doctor-no-open-graph-address = There is no og:url, so that every spelling of the address counts as a page of its own. Give the page one.
doctor-open-graph-elsewhere = og:url leads to { $address }, which is another site: that page is shown instead of this one. Set public_url to where the world reaches the gateway.
doctor-tag-by-name = { $tag } is named by name, where Open Graph has property: not everybody reads it. Write property.
doctor-tag-in-body = { $tag } stands in the body, where nobody needs to look for it. Move it to the head.
doctor-relative-address = { $tag } is { $address }, which is relative: not everybody makes it whole. Write the whole address.
doctor-empty-tag = { $tag } is there and says nothing. Leave it out.
doctor-no-card-link = No link in the head leads to the card. Add link with type application/json+oembed.
doctor-card-link-in-header-alone = Only the header leads to the card, where this program does not look. Add the same link to the page's head.
doctor-card-link-in-body = The link to the card stands in the body, where it is not looked for. Move it to the head.
doctor-relative-card-link = The link to the card is { $address }, which is relative, and is not made whole. Write the whole address.
doctor-card-link-too-late = The link to the card stands beyond the first 150 KB of the page, which is all that is read. Move it up.
doctor-no-card = There is no card at the address to which the page leads.
doctor-unreadable-card = The card is no JSON object.
doctor-card-version = The card says that it is of version “{ $version }”. It must be the text 1.0.
doctor-card-type = The card is of type “{ $type }”, of which nothing is framed. It must be rich.
doctor-no-card-html = The card has no html, so that there is nothing to show.
doctor-no-card-size = The card has no width and height above 0, without which it is refused.
doctor-no-provider-name = The card has no provider_name, by which it would be found in the registry. Give the collection a title.
doctor-script-in-card = The card's HTML holds a script, which is dropped or shown as text. Let the framed page have it.
doctor-no-frame = The card's HTML holds no iframe, and is dropped as a whole. Give it one.
doctor-frame-not-empty = Something stands within the card's iframe, and so the card is dropped as a whole. Leave the iframe empty.
doctor-many-frames = The card's HTML holds { $count } iframes, and all but one are dropped. Keep one.
doctor-no-frame-address = The card's iframe has no src that is allowed, so that it is empty.
doctor-relative-frame = The card's iframe leads to { $address }, which is relative, and would be looked for on the other site. Write the whole address.
doctor-no-frame-title = Neither the card nor its iframe has a title, which is all that some people get of a frame. Give it one.
doctor-quote-dropped = The card's HTML does not begin with its blockquote, and so that is dropped. Put it first, with nothing before it.
doctor-nothing-framed = There is nothing at the address that the card frames.
doctor-silent-frame = The framed page never tells its height. It stays hidden behind the quote, or as high as the card says. Have it post WordPress's message with the secret in its address.
doctor-card-of-one-page = { $address } is the card of this page alone, and a registry needs one that takes url=. Link to that.
doctor-capitals-in-base = The path of { $base } has capitals, and patterns are compared in lower case: no page would match. Choose a path without.
doctor-no-citation-title = There is no citation_title, so that the page is saved as a web page. Give it one.
doctor-guessed-item-type = Nothing says that this is a report, and so its type is a guess. Give the report a publisher.
doctor-no-creator = There is no author, and a byline in the text is looked for. Give the report its authors, if they are known.
doctor-no-date = There is no date. Give the page citation_publication_date.
doctor-no-feed = No link leads to a feed, so that the address of the page is not enough to follow it. Add link with rel=alternate and the type of the feed.
doctor-feeds-in-header-alone = Only the header leads to feeds, where few readers look. Add the same links to the page's head.
doctor-feed-in-body = The link to { $address } stands in the body, where few readers look. Move it to the head.
doctor-relative-feed = The link to { $address } is relative, and not every reader makes it whole. Write the whole address.
doctor-untitled-feed = The link to { $address } has no title, by which it could be told from the others. Give it one.
doctor-feed-not-in-header = The page leads to { $address }, and its header leads to other feeds. Let both say the same.
doctor-port-refused = The card is at port { $port }, and only 80, 443 and 8080 are asked. Serve it at one of those.
doctor-host-refused = The card is at { $host }, which other sites do not ask. Set public_url to where the world reaches the gateway.

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
