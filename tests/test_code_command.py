"""`coder code`: all kinds of input through the command line, what it counts, says and stores, and how it ends."""

import csv
import gzip
import io
import json
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from coder.query import connect
from tests.commands import COMMAND, coder, coder_process, write_stories

TEXT = "Chad condemned Libya."
JSONL = json.dumps({"id": "s1", "date": "2024-05-14", "text": TEXT}) + "\n"


def triples(done):
    return {(row["source_code"], row["cameo_code"], row["target_code"]) for row in done.rows}


def events(folder):
    with connect(folder) as connection:
        return connection.sql("select * exclude run_id from events").fetchall()


def test_every_kind_of_input_gives_the_same_event(tmp_path):
    def jsonl(name):
        return JSONL.replace("s1", name).encode()

    def table(name, comma=","):
        return comma.join(("id", "date", "text\n")).encode() + comma.join((name, "2024-05-14", TEXT + "\n")).encode()

    parquet = io.BytesIO()
    pq.write_table(pa.table({"id": ["parquet"], "date": ["2024-05-14"], "text": [TEXT]}), parquet)
    files = {
        "a.txt": f"date 2024-05-14 N'DJAMENA - {TEXT}".encode(),
        "a.jsonl": jsonl("jsonl"),
        "a.json": b"[" + jsonl("json") + b"]",
        "a.csv": table("csv"),
        "a.tsv": table("tsv", "\t"),
        "a.parquet": parquet.getvalue(),
        "a.xml": b'<Sentences><Sentence date="20240514" id="xml_1" source="news" sentence="true"><Text>%s</Text></Sentence></Sentences>'
        % TEXT.encode(),
        "b.jsonl.gz": gzip.compress(jsonl("gzip")),
        "b.csv.zst": zstandard.compress(table("zstd")),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = coder("code", tmp_path, "--jsonl")
    assert done.status == 0
    assert len(done.rows) == len({row["story_id"] for row in done.rows}) == len(files)
    assert triples(done) == {("TCD", "111", "LBY")}
    assert {row["event_date"] for row in done.rows} == {"2024-05-14"}


def test_folders_globs_and_stdin(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.jsonl").write_text(JSONL, encoding="utf-8")
    (tmp_path / "deep" / "b.txt").write_text("Norway praised Iceland.", encoding="utf-8")
    both = {("TCD", "111", "LBY"), ("NOR", "051", "ISL")}
    assert triples(coder("code", tmp_path, "--jsonl")) == both
    assert triples(coder("code", tmp_path / "**" / "*.*", "--jsonl")) == both
    assert triples(coder("code", "-", "--jsonl", stdin=JSONL.encode())) == {("TCD", "111", "LBY")}
    assert triples(coder("code", "-", "--jsonl", stdin=TEXT.encode())) == {("TCD", "111", "LBY")}


def test_files_that_are_left_out_are_counted_by_their_endings(tmp_path):
    for name in ("b.docx", "c.pdf", "deep/d.PDF", "deep/README", "deep/e.tar.gz", ".hidden.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "a.jsonl").write_text(JSONL, encoding="utf-8")
    said = "coder: 5 files are left out, whose endings tell no format: 2 .pdf, 1 without an ending, 1 .docx, 1 .tar\n"
    assert said in coder("code", tmp_path, tmp_path / "*", tmp_path / "a.jsonl", "--jsonl").err
    assert coder("code", tmp_path, "--jsonl", "-q").err == ""
    assert "left out" not in coder("code", tmp_path / "a.jsonl", "--jsonl").err


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A file with records of every fate, coded into a folder: (input, output, what the command said)."""
    folder = tmp_path_factory.mktemp("mixed")
    stories = folder / "news.jsonl"
    stories.write_text(
        '{"id": "good", "date": "2024-05-14", "text": "Chad condemned Libya. Libya rejected the accusation."}\n'
        '{"id": "good", "date": "2024-05-14", "text": "Chad condemned Libya. Libya rejected the accusation."}\n'
        '{"id": "good", "text": "Norway praised Iceland."}\n'
        '{"id": "blank", "text": "  "}\n'
        '{"id": "undated", "text": "Norway praised Iceland."}\n'
        '{"id": "late", "date": "the day before", "text": "Norway praised Iceland."}\n'
        "{broken\n",
        encoding="utf-8",
    )
    return stories, folder / "out", coder("code", stories, "-o", folder / "out", "--keep-text")


def test_the_counts_add_up_and_rejects_make_exit_status_3(mixed):
    _, _, done = mixed
    assert done.status == 3
    assert done.out == ""
    assert "7 stories read: 2 coded, 1 empty, 3 rejected, 1 duplicate;" in done.err
    assert "rejected 1: another story has the id `good` and a different text" in done.err
    assert "rejected 1: broken JSON" in done.err
    assert "rejected 1: unreadable date 'the day before'" in done.err


def test_the_summary_shows_how_to_see_the_lines_that_were_rejected(mixed):
    stories, output, done = mixed
    [query] = [line.split('"')[1] for line in done.err.splitlines() if "from rejects" in line]
    shown = coder("sql", query, "-o", output, "--format", "jsonl").rows
    assert {(row["file"], row["line"]) for row in shown} == {(stories.as_posix(), line) for line in (3, 6, 7)}
    fine = write_stories(output.parent / "fine.jsonl", [{"id": "a", "text": TEXT}])
    assert "from rejects" not in coder("code", fine, "-o", output.parent / "fine").err


def test_what_was_rejected_before_still_makes_exit_status_3(mixed):
    stories, output, _ = mixed
    again = coder("code", stories, "-o", output, "--keep-text")
    assert again.status == 3
    assert "7 stories read: 0 coded, 0 empty, 3 rejected, 4 done before;" in again.err
    assert "rejected 3: when this was done before; the table rejects says why" in again.err


def test_stories_without_a_date_are_said_once(mixed):
    assert mixed[2].err.count("have no date") == 1


def test_every_record_is_in_a_table(mixed):
    stories, output, _ = mixed
    with connect(output) as connection:
        kept = connection.sql("select story_id, status from stories order by all").fetchall()
        rejected = connection.sql("select file, line from rejects order by line").fetchall()
        dates = connection.sql("select distinct story_id, event_date::varchar from events order by 1").fetchall()
    assert kept == [("blank", "empty"), ("good", "coded"), ("good", "duplicate"), ("undated", "coded")]
    assert {file for file, _ in rejected} == {stories.as_posix()}
    assert [line for _, line in rejected] == [3, 6, 7]
    assert dates == [("good", "2024-05-14"), ("undated", None)]


def test_sentences_count_from_one_and_keep_their_text(mixed):
    with connect(mixed[1]) as connection:
        rows = connection.sql(
            "select distinct sentence_number, sentence from events where story_id = 'good'"
        ).fetchall()
    assert (1, "Chad condemned Libya.") in rows


def test_jsonl_names_rejects_by_file_and_line_and_writes_no_files(mixed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = coder("code", mixed[0], "--jsonl")
    assert done.status == 3
    assert triples(done) >= {("TCD", "111", "LBY"), ("NOR", "051", "ISL")}
    assert f"coder: {mixed[0].as_posix()}:7: broken JSON" in done.err
    assert list(tmp_path.iterdir()) == []


def test_jsonl_has_the_fields_of_the_table(mixed):
    _, output, _ = mixed
    with connect(output) as connection:
        columns = [row[0] for row in connection.sql("describe events").fetchall()]
    row = coder("code", mixed[0], "--jsonl", "--keep-text").rows[0]
    assert list(row) == columns
    assert "sentence" not in coder("code", mixed[0], "--jsonl").rows[0]


def test_a_second_run_skips_what_is_done_and_leaves_the_rows_as_they_are(mixed):
    stories, output, _ = mixed
    before = {path.name: path.read_bytes() for path in (output / "events").iterdir()}
    done = coder("code", stories, "-o", output, "--keep-text")
    assert "0 coded" in done.err
    assert "4 done before" in done.err
    assert {path.name: path.read_bytes() for path in (output / "events").iterdir()} == before


def test_quiet_says_nothing(tmp_path):
    (tmp_path / "a.jsonl").write_text(JSONL, encoding="utf-8")
    done = coder("code", tmp_path / "a.jsonl", "-o", tmp_path / "out", "-q")
    assert done == (0, "", "")
    assert len(events(tmp_path / "out")) == 1


def test_date_is_for_stories_without_one_and_map_names_the_columns(tmp_path):
    path = tmp_path / "news.csv"
    rows = [("key", "body", "day"), ("a", TEXT, "2024-05-01"), ("b", "Norway praised Iceland.", "")]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    maps = [part for pair in ("id=key", "text=body", "date=day") for part in ("--map", pair)]
    done = coder("code", path, "--jsonl", *maps, "--date", "2024-05-14")
    assert done.status == 0
    assert {(row["story_id"], row["event_date"]) for row in done.rows} == {("a", "2024-05-01"), ("b", "2024-05-14")}


def test_mentions_of_the_input_win(tmp_path):
    text = "The Harbour Union condemned Libya."
    mentions = [{"start": 4, "end": 17, "code": "TCDLAB"}]
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": text, "mentions": mentions}])
    assert triples(coder("code", path, "--jsonl")) == {("TCDLAB", "111", "LBY")}


def test_user_dictionaries_add_rules_and_switch_ours_off(tmp_path):
    text = "Chad condemned Libya. Norway waltzed with Iceland. The Zorgon Front condemned Norway."
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": text}])
    with_ours = triples(coder("code", path, "--jsonl"))
    assert ("TCD", "111", "LBY") in with_ours
    assert not {event for event in with_ours if event[0] == "NOR"}
    ours = coder("dictionary", "find", "condemned").out + coder("dictionary", "find", "condemn").out
    verbs = tmp_path / "mine" / "verbs"
    verbs.mkdir(parents=True)
    rules = ["trigger,pos,pattern,code,roles,example", "waltz,verb,with=ACTOR,040,,Norway waltzed with Iceland."]
    for line in ours.splitlines():
        place, _, row = line.partition(": ")
        if place.startswith("verbs/11"):
            [[trigger, pos, pattern, *_]] = csv.reader([row])
            rules.append(f"{trigger},{pos},{pattern},off,,")
    (verbs / "mine.csv").write_text("\n".join(rules) + "\n", encoding="utf-8")
    (tmp_path / "mine" / "actors").mkdir()
    (tmp_path / "mine" / "actors" / "mine.csv").write_text("name,code,from,to,note\nZorgon Front,TCDREB,,,\n")
    with_mine = triples(coder("code", path, "--jsonl", "--dictionaries", tmp_path / "mine"))
    assert ("NOR", "040", "ISL") in with_mine
    assert not {event for event in with_mine if event[1].startswith("11")}


def test_changed_dictionaries_replace_what_was_coded_before(tmp_path):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": "Norway waltzed with Iceland."}])
    coder("code", path, "-o", tmp_path / "out")
    assert events(tmp_path / "out") == []
    (tmp_path / "mine" / "verbs").mkdir(parents=True)
    (tmp_path / "mine" / "verbs" / "mine.csv").write_text(
        "trigger,pos,pattern,code,roles,example\nwaltz,verb,with=ACTOR,040,,Norway waltzed with Iceland.\n"
    )
    done = coder("code", path, "-o", tmp_path / "out", "--dictionaries", tmp_path / "mine")
    assert "other dictionaries" in done.err
    assert len(events(tmp_path / "out")) == 2


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("empty.txt", b"", 0, "1 stories read: 0 coded, 1 empty, 0 rejected"),
        ("empty.jsonl", b"", 0, "no input holds any story"),
        ("header_alone.csv", b"id,text\n", 0, "no input holds any story"),
        ("binary.txt", bytes(range(256)) * 20, 3, "a binary file, not text"),
        ("binary.jsonl", bytes(range(256)) * 20, 3, "not valid UTF-8"),
        ("broken.parquet", b"PAR1 but not quite", 3, "rejected 1"),
        ("cut.jsonl.gz", gzip.compress(JSONL.encode())[:20], 3, "truncated"),
        ("no_text.csv", b"id,words\n1,Chad\n", 3, "map the text"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_files_without_stories_end_sensibly(tmp_path, name, data, status, said):
    (tmp_path / name).write_bytes(data)
    done = coder("code", tmp_path / name, "-o", tmp_path / "out")
    assert done.status == status
    assert said in done.err
    assert events(tmp_path / "out") == []


def test_a_file_without_any_text_asks_for_the_right_column(tmp_path):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": ""}, {"id": "b", "text": " "}])
    assert "is the right column mapped" in coder("code", path, "--jsonl").err


def test_two_megabytes_on_one_line(tmp_path):
    # Most of it holds no actor, so that this is no test of patience.
    filler = "The river rose again and the farmers of the valley waited for the boats to come. "
    text = filler * (2**21 // len(filler)) + TEXT
    path = tmp_path / "long.txt"
    path.write_text(text, encoding="utf-8")
    done = coder("code", path, "--jsonl")
    assert (done.status, triples(done)) == (0, {("TCD", "111", "LBY")})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: no such file or folder"),
        (["folder"], "the folder holds no file to read"),
        (["folder/*.txt"], "the glob matches no file to read"),
        (["a.jsonl", "--no-such-flag"], "No such option"),
        (["a.jsonl", "--date", "2024-13-01"], "is no day; write it as 2023-07-11"),
        (["a.jsonl", "--map", "text"], "expected FIELD=COLUMN"),
        (["a.jsonl", "--map", "words=text"], "stories have no field 'words'"),
        (["a.jsonl", "--map", "text=words"], "a.jsonl has no field 'words' for the text"),
        (["a.jsonl", "--dictionaries", "nowhere"], "nowhere: no such folder of dictionaries"),
        (
            ["a.jsonl", "--model", "no_such_model"],
            "the parser's model no_such_model cannot be loaded: run `python3 -m pip --python .venv install en-core-web-sm",
        ),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_work_is_exit_status_2(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.doc").write_text("notes")
    (tmp_path / "a.jsonl").write_text(JSONL, encoding="utf-8")
    status, out, err = coder("code", *arguments, "--jsonl")
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    "option",
    [
        ["--output", "out"],
        ["--keep-parses"],
        ["--workers", "2"],
        ["--engine", "processes"],
        ["--cluster", "local"],
        ["--shard", "1/2"],
    ],
)
def test_what_json_lines_have_no_use_for_is_exit_status_2(tmp_path, option):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}])
    done = coder("code", path, "--jsonl", *option)
    assert (done.status, done.out) == (2, "")
    assert f"does not go with {option[0]}\n" in done.err


def test_an_output_that_is_a_file_is_exit_status_1(tmp_path):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}])
    done = coder("code", path, "-o", path)
    assert done.status == 1
    assert "cannot be written" in done.err


def test_a_closed_pipe_ends_it_quietly(tmp_path):
    stories = [{"id": f"s{number}", "text": TEXT} for number in range(500)]
    path = write_stories(tmp_path / "a.jsonl", stories)
    with subprocess.Popen(
        [*COMMAND, "code", str(path), "--jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["source_code"] == "TCD"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_no_escape_sequence_reaches_what_is_no_terminal(tmp_path):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "text": TEXT}])
    done = coder_process("code", path, "-o", tmp_path / "out")
    assert done.status == 0
    assert "\x1b" not in done.out + done.err


def test_a_story_in_two_files_is_said_with_the_remedy(tmp_path):
    stories = [{"id": f"s{number}", "date": "2024-05-14", "text": TEXT} for number in range(3)]
    (tmp_path / "news").mkdir()
    write_stories(tmp_path / "news" / "a.jsonl", stories[:2])
    done = coder("code", tmp_path / "news", "-o", tmp_path / "out")
    assert "more than one file" not in done.err
    write_stories(tmp_path / "news" / "b.jsonl", [stories[1], stories[1], stories[2]])
    done = coder("code", tmp_path / "news", "-o", tmp_path / "out")
    assert done.status == 0
    assert "coder: 1 stories, by their ids, stand in more than one file; their events count each time" in done.err
    [query] = [part for part in done.err.split("`") if part.startswith("select")]
    [row] = coder("sql", query, "-o", tmp_path / "out", "--format", "jsonl").rows
    assert row["story_id"] == "s1"
    once = (
        "select count(distinct story_id) as stories, count(*) as events from events_unique where duplicate_of is null"
    )
    [row] = coder("sql", once, "-o", tmp_path / "out", "--format", "jsonl").rows
    assert row["events"] == 1
