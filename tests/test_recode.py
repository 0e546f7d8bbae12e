"""Kept parses are coded again with changed dictionaries: the same rows as coding anew, without a parser."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.errors import CoderError
from coder.language.parse import Parse
from coder.store import Output, read_manifest, read_parses
from coder.store.parses import parses_table
from coder.stories.story import Duplicate, GivenMention, ParsedStory, Reject, Story
from tests.commands import coder, coder_process, write_stories

TEXTS = (
    "Norway's president met with officials of Sudan on Monday. The two countries signed an agreement. It rained.",
    "Chad praised Libya for the report. Zubrovia criticised Norway.",
    "",
    "Soldiers of Mali clashed with militants near Gao.",
)
RECORDS: list[dict[str, object]] = [
    *({"id": f"s{number}", "date": "2024-05-14", "text": text} for number, text in enumerate(TEXTS)),  # type: ignore[list-item]
    {"id": "s1", "date": "2024-05-14", "text": TEXTS[1]},
    {"id": "s3", "date": "2024-05-14", "text": "Another text of Chad."},
    {"id": "s9", "date": "2024-05-14"},
    {
        "id": "s10",
        "date": "2024-05-14",
        "text": "Ruritania attacked Norway.",
        "mentions": [{"start": 0, "end": 9, "code": "RUR"}],
    },
]


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return write_stories(tmp_path_factory.mktemp("news") / "news.jsonl", RECORDS)


def dictionaries(folder, verbs="", actors=""):
    for kind, header, rows in (
        ("verbs", "trigger,pos,pattern,code,roles,example", verbs),
        ("actors", "name,code,from,to,note", actors),
    ):
        (folder / kind).mkdir(parents=True)
        (folder / kind / "own.csv").write_text(f"{header}\n{rows}\n" if rows else f"{header}\n")
    return folder


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Dictionaries that code praise otherwise than ours."""
    folder = tmp_path_factory.mktemp("own")
    return dictionaries(folder, "praise,verb,subject=ACTOR object=ACTOR,070,,Chad praised Libya.")


@pytest.fixture(scope="module")
def kept(news, tmp_path_factory):
    """An output with parses."""
    output = tmp_path_factory.mktemp("kept") / "output"
    assert coder("code", news, "-o", output, "--keep-parses", "--workers", 0).status == 3
    return output


def copy(output, target):
    for path in output.rglob("*.*"):
        (target / path.relative_to(output)).parent.mkdir(parents=True, exist_ok=True)
        (target / path.relative_to(output)).write_bytes(path.read_bytes())
    return target


def tables(output, *names):
    return {
        str(path.relative_to(output)): path.read_bytes()
        for name in names or ("events", "stories", "rejects")
        for path in sorted((output / name).glob("*.parquet"))
    }


def codes(output):
    return {row["cameo_code"] for row in coder("sql", "from events", "-o", output, "--format", "jsonl").rows}


def test_recoding_gives_the_bytes_that_coding_anew_gives(kept, news, changed, tmp_path):
    recoded, anew = tmp_path / "recoded", tmp_path / "anew"
    assert coder("recode", kept, "-o", recoded, "--dictionaries", changed, "--workers", 0).status == 3
    assert coder("code", news, "-o", anew, "--dictionaries", changed, "--workers", 0).status == 3
    assert tables(recoded) == tables(anew)
    assert codes(recoded) - codes(kept) == {"070"}


def test_in_place_the_new_events_replace_the_old_and_the_parses_stay(kept, changed, tmp_path):
    output = copy(kept, tmp_path / "output")
    before = tables(output, "parses")
    done = coder("recode", output, "--dictionaries", changed, "--workers", 0)
    assert "1 shards coded with other dictionaries" in done.err
    assert "070" in codes(output)
    assert "still holds" not in done.err
    again = coder("recode", output, "--dictionaries", changed, "--workers", 0)
    assert "6 done before" in again.err
    back = coder("recode", output, "--workers", 0)
    assert back.status == 3
    assert tables(output, "events", "stories", "rejects", "parses") == tables(
        kept, "events", "stories", "rejects", "parses"
    )
    assert tables(output, "parses") == before


def test_what_is_recoded_is_done_for_coding_too(kept, news, changed, tmp_path):
    output = copy(kept, tmp_path / "output")
    coder("recode", output, "--dictionaries", changed, "--workers", 0)
    done = coder("code", news, "-o", output, "--dictionaries", changed, "--keep-parses", "--workers", 0)
    assert "6 done before" in done.err


def test_sentences_that_were_never_parsed_are_counted_and_not_passed_off_as_coded(kept, news, tmp_path):
    """Zubrovia is no actor of ours, so its sentence passes the screen only by the new dictionaries."""
    own = dictionaries(tmp_path / "own", actors="Zubrovia,ZUB,,,a country that we made up")
    (own / "countries.csv").write_text(
        "code,name,iso3,iso2,cow,gwn,from,to,capital,latitude,longitude\nZUB,Zubrovia,,,,,,,,,\n"
    )
    text = "Zubrovia and the rebels clashed. Zubrovia flew."
    path = write_stories(tmp_path / "z.jsonl", [{"id": "z", "date": "2024-05-14", "text": text}])
    output = tmp_path / "output"
    coder("code", path, "-o", output, "--keep-parses", "--workers", 0)
    recoded = coder("recode", output, "--dictionaries", own, "--workers", 0)
    assert "sentences that were never parsed could hold events" in recoded.err
    assert "1 done before" in coder("recode", output, "--dictionaries", own, "--workers", 0).err
    anew = coder("code", path, "-o", output, "--dictionaries", own, "--keep-parses", "--workers", 0)
    assert "1 coded" in anew.err
    assert "never parsed" not in coder("recode", output, "--dictionaries", own, "--workers", 0).err


def test_without_a_screen_nothing_is_missing(tmp_path):
    path = write_stories(tmp_path / "z.jsonl", [{"id": "z", "date": "2024-05-14", "text": "It rained. Zubrovia flew."}])
    own = dictionaries(tmp_path / "own", actors="Zubrovia,NOR,,,for the test")
    coder("code", path, "-o", tmp_path / "output", "--keep-parses", "--no-screen", "--workers", 0)
    done = coder("recode", tmp_path / "output", "--dictionaries", own, "--workers", 0)
    assert "never parsed" not in done.err
    assert "2 of 2 sentences" in done.err


def test_stories_that_came_parsed_are_recoded(tmp_path):
    path = tmp_path / "news.conllu"
    words = ("Chad PROPN 2 nsubj", "praised VERB 0 root praise", "Libya PROPN 2 obj", ". PUNCT 2 punct")
    rows = []
    for number, word in enumerate(words, 1):
        form, pos, head, relation, *lemma = word.split()
        rows.append("\t".join([str(number), form, *(lemma or [form]), pos, "_", "_", head, relation, "_", "_"]))
    path.write_text("# newdoc id = p\n# date = 2024-05-14\n" + "\n".join(rows) + "\n\n")
    coder("code", path, "-o", tmp_path / "one", "--keep-parses", "--workers", 0)
    done = coder("recode", tmp_path / "one", "-o", tmp_path / "two", "--workers", 0)
    assert done.status == 0
    assert codes(tmp_path / "one") == {"051"}
    assert tables(tmp_path / "one") == tables(tmp_path / "two")


def test_recoding_imports_no_parser(kept, tmp_path):
    (tmp_path / "spacy.py").write_text("raise SystemExit('spaCy is imported')")
    (tmp_path / "thinc.py").write_text("raise SystemExit('thinc is imported')")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent)])}
    assert "is imported" in coder_process("explain", "Chad praised Libya.", env=env).err
    for workers in ("0", "1"):
        done = coder_process("recode", kept, "-o", tmp_path / f"new{workers}", "--workers", workers, env=env)
        assert (done.status, "4 coded" in done.err) == (3, True), done.err


def test_coding_with_parses_after_coding_without_codes_again(news, tmp_path):
    output = tmp_path / "output"
    coder("code", news, "-o", output, "--workers", 0)
    events = tables(output, "events")
    nothing = coder("recode", output, "--workers", 0)
    assert (nothing.status, "code --keep-parses" in nothing.err) == (2, True)
    assert "done before" not in coder("code", news, "-o", output, "--keep-parses", "--workers", 0).err
    assert "6 done before" in coder("code", news, "-o", output, "--keep-parses", "--workers", 0).err
    assert tables(output, "events") == events


def test_parses_go_when_their_story_changes_or_goes(tmp_path):
    path, output = tmp_path / "news.jsonl", tmp_path / "output"
    for texts in (["Chad praised Libya."], ["Libya praised Chad."], ["Libya praised Chad. It rained."], []):
        write_stories(path, [{"id": "a", "date": "2024-05-14", "text": text} for text in texts])
        assert coder("code", path, "-o", output, "--keep-parses", "--workers", 0).status == 0
        manifest = read_manifest(output)
        assert len(manifest.parses) == len(manifest.shards) == len(tables(output, "parses")) == len(texts)


def test_coding_anew_without_keeping_drops_the_parses_that_it_makes_stale(kept, news, changed, tmp_path):
    output = copy(kept, tmp_path / "output")
    coder("code", news, "-o", output, "--dictionaries", changed, "--workers", 0)
    assert not read_manifest(output).parses
    assert not tables(output, "parses")


def test_where_no_output_is_there_is_none_to_recode(tmp_path):
    done = coder("recode", tmp_path / "nowhere")
    assert (done.status, list(tmp_path.iterdir())) == (2, [])
    assert f"{tmp_path / 'nowhere'}: no output of coder here" in done.err


def test_damaged_parses_are_named(kept, tmp_path):
    output = copy(kept, tmp_path / "output")
    [path] = (output / "parses").glob("*.parquet")
    path.write_bytes(b"PAR1 no more")
    done = coder("recode", output, "-o", tmp_path / "new", "--workers", 1)
    assert (done.status, str(path) in done.err, "code the stories again" in done.err) == (1, True, True)
    pq.write_table(pa.table({"kind": ["parsed"]}), path)
    with pytest.raises(CoderError, match=r"holds no parses.*line"):
        list(read_parses(path, "news.jsonl"))


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-1, 2**31 - 1)
tokens = st.lists(st.tuples(words, words, words, words, numbers, words, numbers), max_size=5)
parses = st.none() | tokens.map(lambda rows: Parse(*(zip(*rows, strict=True) if rows else [()] * 7)))
stories = st.builds(
    Story,
    id=words,
    text=words,
    date=st.none() | st.dates(date(1, 1, 1)),
    title=words,
    publisher=words,
    url=words,
    dateline_place=words,
    mentions=st.lists(st.builds(GivenMention, numbers, numbers, words), max_size=3).map(tuple),
)
sentences = st.lists(st.tuples(st.tuples(numbers, numbers), parses), max_size=4)
records = st.lists(
    st.builds(
        lambda story, rows, screened: ParsedStory(
            story, [span for span, _ in rows], [parse for _, parse in rows], screened
        ),
        stories,
        sentences,
        st.booleans(),
    )
    | st.builds(Duplicate, stories)
    | st.builds(Reject, st.just("file"), numbers, words, words),
    max_size=5,
)


@given(records=records)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_comes_back_as_it_was(tmp_path, records):
    pq.write_table(parses_table(records), tmp_path / "kept.parquet", compression="zstd")
    assert list(read_parses(tmp_path / "kept.parquet", "file")) == records


def test_the_run_says_how_long_each_stage_took(kept):
    [run] = Output(kept).manifest().runs.values()
    assert sorted(run.seconds) == ["code", "parse", "read", "write"]
    assert all(seconds > 0 for seconds in run.seconds.values())


@pytest.mark.skipif(sys.platform == "win32", reason="names of signals are POSIX's")
@pytest.mark.parametrize(
    "point", ["after-write:1", "after-drop:1", "after-unlink:1", "after-rename:2", "before-manifest:1"]
)
def test_recoding_in_place_that_is_killed_loses_nothing(kept, changed, tmp_path, point):
    whole, broken = copy(kept, tmp_path / "whole"), copy(kept, tmp_path / "broken")
    coder("recode", whole, "--dictionaries", changed, "--workers", 0)
    arguments = ("recode", broken, "--dictionaries", changed, "--workers", 0)
    assert coder_process(*arguments, env=os.environ | {"CODER_FAULT": point}).status == 137
    assert coder(*arguments).status == 3
    every = ("events", "stories", "rejects", "parses")
    assert tables(broken, *every) == tables(whole, *every)
