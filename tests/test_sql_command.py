"""`coder sql` answers on stdout in the format asked for, changes nothing, and says plainly what is wrong."""

import csv
import io
import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coder.cli import main
from tests.sample_events import JULY, event, store

HOSTILE = "a\x1b]0;title\x07 \x9b31m\u202ered\nnew row"


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("output")
    met = JULY, "IRNGOV", "040", "EGY"
    return store(folder, [event("e1", *met), event("e2", *met, sentence=HOSTILE)])


@pytest.fixture
def sql(output, monkeypatch, capfd):
    """Runs the command; gives exit status, stdout and stderr."""

    def run(query, *rest, folder=output):
        monkeypatch.setattr(sys, "argv", ["coder", "sql", query, "--output", str(folder), *rest])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capfd.readouterr()

    return run


QUERY = "select event_id, cameo_code, goldstein, source_sectors, event_date, url from events order by event_id"


def test_a_table_is_aligned_text(sql):
    assert sql(QUERY) == (
        0,
        "event_id  cameo_code  goldstein  source_sectors  event_date  url\n"
        "--------  ----------  ---------  --------------  ----------  ---\n"
        'e1        040               1.0  ["GOV"]         2023-07-11\n'
        'e2        040               1.0  ["GOV"]         2023-07-11\n',
        "",
    )


def test_csv(sql):
    status, out, err = sql(QUERY + " limit 1", "--format", "csv")
    assert (status, err) == (0, "")
    assert out == 'event_id,cameo_code,goldstein,source_sectors,event_date,url\ne1,040,1.0,"[""GOV""]",2023-07-11,\n'


def test_json_and_json_lines(sql):
    row = {
        "event_id": "e1",
        "cameo_code": "040",
        "goldstein": 1.0,
        "source_sectors": ["GOV"],
        "event_date": "2023-07-11",
        "url": None,
    }
    assert json.loads(sql(QUERY + " limit 1", "--format", "json")[1]) == [row]
    lines = sql(QUERY, "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == [row, row | {"event_id": "e2"}]


def test_json_of_no_rows_is_an_empty_list(sql):
    assert json.loads(sql("from events where false", "--format", "json")[1]) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select 'nan'::double as value", None),
        ("select sum(quad_class) as value from events", 2),
        ("select 1.50::decimal(9, 2) as value", 1.5),
        ("select {'a': date '2023-07-11', 'b': [null, 'x']} as value", {"a": "2023-07-11", "b": [None, "x"]}),
        ("select timestamp '2023-07-11 10:00:00' as value", "2023-07-11T10:00:00"),
        ("select map {'k': 1} as value", {"k": 1}),
        ("select 1 as value, 2 as value", 1),
    ],
)
def test_json_of_other_types(sql, query, expected):
    (row,) = json.loads(sql(query, "--format", "json")[1])
    assert row["value"] == expected


def test_parquet_to_stdout_and_to_a_file(output, tmp_path):
    path = tmp_path / "events.parquet"
    for target, rest in ((subprocess.PIPE, []), (None, ["--save", str(path)])):
        done = subprocess.run(
            [sys.executable, "-m", "coder.cli", "sql", "from events", "-o", str(output), "--format", "parquet", *rest],
            stdout=target,
            check=True,
        )
        table = pq.read_table(io.BytesIO(done.stdout) if target else path)
        assert table.column("cameo_code").to_pylist() == ["040", "040"]
        assert table.column("source_sectors").to_pylist() == [["GOV"], ["GOV"]]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_in_any_format_is_what_stdout_would_be(sql, tmp_path):
    for form in ("table", "csv", "json", "jsonl"):
        path = tmp_path / form
        assert sql(QUERY, "--format", form, "--save", str(path)) == (0, "", "")
        assert path.read_text() == sql(QUERY, "--format", form)[1]


def test_a_file_that_cannot_be_written_is_named(sql, tmp_path):
    status, out, err = sql(QUERY, "--save", str(tmp_path / "no" / "file.txt"))
    assert (status, out) == (1, "")
    assert "file.txt: cannot be written (No such file or directory)" in err


def test_the_query_comes_from_stdin(sql, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("select count(*) as n\nfrom events -- all\n"))
    assert sql("-", "--format", "csv")[:2] == (0, "n\n2\n")


def test_a_large_result_comes_whole_and_in_order(sql):
    _, out, _ = sql("select i from range(5000) as t (i) order by i desc", "--format", "csv")
    assert out == "i\n" + "".join(f"{i}\n" for i in range(4999, -1, -1))
    assert len(sql("select i from range(5000) as t (i)")[1].splitlines()) == 5002


def test_a_closed_pipe_is_no_error(output):
    command = [sys.executable, "-m", "coder.cli", "sql", "from range(2000000)", "-o", str(output), "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select nothing from events", 'Referenced column "nothing" not found'),
        ("select * form events", 'syntax error at or near "events"'),
        ("from nowhere", "Table with name nowhere does not exist"),
        ("select cameo_name::int from events", "Could not convert string"),
        ("", "single SELECT"),
    ],
)
def test_a_wrong_query_fails_with_the_words_of_duckdb(sql, query, message):
    status, out, err = sql(query)
    assert (status, out) == (1, "")
    assert message in err
    assert "Traceback" not in err
    assert "query(?)" not in err


@pytest.mark.parametrize(
    "query",
    [
        "copy events to '{folder}/x.csv'",
        "with x as (copy events to '{folder}/x.csv') from x",
        "from query('copy events to ''{folder}/x.csv''')",
        "attach '{folder}/x.duckdb'",
        "create table x as from events",
        "insert into runs from runs",
        "with x as (insert into runs from runs returning *) from x",
        "select 1; create table x (i int)",
        "set lock_configuration = false",
        "explain analyze copy events to '{folder}/x.csv'",
        "export database '{folder}/x'",
        "from read_text('/etc/hostname')",
        "from '/etc/../etc/hostname'",
        "from read_csv('https://example.com/x.csv')",
        "from '{folder}/../outside.parquet'",
    ],
)
def test_nothing_is_written_and_nothing_outside_is_read(sql, output, query):
    pq.write_table(pa.table({"secret": [1]}), output.parent / "outside.parquet")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    status, out, _ = sql(query.format(folder=output))
    assert (status, out) == (1, "")
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_the_files_of_the_output_can_be_read(sql, output):
    lines = sql(f"from '{output}/events/*.parquet'", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line)["event_id"] for line in lines] == ["e1", "e2"]


def test_a_missing_output_says_what_to_do(sql, tmp_path):
    status, out, err = sql("from events", folder=tmp_path / "missing")
    assert (status, out) == (2, "")
    assert "missing: no output of coder here; make one with `coder code INPUT" in err


def test_text_cannot_break_rows_or_columns(sql):
    query = "select sentence, event_id from events where event_id = 'e2'"
    lines = sql(query)[1].splitlines()
    assert len(lines) == 3
    assert lines[2] == r"a\x1b]0;title\x07 \x9b31m\u202ered\nnew row  e2"
    (row,) = list(csv.DictReader(io.StringIO(sql(query, "--format", "csv")[1], newline="")))
    assert row["sentence"] == HOSTILE
    assert json.loads(sql(query, "--format", "json")[1])[0]["sentence"] == HOSTILE


def on_a_terminal(output, query, form, columns):
    """What a terminal of that width is sent."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "coder.cli", "sql", query, "-o", str(output), "--format", form],
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"COLUMNS": str(columns), "TERM": "xterm"},
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            piece = os.read(ours, 10000)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        sent += piece
    os.close(ours)
    process.wait()
    return sent.decode()


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
@pytest.mark.parametrize("columns", [40, 200])
def test_a_terminal_is_never_sent_control_characters_of_the_text(output, form, columns):
    sent = on_a_terminal(output, "select event_id, sentence from events where event_id = 'e2'", form, columns)
    assert "title" in sent
    for character in ("\x1b]", "\x07", "\x9b", "\u202e"):
        assert character not in sent


def test_rows_wider_than_the_terminal_are_shown_a_line_a_value(output):
    sent = on_a_terminal(output, "from events where event_id = 'e1'", "table", 80)
    assert "-- 1\r\n" in sent
    assert "source_code           IRNGOV\r\n" in sent


def test_headings_break_where_that_lets_the_rows_fit(output):
    query = "select event_id as a_long_heading, cameo_code as another_long_heading from events where event_id = 'e1'"
    assert "another_long_heading" in on_a_terminal(output, query, "table", 80)
    broken = on_a_terminal(output, query, "table", 30)
    assert "another_long" not in broken
    assert [line.split() for line in broken.splitlines() if "e1" in line] == [["e1", "040"]]


def test_parquet_is_not_sent_to_a_terminal(output):
    assert "name a file with --save" in on_a_terminal(output, "from events", "parquet", 80)


def test_help_and_query_load_no_parser(output):
    code = (
        "import sys; from coder.cli import main; sys.argv = ['coder', 'sql', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit: print({'spacy', 'polars', 'pandas'} & set(sys.modules))"
    )
    for rest in (["--help"], ["select 1", "-o", str(output)]):
        done = subprocess.run([sys.executable, "-c", code, *rest], capture_output=True, text=True, check=True)
        assert done.stdout.endswith("set()\n")
