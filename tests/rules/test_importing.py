"""What is read of downloads from elsewhere, what is left out, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rules.imported_pack import Provenance, pack_files
from rules.importing import Imported, Name, Origin, read_download, read_speciesplus, read_wikidata
from rules.tables import TableError

# the headers of `cites_listings_export.rb` in the source of Species+
HEADER = (
    "Id,Kingdom,Phylum,Class,Order,Family,Genus,Species,Subspecies,Scientific Name,Author,Rank,Listing,Party,"
    "Listed under,Full note,# Full note,All_DistributionFullNames,All_DistributionISOCodes,NativeDistributionFullNames,"
    "Introduced_Distribution,Introduced(?)_Distribution,Reintroduced_Distribution,Extinct_Distribution,"
    "Extinct(?)_Distribution,Distribution_Uncertain"
)
ENTITY = "http://www.wikidata.org/entity/"


def listing(name: str, appendix: str, number: int = 1, rank: str = "SPECIES") -> str:
    cells = [str(number), "Animalia", *[""] * 7, name, '"Linnaeus, 1758"', rank, appendix, *[""] * 13]
    return ",".join(cells)


def saved(folder: Path, *lines: str, name: str = "download.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_speciesplus_names_go_by_their_listing(tmp_path: Path) -> None:
    """Split listings stay split, several rows of a taxon are put together, and each name has its number."""
    rows = [
        listing("Panthera tigris", "I", 7),
        listing("Loxodonta africana", "I/II", 8),
        listing("Vicugna vicugna", "II", 9),
    ]
    read = read_speciesplus(saved(tmp_path, HEADER, *rows, listing("Vicugna vicugna", "I", 9)))
    assert {"I": ["Panthera tigris"], "I/II": ["Loxodonta africana", "Vicugna vicugna"]} == {
        part: [name.written for name in names] for part, names in read.names.items()
    }
    assert Name(written="Panthera tigris", language="la", source="Species+ taxon 7") == read.names["I"][0]


def test_what_is_no_use_as_a_term_is_left_out_and_counted(tmp_path: Path) -> None:
    """Genera and higher taxa of one word, and what is in no Appendix."""
    rows = [listing("Python", "II", rank="GENUS"), listing("Falco spp.", "II"), listing("Rattus rattus", "NC")]
    read = read_speciesplus(saved(tmp_path, HEADER, *rows, listing("Python regius", "II/NC")))
    assert {"a genus or higher taxon": 2, "not in an Appendix": 1} == read.left_out
    assert ["Python regius"] == [name.written for name in read.names["II"]]


def test_the_semicolon_kind_of_speciesplus_is_read(tmp_path: Path) -> None:
    """Species+ offers both; a comma inside a name's author is no divider then."""
    row = listing("Panthera tigris", "I").replace('"Linnaeus, 1758"', "Linnaeus; 1758".replace(";", ",")).split(",")
    cells = [*row[:10], "Linnaeus, 1758", *row[12:]]
    read = read_speciesplus(saved(tmp_path, HEADER.replace(",", ";"), ";".join(cells)))
    assert ["I"] == list(read.names)


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ([HEADER, listing("Panthera tigris", "A")], 2, "no CITES Appendix"),
        (
            ["Id,Phylum,ScientificName,Rank,Agreement,Listing", "1,x,Panthera tigris,SPECIES,CMS,I"],
            1,
            "'Scientific Name'",
        ),
        ([HEADER, listing("Panthera tigris", "I"), "2,Animalia,Chor"], 3, "3 cells for 26 columns"),
        ([HEADER, listing("Panthera tigris", "I"), '3,Animalia,"Chord'], 3, "not CSV"),
        ([HEADER, listing("Rattus rattus", "NC")], 1, "no name of a species is left"),
        ([HEADER], 1, "no row"),
        (["<!DOCTYPE html>", "<title>Sign in</title>"], 1, "web page"),
    ],
)
def test_a_wrong_speciesplus_file_is_told(tmp_path: Path, lines: list[str], line: int, said: str) -> None:
    """EU annexes, the CMS download, half a file, nothing of use: the line and the reason."""
    with pytest.raises(TableError, match=said) as caught:
        read_download(Origin.SPECIESPLUS, saved(tmp_path, *lines))
    assert line == caught.value.faults[0].line


NAMES = {("la", "Ailuropoda melanoleuca"), ("zh-Hant", "大貓熊"), ("en", "giant panda"), ("pt", "panda-gigante")}
RESULTS = [
    ("giant panda", "en"),
    ("大貓熊", "zh-tw"),
    ("panda-gigante", "pt-br"),
    ("Ailuropoda melanoleuca", "la"),
    ("熊", "zh"),
]


def csv_result() -> list[str]:
    return [
        "item,taxonName,label,lang",
        *(f"{ENTITY}Q33602,Ailuropoda melanoleuca,{label},{lang}" for label, lang in RESULTS),
    ]


def sparql_tsv() -> list[str]:
    rows = (f'<{ENTITY}Q33602>\t"Ailuropoda melanoleuca"\t"{label}"@{lang}' for label, lang in RESULTS)
    return ["?item\t?taxonName\t?label", *rows]


def sparql_json() -> list[str]:
    bindings = [
        {
            "item": {"type": "uri", "value": f"{ENTITY}Q33602"},
            "taxonName": {"type": "literal", "value": "Ailuropoda melanoleuca"},
            "label": {"type": "literal", "xml:lang": lang, "value": label},
        }
        for label, lang in RESULTS
    ]
    return [json.dumps({"head": {"vars": ["item", "taxonName", "label"]}, "results": {"bindings": bindings}})]


def plain_json() -> list[str]:
    facts = {"item": f"{ENTITY}Q33602", "taxonName": "Ailuropoda melanoleuca"}
    return [json.dumps([{**facts, "label": label, "lang": lang} for label, lang in RESULTS])]


@pytest.mark.parametrize(
    "lines", [csv_result(), sparql_tsv(), sparql_json(), plain_json()], ids=["csv", "tsv", "sparql", "json"]
)
def test_every_kind_of_wikidata_result_is_read_alike(tmp_path: Path, lines: list[str]) -> None:
    """Chinese by script, languages without country; a label that is the taxon name or one character is no term."""
    read = read_wikidata(saved(tmp_path, *lines))
    assert NAMES == {(name.language, name.written) for name in read.names[""]}
    assert {"Wikidata Q33602"} == {name.source for name in read.names[""]}
    assert {"a label too short to mean one thing": 1} == read.left_out


def test_quotation_marks_in_labels_are_kept(tmp_path: Path) -> None:
    """SPARQL escapes them in TSV."""
    lines = ["?item\t?taxonName\t?label", f'<{ENTITY}Q1>\t"Abies alba"\t"\\"silver\\" fir"@en']
    assert '"silver" fir' in {name.written for name in read_wikidata(saved(tmp_path, *lines)).names[""]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"results": {"bindings": [', "not whole JSON"),
        ('{"error": "timeout"}', "no query result"),
        ('[{"item": "Q1"}]', "no 'taxonname'"),
        ("item,taxonName\nhttp://other.example/Q1,Abies alba\n", "the item is 'http://other.example/Q1'"),
        ("item,taxonName,label\nQ1,Abies alba,fir\n", "does not say its language"),
        ("item,label\nQ1,fir\n", "no column 'taxonname'"),
        ("[" * 100_000, "not whole JSON"),
    ],
)
def test_a_wrong_wikidata_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    """Half a file, an error message saved as a result, columns that are missing."""
    with pytest.raises(TableError, match=said):
        read_download(Origin.WIKIDATA, saved(tmp_path, text))


def test_the_same_download_gives_the_same_files() -> None:
    """Byte for byte; whatever stands in a name or file name stays inside its quotation marks."""
    names = (Name(written='Bos "x": y', language="la", source="Species+ taxon 1"),)
    read = Imported(names={"I/II": names}, left_out={})
    come = Provenance(origin=Origin.SPECIESPLUS, file="a: b.csv", sha256="0" * 64, size=1, dated=date(2026, 11, 20))
    files = pack_files("mine", read, come)
    assert files == pack_files("mine", read, come)
    assert {"lists/mine-appendix-i-ii.csv", "mine-appendix-i-ii.yaml", ".gitignore", "README.md"} == set(files)
    assert '    - "Bos \\"x\\": y, 250 EUR"' in files["mine-appendix-i-ii.yaml"]
    assert "*\n" == files[".gitignore"]
    assert "forbid passing its data on" in files["README.md"]
