"""A story that kills or hangs its worker is rejected with the reason, and all others are coded."""

from __future__ import annotations

import sys

import pytest

from coder.engines import Counts, Processes, ThisProcess, code_to_output
from coder.engines.run import code_inputs
from coder.store import Output
from coder.stories import find_inputs
from tests.commands import coder, write_stories
from tests.poisonous import PoisonJob

GOOD = ["Chad praised Libya.", "Norway accused Sudan.", "Mali attacked Niger.", "France thanked Ghana."]


def run(tmp_path, texts, engine):
    """Code the texts, in shards of three, and say what is stored of which story."""
    news = write_stories(
        tmp_path / "news.jsonl",
        [{"id": f"s{number}", "date": "2024-05-14", "text": text} for number, text in enumerate(texts)],
    )
    total = Counts()
    output = tmp_path / "output"
    with engine, Output(output).run(dictionaries_digest=engine.dictionaries, model=engine.model, options={}) as writer:
        for counts in code_to_output(find_inputs([news]), engine, writer, size=3):
            total.add(counts)
    assert total.read == total.coded + total.rejected == len(texts)
    stories, events, rejects = (
        coder("sql", query, "-o", output, "--format", "jsonl").rows
        for query in ("from stories", "from events", "from rejects")
    )
    assert {row["story_id"] for row in events} == {row["story_id"] for row in stories}
    return [str(row["story_id"]) for row in stories], rejects


@pytest.mark.skipif(sys.platform == "win32", reason="names of signals are POSIX's")
@pytest.mark.parametrize(("word", "how"), [("EXIT", "exit status 7"), ("CRASH", "signal 11")])
def test_a_story_that_kills_its_worker_is_rejected(tmp_path, word, how):
    texts = [*GOOD[:2], f"Chad praised {word}.", *GOOD[2:]]
    stories, [reject] = run(tmp_path, texts, Processes(PoisonJob(), 2))
    assert stories == ["s0", "s1", "s3", "s4"]
    assert reject["file"] == str(tmp_path / "news.jsonl")
    assert str(reject["reason"]).startswith(f"story `s2`: a worker process died ({how}) when it coded this story")
    assert reject["raw"] == texts[2]


def test_a_story_that_hangs_its_worker_is_rejected(tmp_path):
    stories, [reject] = run(tmp_path, [GOOD[0], "Chad praised HANG.", *GOOD[1:]], Processes(PoisonJob(), 1, seconds=4))
    assert stories == ["s0", "s2", "s3", "s4"]
    assert str(reject["reason"]).startswith("story `s1`: a worker process hung")


def test_several_in_one_shard_are_all_found(tmp_path):
    texts = ["EXIT Chad.", GOOD[0], "EXIT Mali.", "EXIT Niger.", "EXIT Ghana.", "EXIT Togo."]
    stories, rejects = run(tmp_path, texts, Processes(PoisonJob(), 2))
    assert stories == ["s1"]
    assert len(rejects) == 5


@pytest.mark.parametrize("engine", [ThisProcess(PoisonJob()), Processes(PoisonJob(), 1)])
def test_a_story_that_the_code_fails_at_is_rejected_without_a_new_worker(tmp_path, engine):
    stories, [reject] = run(tmp_path, [GOOD[0], "Chad praised RAISE.", *GOOD[1:]], engine)
    assert stories == ["s0", "s2", "s3", "s4"]
    assert reject["reason"] == "story `s1`: coding it failed (IndexError: out of words)"


def test_stories_that_are_coded_alone_though_not_together_are_not_rejected_unsaid(tmp_path):
    texts = ["Chad praised COMPANY.", *GOOD]
    with pytest.raises(Exception, match=r"exit status 8\) 3 times at .*news\.jsonl, though at no story of it alone"):
        run(tmp_path, texts, Processes(PoisonJob(), 1))


def test_without_an_output_a_failing_story_is_rejected_too(tmp_path):
    news = write_stories(
        tmp_path / "news.jsonl", [{"id": "a", "text": "Chad praised RAISE."}, {"id": "b", "text": GOOD[0]}]
    )
    [coded] = code_inputs(find_inputs([news]), PoisonJob().open())
    assert [reject.reason for reject in coded.rejects] == ["story `a`: coding it failed (IndexError: out of words)"]
    assert [event.story_id for event in coded.events] == ["b"]
