"""Makes a client of a running gateway's OpenAPI document, as the author of an app would, and reads everything with it.

Usage: client.py ORIGIN

What the client makes of an answer must be the whole answer, and nothing that the document does not name. It follows
redirects only where it has no commas for `fields`. Prints the ids of all reports in their order, as JSON.
"""

import json
import subprocess
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import attrs


def main(origin):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        # Straight to the gateway, whatever proxy the environment names.
        with build_opener(ProxyHandler({})).open(f"{origin}/api/v1/openapi.json", timeout=10) as reply:
            (folder / "openapi.json").write_bytes(reply.read())
        # What it would do to the code's looks is nothing to a test.
        (folder / "options.yaml").write_text("post_hooks: []\n")
        generate = ["generate", "--path", folder / "openapi.json", "--config", folder / "options.yaml"]
        generate += ["--meta", "none", "--output-path", folder / "made", "--fail-on-warning"]
        made = subprocess.run([sys.executable, "-B", "-m", "openapi_python_client", *generate],
                              capture_output=True, text=True)
        if made.returncode:
            sys.exit(made.stdout + made.stderr)
        sys.path.insert(0, str(folder))
        print(json.dumps(read_all(origin)))


def read_all(origin):
    from made import Client
    from made.api.default import get_collection, get_report, get_root, get_topic, list_reports, list_topics
    from made.models import ListReportsFieldsItem, ListReportsKindItem, ListReportsSort, ProblemDetails
    from made.types import UNSET

    client = Client(base_url=origin, raise_on_unexpected_status=True, httpx_args={"trust_env": False})
    following = Client(base_url=origin, follow_redirects=True, httpx_args={"trust_env": False})

    def ask(endpoint, *path, expected=HTTPStatus.OK, client=client, **parameters):
        reply = endpoint.sync_detailed(*path, client=client, **parameters)
        asked = f"{endpoint.__name__} {path} {parameters}"
        assert reply.status_code == expected, f"{asked}: {reply}"
        hold(asked, reply.parsed, json.loads(reply.content))
        return reply.parsed

    ask(get_root)
    collection = ask(get_collection)
    for topic in ask(list_topics).topics:
        assert ask(get_topic, topic.id) == topic
        assert ask(list_reports, topic=[topic.id]).total == topic.report_count

    ids, cursor = [], UNSET
    while True:
        part = ask(list_reports, limit=3, cursor=cursor)
        for report in part.reports:
            assert ask(get_report, report.id).to_dict() == report.to_dict()
        ids += [report.id for report in part.reports]
        cursor = part.next_cursor
        if cursor is UNSET:
            break
    assert len(ids) == part.total == collection.report_count

    kinds = [ListReportsKindItem.BRIEF, ListReportsKindItem.REPORT]
    fields = [ListReportsFieldsItem.TITLE, ListReportsFieldsItem.PUBLISHED]
    ask(list_reports, q="report", facets=True, highlights=True, sort=ListReportsSort.TITLE)
    ask(list_reports, kind=kinds)
    for report in ask(list_reports, fields=fields, client=following).reports:
        assert report.title and report.published and report.added is UNSET, report
    for problem in (
        ask(get_report, "never-was", expected=HTTPStatus.NOT_FOUND),
        ask(get_topic, "never-was", expected=HTTPStatus.NOT_FOUND),
        ask(list_reports, limit=0, expected=HTTPStatus.BAD_REQUEST),
        ask(list_reports, cursor="forged", expected=HTTPStatus.BAD_REQUEST),
    ):
        assert isinstance(problem, ProblemDetails), problem
    return ids


def hold(asked, read, sent):
    """What the client has read against what was sent."""
    assert without_zone(read.to_dict()) == without_zone(sent), f"{asked}: read {read.to_dict()}, sent {sent}"
    for path, unnamed in unnamed_fields(read):
        raise AssertionError(f"{asked}: the document does not name {path}{unnamed}")


def without_zone(value):
    """A moment as both write it: the client has `+00:00` for `Z`."""
    if isinstance(value, dict):
        return {name: without_zone(member) for name, member in value.items()}
    if isinstance(value, list):
        return [without_zone(member) for member in value]
    return value.replace("+00:00", "Z") if isinstance(value, str) else value


def unnamed_fields(read, path=""):
    if isinstance(read, list):
        for member in read:
            yield from unnamed_fields(member, path)
    if attrs.has(type(read)):
        if read.additional_properties:
            yield path, sorted(read.additional_properties)
        for field in attrs.fields(type(read)):
            yield from unnamed_fields(getattr(read, field.name), f"{path}{field.name}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
