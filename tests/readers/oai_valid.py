"""Holds OAI-PMH replies against the XML schemas of OAI, DCMI and the Library of Congress.

Reads a JSON list of XML texts from standard input. Prints the errors, and nothing if all are valid.
"""

import json
import pathlib
import sys

from lxml import etree

SCHEMAS = pathlib.Path(__file__).parent / "oai"

# The schema of the protocol leaves room for any metadata; with the others known, that is checked too.
ALL = """<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="OAI-PMH.xsd"/>
<import namespace="http://www.openarchives.org/OAI/2.0/oai_dc/" schemaLocation="oai_dc.xsd"/>
<import namespace="http://www.loc.gov/mods/v3" schemaLocation="mods-3-6.xsd"/>
</schema>"""


class Local(etree.Resolver):
    """Takes every schema from the folder, whatever its address on the web is."""

    def resolve(self, url, public_id, context):
        return self.resolve_filename(str(SCHEMAS / url.rsplit("/", 1)[-1]), context)


parser = etree.XMLParser(no_network=True)
parser.resolvers.add(Local())
schema = etree.XMLSchema(etree.fromstring(ALL.encode(), parser, base_url=str(SCHEMAS / "all.xsd")))
for reply in json.load(sys.stdin):
    document = etree.fromstring(reply.encode())
    if not schema.validate(document):
        print(*schema.error_log, sep="\n")
