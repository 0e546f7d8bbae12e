"""Workers code side by side, and what they code does not depend on how many there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coder.engines import Counts, Job, Processes, ThisProcess, code_to_output, processes
from coder.engines.tasks import read_tasks
from coder.errors import CoderError
from coder.store import Output, read_manifest
from coder.stories import find_inputs
from tests.commands import coder_process, write_stories
from tests.poisonous import LateJob

TEXTS = (
    "Norway's president met with officials of Sudan on Monday. The two countries signed an agreement.",
    "Chad praised Libya for report {}.",
    "",
    "Soldiers of Mali clashed with militants near Gao.",
    "It rained {} times.",
)
FILES = {"a.jsonl": 11, "b.jsonl": 3, "c.jsonl": 0, "d.jsonl": 7}


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Files of stories, some without text, some twice and some broken."""
    folder = tmp_path_factory.mktemp("news")
    for name, count in FILES.items():
        path = write_stories(
            folder / name,
            [
                {"id": f"{name} {number % 9}", "date": "2024-05-14", "text": TEXTS[number % len(TEXTS)].format(number)}
                for number in range(count)
            ],
        )
        path.write_text(path.read_text() + "{broken\n")
    return folder


def code(engine, news, output, **options):
    """Code in shards of two records."""
    total = Counts()
    with engine, Output(output).run(dictionaries_digest=engine.dictionaries, model=engine.model, options={}) as run:
        for counts in code_to_output(find_inputs([news]), engine, run, size=2, **options):
            total.add(counts)
    return total


def parquet(output):
    return {str(path.relative_to(output)): path.read_bytes() for path in sorted(output.rglob("*.parquet"))}


@pytest.mark.parametrize("keep_parses", [False, True])
def test_files_and_their_order_are_the_same_for_any_number_of_workers(news, tmp_path, keep_parses):
    job = Job(keep_parses=keep_parses)
    found = []
    for number, engine in enumerate((ThisProcess(job), Processes(job, 1), Processes(job, 3))):
        output = tmp_path / str(number)
        total = code(engine, news, output, keep_parses=keep_parses)
        assert total.read == total.coded + total.empty + total.duplicate + total.rejected == 25
        found.append(
            (parquet(output), list(read_manifest(output).shards.values()), {**vars_of(total), "seconds": None})
        )
    assert found[0] == found[1] == found[2]
    assert len(found[0][1]) == 13


def test_a_file_of_some_hundred_stories_is_work_for_several_workers(tmp_path):
    path = write_stories(tmp_path / "news.jsonl", [{"id": f"{number}", "text": "It rained."} for number in range(1750)])
    parts = [part for task in read_tasks(find_inputs([path]), None, None) for part in task.parts]
    assert [len(part.records()) for part in parts] == [100] * 8 + [200] * 4 + [150]
    assert [part.shard.part for part in parts] == list(range(13))


def vars_of(counts):
    return {name: getattr(counts, name) for name in Counts.__slots__}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at the processes of Linux")
def test_the_parent_loads_no_parser_and_workers_use_one_thread_each(tmp_path):
    (tmp_path / "news").mkdir()
    for number in range(2):
        write_stories(
            tmp_path / "news" / f"{number}.jsonl",
            [{"id": f"{number} {n}", "date": "2024-05-14", "text": "Chad praised Libya."} for n in range(100)],
        )
    script = """
import os, sys
from pathlib import Path
from coder.engines import Job, Processes, code_to_output
from coder.stories import find_inputs
from coder.store import Output
if __name__ == "__main__":
    with Processes(Job(), 2) as engine:
        with Output(sys.argv[2]).run(dictionaries_digest=engine.dictionaries, model=engine.model, options={}) as run:
            for _ in code_to_output(find_inputs([sys.argv[1]]), engine, run):
                pass
            children = [task.read_text().split() for task in Path("/proc/self/task").glob("*/children")]
            for child in sorted(set(sum(children, []))):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    environment = Path(f"/proc/{child}/environ").read_bytes().split(b"\\0")
                    print(*sorted(pair.decode() for pair in environment if b"_NUM_THREADS" in pair))
    print("spacy" in sys.modules, "thinc" in sys.modules)
"""
    (tmp_path / "run.py").write_text(script)
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, tmp_path / "run.py", tmp_path / "news", tmp_path / "out"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1"] * 2 + ["False False"]


@pytest.mark.parametrize("workers", ["0", "1"])
def test_errors_of_a_worker_are_the_users_errors(tmp_path, workers):
    news = write_stories(tmp_path / "news.jsonl", [{"id": "a", "text": "Chad praised Libya."}])
    (tmp_path / "own" / "verbs").mkdir(parents=True)
    (tmp_path / "own" / "verbs" / "own.csv").write_text("trigger\npraise\nblame\n")
    done = coder_process("code", news, "-o", tmp_path / "out", "--workers", workers, "--dictionaries", tmp_path / "own")
    assert done.status == 2
    assert "own.csv:1" in done.err
    done = coder_process("code", news, "-o", tmp_path / "out", "--workers", workers, "--model", "nothing")
    assert (done.status, "model nothing cannot be loaded" in done.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_dictionaries_that_change_while_a_run_uses_them_end_it(news, tmp_path):
    own = tmp_path / "own" / "verbs"
    own.mkdir(parents=True)
    (own / "own.csv").write_text("trigger,pos,pattern,code,roles,example\n")
    engine = Processes(Job((own.parent,)), 2)
    with engine:
        (own / "own.csv").write_text("trigger,pos,pattern,code,roles,example\n\n")
        with (
            pytest.raises(CoderError, match="changed while this run used them"),
            Output(tmp_path / "out").run(dictionaries_digest=engine.dictionaries, model="", options={}) as run,
        ):
            list(code_to_output(find_inputs([news]), engine, run, size=2))


@pytest.fixture
def long_news(tmp_path):
    """Stories of which each is more than a pipe holds."""
    return write_stories(
        tmp_path / "long.jsonl",
        [{"id": f"s{number}", "text": "Chad praised Libya.", "title": "long " * 200_000} for number in range(6)],
    )


def test_workers_load_side_by_side(long_news, tmp_path):
    (tmp_path / "begun").mkdir()
    engine = Processes(LateJob(folder=tmp_path / "begun", number=3), 3)
    assert code(engine, long_news, tmp_path / "out").coded == 6
    assert len(list((tmp_path / "begun").iterdir())) == 3


def test_a_worker_that_hangs_while_it_loads_ends_the_run(long_news, tmp_path, monkeypatch):
    (tmp_path / "begun").mkdir()
    with Processes(LateJob(folder=tmp_path / "begun", number=99), 2) as engine:
        monkeypatch.setattr(processes, "START_SECONDS", 0.5)
        with (
            pytest.raises(CoderError, match=r"hung while it loaded .*is there memory for 2 workers"),
            Output(tmp_path / "out").run(dictionaries_digest=engine.dictionaries, model="", options={}) as run,
        ):
            list(code_to_output(find_inputs([long_news]), engine, run, size=2))
