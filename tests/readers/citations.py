"""Citations as reference managers read them: BibTeX by pybtex, RIS by rispy, CSL-JSON by its own schema, and Zotero RDF
as Zotero's translator `RDF` reads it.

Each function takes a document's bytes and gives the rules that it breaks and what it says of the report,
in the same words for all formats.
"""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import rispy
from lxml import etree
from jsonschema import Draft7Validator
from pybtex import errors
from pybtex.bibtex.utils import split_tex_string
from pybtex.database import parse_string
from pybtex.richtext import Text

# What latexcodec, which pybtex reads TeX with, has no word for.
NAMED = {
    r"{\textbraceleft}": "{", r"{\textbraceright}": "}", r"{\textasciicircum}": "^", r"{\textless}": "<",
    r"{\textgreater}": ">", r"{\textbar}": "|", r"\$": "$",
}
SCHEMA = Draft7Validator(json.loads(Path(__file__).with_name("csl-data.json").read_text()))
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
RIS_LINE = re.compile(r"[A-Z][A-Z0-9]  - (.*)")


def bibtex(document):
    errors.set_strict_mode()
    [(key, entry)] = parse_string(document.decode(), "bibtex").entries.items()
    fields = {name.lower(): value for name, value in entry.fields.items()}
    body = fields.get("institution" if entry.type == "techreport" else "publisher")
    date = [fields["year"]]
    if "month" in fields:
        date.append(f"{MONTHS.index(fields['month']) + 1:02}")
    if "day" in fields:
        date.append(f"{int(fields['day']):02}")
    return {
        "faults": list(_ascii_keys(key)),
        "kind": entry.type,
        "key": key,
        "title": _text(fields["title"]),
        "lowered": str(Text.from_latex(fields["title"]).lower()),
        "authors": [_person(person) for person in entry.persons.get("author", [])],
        "date": "-".join(date),
        "publishers": _parted(_text(_list_of_one(body)) if body else None, "; "),
        "genre": fields["type"],
        "doi": _verbatim(fields["doi"]) if "doi" in fields else None,
        "address": _verbatim(fields["url"]),
        "language": fields["language"],
        "subjects": [_text(word) for word in split_tex_string(fields.get("keywords", ""), ",", filter_empty=True)],
        "summary": _text(fields["abstract"]) if "abstract" in fields else None,
    }


def _list_of_one(body):
    """Biblatex splits bodies at an unbraced "and"; this file has one text for all of them."""
    return _only(split_tex_string(body, " and "))


def _only(values):
    [value] = values
    return value


def _verbatim(address):
    """Styles print addresses as they stand; what would unbalance the entry is percent-encoded."""
    return re.sub("%(7B|7D|5C)", lambda sign: unquote(sign[0]), address)


def _ascii_keys(key):
    if not re.fullmatch(r"[a-z0-9-]+", key):
        yield f"the key {key!r} is not one that every program takes"


def _text(latex):
    """What TeX prints, braces and macros gone."""
    # They wait as characters that nothing else uses.
    waiting = {chr(0xE000 + at): name for at, name in enumerate(NAMED)}
    for character, name in waiting.items():
        latex = latex.replace(name, character)
    text = str(Text.from_latex(latex))
    return "".join(NAMED[waiting[character]] if character in waiting else character for character in text)


def _person(person):
    family = " ".join(person.prelast_names + person.last_names)
    given = " ".join(person.first_names + person.middle_names)
    return _text(f"{family}, {given}" if given else family)


def ris(document):
    text = document.decode()
    [record] = rispy.loads(text)
    return {
        "faults": list(_ris_rules(text)),
        "kind": record["type_of_reference"],
        "key": record["id"],
        "title": record["title"],
        "authors": record.get("authors", []),
        "date": "-".join(record["date"].split("/")[:3]).rstrip("-") if "date" in record else record["year"],
        "publishers": _parted(record.get("publisher"), "; "),
        "genre": record["type_of_work"],
        "doi": record.get("doi"),
        "address": _only(record["urls"]),
        "language": record["language"],
        "subjects": record.get("keywords", []),
        "summary": record.get("abstract"),
    }


def _ris_rules(text):
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        yield "not every line ends with CR LF"
    lines = text.split("\r\n")[:-1]
    for line in lines:
        if not RIS_LINE.fullmatch(line):
            yield f"no tag, two spaces, hyphen and space: {line!r}"
    if not lines[0].startswith("TY") or lines[-1] != "ER  - ":
        yield "the type does not come first or the end not last"
    if any(RIS_LINE.fullmatch(line)[1] == "" for line in lines[:-1]):
        yield "a value is empty"


def csl_json(document):
    items = json.loads(document)
    [item] = items
    [date] = item["issued"]["date-parts"]
    return {
        "faults": [error.message for error in SCHEMA.iter_errors(items)],
        "kind": item["type"],
        "key": item["id"],
        "lowered": _lowered(item["title"]),
        "title": re.sub('<span class="nocase">(.*?)</span>', r"\1", item["title"]),
        "authors": [
            name["literal"] if "literal" in name else f"{name['family']}, {name['given']}"
            for name in item.get("author", [])
        ],
        "date": "-".join([f"{date[0]:04}", *(f"{number:02}" for number in date[1:])]),
        "publishers": _parted(item.get("publisher"), "; "),
        "genre": item["genre"],
        "doi": item.get("DOI"),
        "address": item["URL"],
        "language": item["language"],
        "subjects": _parted(item.get("keyword"), ", "),
        "summary": item.get("abstract"),
    }


RDF = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "bib": "http://purl.org/net/biblio#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


def zotero_rdf(document):
    item = etree.fromstring(document).find("rdf:Description", RDF)

    def first(path):
        return item.findtext(path, namespaces=RDF)

    def name(person):
        parts = (person.findtext(f"foaf:{part}", namespaces=RDF) for part in ("surname", "givenName"))
        return ", ".join(part for part in parts if part is not None)

    labeled = [element.text for element in item.findall("dc:identifier", RDF) if len(element) == 0]
    return {
        "faults": [f"an identifier without a label: {text!r}" for text in labeled if not text.startswith("DOI ")],
        "kind": first("z:itemType"),
        "key": item.get(f"{{{RDF['rdf']}}}about").rsplit("/", 1)[1],
        "title": first("dc:title"),
        "authors": [name(person) for person in item.findall("bib:authors/rdf:Seq/rdf:li/foaf:Person", RDF)],
        "date": first("dc:date"),
        "publishers": _parted(first("dc:publisher/foaf:Organization/foaf:name"), "; "),
        "genre": first("z:type"),
        "doi": labeled[0].removeprefix("DOI ") if labeled else None,
        "address": first("dc:identifier/dcterms:URI/rdf:value"),
        "language": first("z:language"),
        "subjects": [subject.text for subject in item.findall("dc:subject", RDF)],
        "summary": first("dcterms:abstract"),
    }


def _lowered(title):
    """The title as a style in sentence case has it: in small letters but for what is marked."""
    parts = re.split('<span class="nocase">(.*?)</span>', title)
    return "".join(part if at % 2 else part.lower() for at, part in enumerate(parts))


def _parted(text, sign):
    return text.split(sign) if text else []
