"""What the specifications of RSS 2.0, Atom, JSON Feed 1.1, OPML 2.0 and Sitemaps 0.9 ask of a document.

Each function takes a document's bytes and the address it was fetched from, and yields a sentence for
every rule that is broken. Rules of the RSS Best Practices Profile are asked for as if they were
requirements.
"""

import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"

# The namespaces that the W3C feed validator knows (its `base.py`), of those that feeds here may use.
KNOWN_NAMESPACES = {
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/syndication/history/1.0",
    "http://search.yahoo.com/mrss/",
    "http://www.w3.org/2005/Atom",
}
# It does not know this one, but a withdrawal has no other (RFC 6721).
TOMBSTONES_NAMESPACE = "http://purl.org/atompub/tombstones/1.0"

CHANNEL = {
    "title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate",
    "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput",
    "skipHours", "skipDays", "item",
}
ITEM = {
    "title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate",
    "source",
}
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d GMT"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
PERSON = re.compile(r"[^@\s()]+@[^@\s()]+ \(.+\)", re.DOTALL)


def _namespaces(root):
    """Each namespace is used and known."""
    used = {etree.QName(element).namespace for element in root.iter()}
    for prefix, uri in root.nsmap.items():
        if uri not in used:
            yield f"the namespace {prefix} is declared and not used"
        if uri not in KNOWN_NAMESPACES | {TOMBSTONES_NAMESPACE}:
            yield f"the namespace {uri} is unknown to the W3C feed validator"


def rss(document, address):
    root = etree.fromstring(document)
    yield from _namespaces(root)
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or root[0].tag != "channel":
        yield "the root is not an rss element of version 2.0 with one channel"
        return
    channel = root[0]
    yield from _only(channel, CHANNEL, repeatable={"category", "item"})
    for name in ("title", "link", "description"):
        if not channel.findtext(name):
            yield f"the channel has no {name}"
    title, link = channel.findtext("title"), channel.findtext("link")
    yield from _absolute(link, "channel link")
    if link == address:
        yield "the channel's link is the feed itself"
    if not LANGUAGE.fullmatch(channel.findtext("language", "en")):
        yield "the channel's language is no language tag"
    for name in ("managingEditor", "webMaster"):
        if (person := channel.findtext(name)) is not None and not PERSON.fullmatch(person):
            yield f"{name} is not a mail address with a name in brackets: {person!r}"
    for name in ("pubDate", "lastBuildDate"):
        if (date := channel.findtext(name)) is not None:
            yield from _rfc_822(date, name)
    if not re.fullmatch(r"[1-9]\d*", channel.findtext("ttl", "1")):
        yield "ttl is no number of minutes"
    yield from _self_link(channel, "application/rss+xml", address)
    yield from _image(channel.find("image"), title, link)
    for element, core in (("rights", "copyright"), ("language", "language"), ("title", "title"), ("date", "pubDate")):
        if channel.find(DC + element) is not None:
            yield f"dc:{element} of the channel says what {core} says"
    names = [child.tag for child in channel]
    if "item" in names and any(name != "item" for name in names[names.index("item"):]):
        yield "an element of the channel stands after an item"

    items = channel.findall("item")
    for item in items:
        yield from _item(item, address)
    yield from _unique([item.findtext("guid") for item in items], "guid")
    dates = [parsedate_to_datetime(item.findtext("pubDate", "")) for item in items]
    yield from _newest_first(dates)


def _item(item, address):
    name = item.findtext("guid")
    yield from _only(item, ITEM, repeatable={"category"})
    if not item.findtext("title") and not item.findtext("description"):
        yield f"{name} has neither title nor description"
    yield from _own_page(item.findtext("link"), name, address)
    guid = item.find("guid")
    if guid is None or guid.get("isPermaLink") not in ("true", "false"):
        yield f"{name} does not say whether its guid is a permalink"
    elif guid.get("isPermaLink") == "true":
        yield from _absolute(guid.text, f"permalink of {name}")
    yield from _rfc_822(item.findtext("pubDate", ""), f"pubDate of {name}")
    if (author := item.findtext("author")) is not None and not PERSON.fullmatch(author):
        yield f"the author of {name} is not a mail address with a name in brackets"
    for enclosure in item.findall("enclosure"):
        yield from _absolute(enclosure.get("url"), f"enclosure of {name}")
        if not re.fullmatch(r"\d+", enclosure.get("length", "")) or "/" not in enclosure.get("type", ""):
            yield f"the enclosure of {name} lacks length or type"
    for category in item.findall("category"):
        if not category.text:
            yield f"{name} has an empty category"
        if (domain := category.get("domain")) is not None:
            yield from _absolute(domain, f"domain of a category of {name}")
    schemes = {category.get("domain") for category in item.findall("category")} - {None}
    if len(schemes) > 1:
        yield f"the categories of {name} are of several taxonomies: {schemes}"
    names = [child.tag for child in item]
    if CONTENT + "encoded" in names:
        if "description" not in names or names.index("description") > names.index(CONTENT + "encoded"):
            yield f"no description stands before the content of {name}"
    yield from _html(item.findtext("description", ""), f"description of {name}")
    yield from _html(item.findtext(CONTENT + "encoded", ""), f"content of {name}")


def _only(parent, known, repeatable):
    counts = Counter(child.tag for child in parent)
    for name, count in counts.items():
        if name.startswith("{"):
            continue
        if name not in known:
            yield f"{parent.tag} has an unknown element {name}"
        if count > 1 and name not in repeatable:
            yield f"{parent.tag} has {count} elements {name}"


def _image(image, title, link):
    if image is None:
        return
    yield from _absolute(image.findtext("url"), "image")
    if image.findtext("title") != title or image.findtext("link") != link:
        yield "title or link of the image are not the channel's"
    for name, most in (("width", 144), ("height", 400)):
        if (pixels := image.findtext(name)) is not None and not 1 <= int(pixels) <= most:
            yield f"the image's {name} is {pixels}, more than {most}"


def atom(document, address):
    root = etree.fromstring(document)
    grammar = etree.RelaxNG(file=Path(__file__).with_name("atom.rng"))
    if not grammar.validate(root):
        yield from (f"line {error.line}: {error.message}" for error in grammar.error_log)
        return
    yield from _namespaces(root)
    yield from _self_link(root, "application/atom+xml", address)
    entries = root.findall(ATOM + "entry")
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    yield from _unique([root.findtext(ATOM + "id"), *ids], "id")
    for holder in [root, *entries]:
        links = holder.findall(ATOM + "link")
        alternate = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        yield from _unique(alternate, f"alternate link of {holder.findtext(ATOM + 'id')}")
    for entry, name in zip(entries, ids):
        page = entry.find(f"{ATOM}link[@rel='alternate']")
        yield from _own_page(page.get("href") if page is not None else None, name, address)
        yield from _html(entry.findtext(ATOM + "content"), f"content of {name}")
        if entry.findtext(ATOM + "updated") < entry.findtext(ATOM + "published"):
            yield f"{name} was updated before it was published"
    yield from _newest_first([entry.findtext(ATOM + "published") for entry in entries])
    changes = [entry.findtext(ATOM + "updated") for entry in entries]
    if changes and root.findtext(ATOM + "updated") < max(changes):
        yield "an entry is newer than the feed's updated"
    relations = {link.get("rel") for link in root.findall(ATOM + "link")}
    if root.find(HISTORY + "complete") is not None and relations & {"prev-archive", "current"}:
        yield "a complete feed has archives"
    if (root.find(HISTORY + "archive") is not None) != ("current" in relations):
        yield "an archive does not say which feed it is of, or a live feed says it"
    gone = [tombstone.get("ref") for tombstone in root.findall(TOMBSTONES + "deleted-entry")]
    yield from _unique(gone, "tombstone")
    if set(gone) & set(ids):
        yield "an entry has a tombstone"


def json_feed(feed, address):
    known = {
        "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
        "user_comment": str, "next_url": str, "icon": str, "favicon": str, "authors": list, "language": str,
        "expired": bool, "hubs": list, "items": list,
    }
    yield from _members(feed, known, ("version", "title", "home_page_url", "feed_url", "items"), "feed")
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "the version is not 1.1"
    for name in ("home_page_url", "feed_url", "next_url", "icon", "favicon"):
        if name in feed:
            yield from _absolute(feed[name], name)
    if feed.get("next_url") in (feed.get("feed_url"), address):
        yield "next_url leads nowhere new"
    if not LANGUAGE.fullmatch(feed.get("language", "en")):
        yield "language is no language tag"
    yield from _authors(feed, "feed")
    for hub in feed.get("hubs", []):
        yield from _members(hub, {"type": str, "url": str}, ("type", "url"), "hub")
    items = feed.get("items", [])
    for item in items:
        yield from _json_item(item, address)
    yield from _unique([item.get("id") for item in items], "id")
    yield from _newest_first([item.get("date_published", "") for item in items])


def _json_item(item, address):
    known = {
        "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str,
        "summary": str, "image": str, "banner_image": str, "date_published": str, "date_modified": str,
        "authors": list, "tags": list, "language": str, "attachments": list,
    }
    name = item.get("id")
    yield from _members(item, known, ("id", "url", "title", "date_published"), name)
    if not name:
        yield "an item has an empty id, so readers discard it"
    if not item.get("content_html") and not item.get("content_text"):
        yield f"{name} has no content"
    yield from _own_page(item.get("url"), name, address)
    for member in ("external_url", "image", "banner_image"):
        if member in item:
            yield from _absolute(item[member], f"{member} of {name}")
    for member in ("date_published", "date_modified"):
        if member in item and not _is_rfc_3339(item[member]):
            yield f"{member} of {name} is not RFC 3339: {item[member]!r}"
    yield from _authors(item, name)
    if any(not isinstance(tag, str) or not tag for tag in item.get("tags", [])):
        yield f"{name} has a tag without text"
    if not LANGUAGE.fullmatch(item.get("language", "en")):
        yield f"the language of {name} is no language tag"
    attachment_members = {
        "url": str, "mime_type": str, "title": str, "size_in_bytes": int, "duration_in_seconds": int,
    }
    for attachment in item.get("attachments", []):
        yield from _members(attachment, attachment_members, ("url", "mime_type"), f"attachment of {name}")
        yield from _absolute(attachment.get("url"), f"attachment of {name}")
    yield from _html(item.get("content_html", ""), f"content of {name}")


def _authors(holder, name):
    for author in holder.get("authors", []):
        yield from _members(author, {"name": str, "url": str, "avatar": str}, (), f"author of {name}")
        if not author:
            yield f"{name} has an author without members"
        if "url" in author:
            yield from _absolute(author["url"], f"author of {name}")


def _members(value, known, required, name):
    for member in required:
        if member not in value:
            yield f"{name} has no {member}"
    for member, held in value.items():
        if member.startswith("_"):
            if not re.match(r"_[A-Za-z]", member) or not isinstance(held, dict) or "." in member:
                yield f"{name} has a misnamed extension {member}"
            elif any("." in key or key.startswith("_") for key in held):
                yield f"a member of {member} of {name} is misnamed"
        elif member not in known:
            yield f"{name} has an unknown member {member}"
        elif not isinstance(held, known[member]) or (known[member] is int and isinstance(held, bool)):
            yield f"{member} of {name} is not of type {known[member].__name__}"


def opml(document, address):
    root = etree.fromstring(document)
    if root.tag != "opml" or root.get("version") != "2.0" or [child.tag for child in root] != ["head", "body"]:
        yield "the root is not an opml element of version 2.0 with head and body"
        return
    head = {"title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId"}
    yield from (f"the head has an element {child.tag}" for child in root.find("head") if child.tag not in head)
    if (date := root.findtext("head/dateModified")) is not None:
        yield from _rfc_822(date, "dateModified")
    outlines = root.findall("body//outline")
    if not outlines:
        yield "the body holds no outline"
    for outline in outlines:
        name = outline.get("text")
        if not name or not outline.get("title"):
            yield "an outline has no text or no title"
        if outline.get("type") != "rss":
            yield f"{name} is not of type rss"
        for attribute in ("xmlUrl", "htmlUrl"):
            yield from _own_page(outline.get(attribute), f"{attribute} of {name}", address)
    yield from _unique([outline.get("xmlUrl") for outline in outlines], "xmlUrl")


def sitemap(document, address):
    """The rules of https://www.sitemaps.org/protocol.html, its schema's among them."""
    root = etree.fromstring(document)
    children = {SITEMAP + "urlset": SITEMAP + "url", SITEMAP + "sitemapindex": SITEMAP + "sitemap"}
    if root.tag not in children:
        yield f"the root is {root.tag}"
        return
    if len(document) > 50 * 1024 * 1024 or not 1 <= len(root) <= 50_000:
        yield f"{len(root)} addresses in {len(document)} bytes"
    for page in root:
        names = [child.tag for child in page]
        if page.tag != children[root.tag] or names not in ([SITEMAP + "loc"], [SITEMAP + "loc", SITEMAP + "lastmod"]):
            yield f"{page.tag} with {names}"
            continue
        location = page.findtext(SITEMAP + "loc")
        yield from _own_page(location, "a page", address)
        if not location.isascii() or not 12 <= len(location) <= 2048:
            yield f"the address is not written as one: {location!r}"
        changed = page.findtext(SITEMAP + "lastmod")
        if changed is not None and not _is_rfc_3339(changed):
            yield f"lastmod is no date: {changed!r}"
    yield from _unique([page.findtext(SITEMAP + "loc") for page in root], "address")


def _self_link(holder, media_type, address):
    links = [link for link in holder.findall(ATOM + "link") if link.get("rel") == "self"]
    if len(links) != 1 or links[0].get("type") != media_type or links[0].get("href") != address:
        yield f"there is not exactly one self link to {address}"
    for link in holder.findall(ATOM + "link"):
        yield from _absolute(link.get("href"), f"{link.get('rel')} link")


def _own_page(link, name, address):
    """Bridgy Fed passes over items whose page is elsewhere, RSS Parrot over those without one."""
    yield from _absolute(link, f"page of {name}")
    if link and urlsplit(link).netloc != urlsplit(address).netloc:
        yield f"the page of {name} is not on the feed's own host"


def _absolute(url, name):
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", url):
        yield f"the address of {name} is not absolute: {url!r}"


def _unique(values, name):
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{name} {value!r} is there {count} times"


def _newest_first(dates):
    if dates != sorted(dates, reverse=True):
        yield "the newest does not come first"


def _rfc_822(date, name):
    if not RFC_822.fullmatch(date):
        yield f"{name} is not RFC 822 with a year of four digits: {date!r}"
    elif parsedate_to_datetime(date).strftime("%a") != date[:3]:
        yield f"{name} has the wrong weekday: {date!r}"


def _is_rfc_3339(date):
    if not RFC_3339.fullmatch(date):
        return False
    return datetime.fromisoformat(date.replace("Z", "+00:00")).tzinfo is not None


class _Markup(HTMLParser):
    """Elements that a reader throws away or that act, and addresses that are not absolute."""

    def __init__(self):
        super().__init__()
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "iframe", "object", "embed", "form"):
            self.faults.append(f"an element {tag}")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.faults.append(f"an attribute {name}")
            if name in ("href", "src", "cite") and not re.match(r"https?://|mailto:", value or ""):
                self.faults.append(f"a relative address {value!r}")


def _html(text, name):
    markup = _Markup()
    markup.feed(text)
    markup.close()
    yield from (f"{name} holds {fault}" for fault in markup.faults)
