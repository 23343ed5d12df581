"""Tables as people bring them: what is read, and what is told with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.tables import MOST_CHARACTERS, MOST_FAULTS, Table, TableError

NEEDED = (("text", "body"), ("label",))


def table(folder: Path, content: bytes | str) -> Table:
    path = folder / "labels.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Table(path, NEEDED)


def read(folder: Path, content: bytes | str) -> list[tuple[int, str, str]]:
    return [(row.line, row.first("text", "body"), row.first("label")) for row in table(folder, content).rows()]


@pytest.mark.parametrize(
    "content",
    [
        "text,label\na,1\n",
        "text;label\na;1\n",
        "text\tlabel\na\t1",
        "\ufefftext,label\r\na,1\r\n",
        " Text ,LABEL\na,1\n",
        "body,label\na,1\n\n,\n",
        '"text","label"\n"a","1"\n',
    ],
)
def test_tables_are_read_as_spreadsheets_write_them(tmp_path: Path, content: str) -> None:
    """Commas, semicolons or tabs; with or without a mark, quotes, capitals, and blank rows at the end."""
    assert [(2, "a", "1")] == read(tmp_path, content)


def test_a_row_is_told_by_the_line_on_which_it_begins(tmp_path: Path) -> None:
    """Texts go over several lines; the row behind one has its own line."""
    assert [(2, "a\nb\nc", "1"), (5, "d", "0")] == read(tmp_path, 'text,label\n"a\nb\nc",1\nd,0\n')


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "empty"),
        (b"\n\n", 1, "empty"),
        (b"text,label\n", 1, "no row"),
        ("text,label\na,1\n".encode("utf-16"), 1, "UTF-16"),
        (b"text,label\na,1\n\xff\xfe,0\n", 3, "not UTF-8"),
        (b"text,label\na,1\nb\0,0\n", 3, "NUL"),
        (b"words,label\na,1\n", 1, "no column 'text' or 'body'"),
        (b"text,text,label\na,b,1\n", 1, "'text' stands twice"),
        (b"text,label\na,1\nb\n", 3, "1 cells for 2 columns"),
        (b"text,label\na,b,1\n", 2, "3 cells for 2 columns"),
        (b'text,label\na,1\n"b,0\nc,1\n', 3, "not CSV"),
        (b"<!DOCTYPE html><html><title>Log in</title>", 1, "web page"),
        (b"\x89PNG\r\n\x1a\n", 1, "not UTF-8"),
    ],
)
def test_a_fault_has_its_line_and_what_to_do(tmp_path: Path, content: bytes, line: int, said: str) -> None:
    """Each way a file can be bad, told in one sentence."""
    with pytest.raises(TableError) as caught:
        read(tmp_path, content)
    (fault,) = caught.value.faults
    assert line == fault.line
    assert said in fault.message
    assert fault.remedy
    assert str(caught.value).startswith(f"{tmp_path / 'labels.csv'}:{line}: ")


def test_many_faults_come_together_and_not_without_end(tmp_path: Path) -> None:
    """Several are told at once; after the twentieth the rest is not read."""
    with pytest.raises(TableError) as few:
        read(tmp_path, "text,label\na\nb,1\nc\n")
    with pytest.raises(TableError) as many:
        read(tmp_path, "text,label\n" + "a\n" * 1000)
    assert ([2, 4], MOST_FAULTS) == ([fault.line for fault in few.value.faults], len(many.value.faults))


def test_a_text_of_five_megabytes_is_a_text(tmp_path: Path) -> None:
    """It is read whole; one that is longer than anything a page holds is told with its line."""
    assert [(2, 5_000_000, "1")] == [
        (row[0], len(row[1]), row[2]) for row in read(tmp_path, f"text,label\n{'a' * 5_000_000},1")
    ]
    with pytest.raises(TableError, match="field larger than"):
        read(tmp_path, f"text,label\n{'a' * (MOST_CHARACTERS + 1)},1")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Path and reason, no traceback."""
    with pytest.raises(TableError, match="cannot be read"):
        Table(tmp_path / "none.csv", NEEDED)
