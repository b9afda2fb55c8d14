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

## A report

read-at-publisher = Read at the publisher
published-by = Published by
published = Published
added = Added
updated = Updated
places = Places
keywords = Keywords
doi = DOI
licence = Licence
image = Image
files = Files
cite = Cite this report
cite-how = In the manner of APA; names stand as the collection has them.
cite-files = For reference managers:
follow-collection = Follow { $collection }

## Subscribing

subscribe-title = Follow { $title }
subscribe-what = A feed reader looks here for you and shows each new report as it joins. Copy one of these addresses into yours; any of them will do.
subscribe-all = Every topic has a feed of its own; most readers can import the list of all feeds:

## Sharing

share = Share
share-this-search = Share this search
share-title = Share { $title }
share-what = Choose what your site is to show, and copy the code. It stays up to date by itself.
share-form = Form
form-frame = A frame, always up to date
form-html = A plain list, for mail and for sites that forbid frames
share-style = Style
style-card = Card: title, date and people
style-list = List: with abstracts
style-headline = Headlines: titles alone
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

## Refusals

go-to-collection = Go to the collection
refused-request = Bad request
refused-request-why = The request cannot be understood.
refused-parameter = A parameter makes no sense
refused-parameter-why = Parameter { $name }: { $allowed }.
refused-not-found = Not found
refused-not-found-why = There is nothing at this address.
refused-method = Method not allowed
refused-method-why = This address answers GET, HEAD and OPTIONS.
refused-not-acceptable = Not acceptable
refused-not-acceptable-why = Nothing at this address is of a type and coding that the request accepts.
refused-gone = Gone
refused-gone-why = What was at this address has left the collection for good.
refused-precondition = Precondition failed
refused-precondition-why = What is at this address is not what the request expects there.
refused-target = Address too long
refused-target-why = No address of this gateway is so long.
refused-header = Header too large
refused-header-why = The header of the request is larger than this gateway reads.
refused-too-many = Too many requests
refused-too-many-why = Ask again later.
refused-card-format = Not implemented
refused-card-format-why = Share cards are offered as json and xml.
refused-not-yet = Not yet
refused-not-yet-why = What is searched is being prepared. Everything else is there already; try again in a few seconds.

## The end of a topic's feed

closing-title = “{ $topic }” has closed
closing-successor = New reports appear under “{ $successor }”. This feed ends; please follow that one.
closing-end = This feed ends. All of “{ $collection }” can still be followed as a whole.

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
