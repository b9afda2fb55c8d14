"""Harvests a repository with three programs that libraries use, and prints what each found as JSON.

    oai_harvest.py BASE_URL PREFIX [SET]
"""

import json
import sys

import oaipmh.client
import oaipmh.metadata
import oaipmh_scythe
import sickle
from lxml import etree



class LikeBefore:
    """lxml as pyoai knows it: an evaluator of XPath had a method `evaluate`, and is now called itself."""

    def __getattr__(self, name):
        return getattr(etree, name)

    class XPathEvaluator:
        def __init__(self, *arguments, **named):
            self.evaluate = etree.XPathEvaluator(*arguments, **named)


oaipmh.client.etree = oaipmh.metadata.etree = LikeBefore()

base, prefix, *sets = sys.argv[1:]
narrowed = {"set": sets[0]} if sets else {}


def with_sickle():
    for record in sickle.Sickle(base).ListRecords(metadataPrefix=prefix, **narrowed):
        yield record.header.identifier, record.deleted, record.header.datestamp, record.header.setSpecs


def with_scythe():
    with oaipmh_scythe.Scythe(base) as scythe:
        for record in scythe.list_records(metadata_prefix=prefix, set_=sets[0] if sets else None):
            header = record.header
            yield header.identifier, record.deleted, header.datestamp, header.setSpecs


def with_pyoai():
    registry = oaipmh.metadata.MetadataRegistry()
    registry.registerReader("oai_dc", oaipmh.metadata.oai_dc_reader)
    registry.registerReader("mods", lambda element: element)
    client = oaipmh.client.Client(base, registry)
    # The three parts of a description that every provider must state.
    identify = client.identify()
    assert identify.granularity() == "YYYY-MM-DDThh:mm:ssZ" and identify.deletedRecord() == "persistent"
    assert identify.adminEmails() and identify.earliestDatestamp()
    client.updateGranularity()
    for header, metadata, _ in client.listRecords(metadataPrefix=prefix, **narrowed):
        assert header.isDeleted() == (metadata is None)
        yield header.identifier(), header.isDeleted(), header.datestamp().isoformat() + "Z", header.setSpec()


harvests = {"sickle": with_sickle, "oaipmh-scythe": with_scythe, "pyoai": with_pyoai}
print(json.dumps({name: list(harvest()) for name, harvest in harvests.items()}))
