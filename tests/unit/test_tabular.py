"""Reading and writing CSV as operators' spreadsheets make it."""

import io

import pytest

from gateway.tabular import Row, RowError, flag, read_table, write_table


def table(tmp_path, content: bytes):
    """The table read from `content`."""
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return read_table(path, ("code", "name"), ("note",))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"code\na\n", "line 1, name: this column is missing"),
        (b"code,name,colour\na,b,c\n", "line 1, colour: unknown column; known are code, name, note"),
        (b"code,name,name\na,b,c\n", "line 1, name: this column is there twice"),
        (b"code,name\na,b,c\n", "line 2, row: more cells than columns: put quotes round text that has a comma"),
        (b"code,name\na,b\nc\n", "line 3, name: the row ends before this column"),
        ("code,name\na,گھر\n".encode("utf-16"), "line 1, row: the file is not UTF-8: save it as 'CSV UTF-8'"),
        (b'code,name\na,"b\n', "line 1, row: the file is not proper CSV: unexpected end of data"),
        (b"", "line 1, code: this column is missing"),
    ],
)
def test_faults_of_the_file(tmp_path, content, error):
    assert error in [str(found) for found in table(tmp_path, content).errors]


def test_byte_order_mark_blank_lines_and_spaces_are_fine(tmp_path):
    read = table(tmp_path, "\ufeffcode, name\n a , گھر \n\n,\nb,c\n".encode())
    assert read.errors == []
    assert [(row.line, dict(row.cells)) for row in read.rows] == [
        (2, {"code": "a", "name": "گھر"}),
        (5, {"code": "b", "name": "c"}),
    ]


def test_writes_words_lists_and_empties():
    out = io.StringIO()
    write_table(out, ("a", "b", "c", "d"), [{"a": True, "b": None, "c": ["x", "y"], "d": "p, q"}])
    assert out.getvalue() == 'a,b,c,d\nyes,,x|y,"p, q"\n'


@pytest.mark.parametrize(("cell", "expected"), [("yes", True), ("TRUE", True), ("0", False), ("", False)])
def test_flags(cell, expected):
    assert flag(Row(2, {"on": cell}), "on") is expected


def test_a_flag_that_is_neither():
    assert flag(Row(2, {"on": "ja"}), "on") == RowError(2, "on", "'ja' is neither yes nor no")
