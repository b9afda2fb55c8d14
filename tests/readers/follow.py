"""Polls a feed with feedparser, as often as a line comes in. Tells of each poll: the status, and the ids it knows.

Arguments: the feed's address, and which validators to send back: etag, modified, both or neither.
"""

import json
import sys

import feedparser

address, mode = sys.argv[1:]
known, etag, modified = set(), None, None
for _ in sys.stdin:
    fields = {}
    if mode in ("etag", "both"):
        fields["etag"] = etag
    if mode in ("modified", "both"):
        fields["modified"] = modified
    feed = feedparser.parse(address, **fields)
    if feed.status != 304:
        etag, modified = feed.get("etag"), feed.get("modified")
        known.update(entry.id for entry in feed.entries)
    print(json.dumps({"status": feed.status, "known": sorted(known)}), flush=True)
