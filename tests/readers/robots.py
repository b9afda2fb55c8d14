"""Asks a reader of robots.txt which addresses a crawler may fetch.

Usage: robots.py protego|urllib CRAWLER ADDRESS... < robots.txt

Prints those that it may fetch, a line each. Protego is Scrapy's and follows RFC 9309; urllib's knows the
format as it was before.
"""

import sys
from urllib.robotparser import RobotFileParser

from protego import Protego

reader, crawler, *addresses = sys.argv[1:]
text = sys.stdin.read()
if reader == "protego":
    robots = Protego.parse(text)
    may_fetch = robots.can_fetch
else:
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    may_fetch = lambda address, crawler: robots.can_fetch(crawler, address)
for address in addresses:
    if may_fetch(address, crawler):
        print(address)
