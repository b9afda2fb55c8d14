"""Reads documents of a running gateway back, and prints what a reader makes of them.

Usage: read_back.py ADDRESS...

For each address one JSON object is printed on a line of its own: the format, what feedparser (for JSON
Feed the JSON itself, for a citation what `citations` names) made of the document, and the rules of its
specification that it breaks.
"""

import calendar
import json
import sys
from datetime import datetime
from urllib.request import ProxyHandler, build_opener

import feedparser
from lxml import etree

import citations
import rules


def main(addresses):
    # Straight to the gateway, whatever proxy the environment names.
    opener = build_opener(ProxyHandler({}))
    for address in addresses:
        with opener.open(address, timeout=10) as reply:
            told = read(address, reply.headers.get_content_type(), reply.read())
            print(json.dumps({"address": address, **told}))


def read(address, media_type, document):
    match media_type:
        case "application/rss+xml":
            return {"format": "rss", "faults": list(rules.rss(document, address)), **xml_feed(document)}
        case "application/atom+xml":
            return {"format": "atom", "faults": list(rules.atom(document, address)), **xml_feed(document)}
        case "application/feed+json":
            feed = json.loads(document)
            return {"format": "json", "faults": list(rules.json_feed(feed, address)), **json_feed(feed)}
        case "text/x-opml":
            return {"format": "opml", "faults": list(rules.opml(document, address)), **outlines(document)}
        case "application/x-bibtex":
            return {"format": "bib", **citations.bibtex(document)}
        case "application/x-research-info-systems":
            return {"format": "ris", **citations.ris(document)}
        case "application/vnd.citationstyles.csl+json":
            return {"format": "csl.json", **citations.csl_json(document)}
        case "application/rdf+xml":
            return {"format": "rdf", **citations.zotero_rdf(document)}
        case "application/xml":
            return {"format": "sitemap", "faults": list(rules.sitemap(document, address)), **sitemap(document)}
    return {"format": media_type, "faults": [f"nothing here reads {media_type}"]}


def xml_feed(document):
    # Sanitising is a reader's own affair; here every byte counts.
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        return {"error": repr(parsed.bozo_exception)}
    return {
        "title": parsed.feed.title,
        "description": parsed.feed.subtitle,
        "language": parsed.feed.language,
        "page": parsed.feed.link,
        "entries": [
            {
                "id": entry.id,
                "title": entry.title,
                "page": entry.link,
                "published": calendar.timegm(entry.published_parsed),
                "summary": entry.get("summary"),
                "content": entry.content[0].value if "content" in entry else entry.summary,
                "categories": [tag.label or tag.term for tag in entry.get("tags", [])],
                "authors": [author.name for author in entry.get("authors", [])],
                "enclosures": [enclosure.href for enclosure in entry.enclosures],
            }
            for entry in parsed.entries
        ],
    }


def json_feed(feed):
    return {
        "title": feed["title"],
        "description": feed["description"],
        "language": feed["language"],
        "page": feed["home_page_url"],
        "entries": [
            {
                "id": item["id"],
                "title": item["title"],
                "page": item["url"],
                "published": int(datetime.fromisoformat(item["date_published"].replace("Z", "+00:00")).timestamp()),
                "summary": item.get("summary"),
                "content": item["content_html"],
                "categories": item.get("tags", []),
                "authors": [author["name"] for author in item.get("authors", [])],
                "enclosures": [attachment["url"] for attachment in item.get("attachments", [])],
            }
            for item in feed["items"]
        ],
    }


def outlines(document):
    root = etree.fromstring(document)
    return {
        "title": root.findtext("head/title"),
        "outlines": [dict(outline.attrib) for outline in root.findall("body/outline")],
    }


def sitemap(document):
    root = etree.fromstring(document)
    return {
        "index": etree.QName(root).localname == "sitemapindex",
        "listed": [
            {"address": page.findtext("{*}loc"), "changed": page.findtext("{*}lastmod")} for page in root
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
