"""Serves fifty-five records by OAI-PMH with pyoai, the toolkit of many repositories in Python. Prints its address."""

import datetime
import sys
import types
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# pyoai takes one function from this module, which newer versions of Python no longer have.
sys.modules["cgi"] = types.SimpleNamespace(parse_qs=urllib.parse.parse_qs)

from oaipmh import common, error, metadata, server  # noqa: E402

FIRST = datetime.datetime(2024, 1, 1, 12, 0, 0)


def record(number):
    changed = FIRST + datetime.timedelta(days=number)
    header = common.Header(None, f"oai:pyoai.example:{number}", changed, ["even"] if number % 2 == 0 else [], number == 7)
    fields = {"title": [f"Floods & <droughts> {number}"], "creator": ["Ñuñoa, Ana"], "date": ["2023"]}
    return header, common.Metadata(None, fields), None


class Repository:
    def identify(self):
        return common.Identify(
            repositoryName="Reports",
            baseURL="http://127.0.0.1/",
            protocolVersion="2.0",
            adminEmails=["keeper@example.org"],
            earliestDatestamp=FIRST,
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
        )

    def listRecords(self, metadataPrefix, set=None, from_=None, until=None):
        records = [record(number) for number in range(55)]
        records = [one for one in records if from_ is None or one[0].datestamp() >= from_]
        records = [one for one in records if set is None or set in one[0].setSpec()]
        if not records:
            raise error.NoRecordsMatchError("Nothing")
        return records


registry = metadata.MetadataRegistry()
registry.registerWriter("oai_dc", server.oai_dc_writer)
repository = server.Server(Repository(), metadata_registry=registry, resumption_batch_size=10)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.urlsplit(self.path).query
        body = repository.handleRequest(dict(urllib.parse.parse_qsl(query)))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
print(f"http://127.0.0.1:{listening.server_port}/oai", flush=True)
listening.serve_forever()
