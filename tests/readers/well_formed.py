"""Parses XML documents with libxml2, which forgives nothing.

Usage: well_formed.py FOLDER

Prints what is wrong with each file of the folder that is not well-formed.
"""

import sys
from pathlib import Path

from lxml import etree

for document in sorted(Path(sys.argv[1]).iterdir()):
    try:
        etree.parse(document)
    except etree.XMLSyntaxError as error:
        print(f"{error}: {document.read_text()!r}")
