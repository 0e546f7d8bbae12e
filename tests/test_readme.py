"""What the README shows is what happens: its commands work as typed, on files with the names that it uses, and its output is real."""

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import fsspec
import pytest

from coder.errors import install_extra

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
INSTALLING = [text for kind, text in BLOCKS if kind == "sh" and "-m venv" in text]
COMMANDS = [text for kind, text in BLOCKS if kind == "sh" and "-m venv" not in text]
[PYTHON] = [text for kind, text in BLOCKS if kind == "python"]
[SHOWN] = [text for kind, text in BLOCKS if kind == "text"]

STORIES = {
    "cairo.txt": "CAIRO, July 10, 2023 - Iran's foreign minister visited Egypt on Monday. The two countries agreed to hold talks. "
    "Relations between Iran and Egypt were severed in 1979.",
    "tehran.txt": "Egypt's president praised Iran. Oman mediated between the two countries.",
}
ARTICLES = [
    ("key", "day", "body"),
    ("a1", "2023-08-02", "Egyptian officials met with Iranian diplomats in Baghdad."),
    ("a2", "2023-08-03", "Egypt criticised Iran."),
]
NEWS = [
    {"id": "n1", "date": "2023-09-01", "text": "Iran thanked Egypt for its help."},
    {"id": "n2", "text": "Chad condemned Libya."},
    {"id": "n3", "date": "2023-09-02", "text": "Oman condemned Zarkovia."},
]


class Ran(NamedTuple):
    """What a block printed on stdout and stderr, and its exit status."""

    out: str
    err: str
    status: int


def run(folder: Path, text: str) -> Ran:
    """Run a block of the README as a shell does, with the `coder` of this Python first on the path."""
    commands = folder.parent / "bin"
    commands.mkdir(exist_ok=True)
    (commands / "coder").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m coder.cli "$@"\n')
    (commands / "coder").chmod(0o755)
    env = os.environ | {"PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-eu", "-c", text], cwd=folder, env=env, capture_output=True, text=True, check=False)
    return Ran(done.stdout, done.stderr, done.returncode)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, object_store):
    """A folder with files of the names that the README uses, and a bucket."""
    folder = tmp_path_factory.mktemp("readme") / "here"
    (folder / "stories").mkdir(parents=True)
    for name, text in STORIES.items():
        (folder / "stories" / name).write_text(text, encoding="utf-8")
    with (folder / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ARTICLES)
    with gzip.open(folder / "news.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(story) + "\n" for story in NEWS)
    store = fsspec.filesystem("s3")
    store.mkdir("my-bucket")
    store.put_file(str(folder / "news.jsonl.gz"), "my-bucket/news/2023.jsonl.gz")
    return folder


@pytest.fixture(scope="module")
def ran(folder):
    """All blocks, run one after another as a reader would."""
    return {text: run(folder, text) for text in COMMANDS}


@pytest.mark.parametrize("text", COMMANDS, ids=lambda text: text.splitlines()[0][:40])
def test_the_commands_work_as_typed(ran, text):
    assert ran[text].status == 0, ran[text].err
    assert ran[text].out + ran[text].err


def output_of(ran, part):
    [out] = [done.out for text, done in ran.items() if part in text]
    return out


def test_the_dyad_by_month_is_there(ran):
    out = output_of(ran, "coder dyads IRN EGY --by month -o out\n")
    months = re.findall(r"^(2023-0\d-01)  IRN>EGY +(\d+)", out, re.MULTILINE)
    assert [month for month, _ in months] == ["2023-07-01", "2023-08-01", "2023-09-01"]
    assert all(int(events) > 0 for _, events in months)


def test_the_object_store_holds_the_events(ran):
    assert re.search(r"^2023-09-01 +both +1 ", output_of(ran, "-o s3://my-bucket/run1"), re.MULTILINE)


def test_the_events_show_history_and_default_dates(ran):
    out = output_of(ran, "rule from events order by")
    assert re.search(r"^1979-01-01 .* 161 .*verbs/16_reduce_relations\.csv:\d+$", out, re.MULTILINE)
    assert re.search(r"^2023-07-12 +EGYGOV +051 ", out, re.MULTILINE)


def test_json_lines_can_be_cut(ran):
    lines = output_of(ran, "--jsonl | head").splitlines()
    assert [json.loads(line)["cameo_code"] for line in lines] == ["042", "043"]


def test_the_users_rule_is_taken(ran):
    assert "OMNGOV" in output_of(ran, "cat > mine/verbs")
    assert "mine/verbs/diplomacy.csv:2" in output_of(ran, "cat > mine/verbs")


def test_the_actors_that_are_lacking_are_rows(ran):
    assert "name,code,from,to,note\nZarkovia,OMN,,,1 times:" in output_of(ran, "coder dictionary suggest")


def test_python_reads_the_parquet(ran, folder):
    done = subprocess.run([sys.executable, "-c", PYTHON], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cameo_root" in done.stdout


def test_the_output_of_the_demo_is_real(folder):
    done = run(folder, "coder demo")
    assert done.status == 0, done.err
    assert SHOWN.strip() == done.out.strip(), f"the README should show:\n{done.out}"


def test_there_are_two_commands_that_install():
    demo, tests = INSTALLING
    assert demo.count("\n") == tests.count("\n") == 1, "each is a single line"
    assert demo.endswith("&& .venv/bin/coder demo\n")
    assert tests.endswith("&& .venv/bin/python -m pytest\n")
    assert "-r requirements.lock" in demo
    assert "-r requirements-dev.lock" in tests


def test_errors_say_how_to_install_an_extra_as_the_readme_does():
    project = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.findall(r"^(\w+) = ", project.partition("optional-dependencies]")[2].partition("\n[")[0], re.MULTILINE)
    assert len(extras) == 4
    assert [extra for extra in extras if f"`{install_extra(extra).partition(', ')[2]}`" not in README] == []


def test_links_lead_somewhere():
    root = Path(__file__).parent.parent
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not link.startswith("https:") and not (root / link).exists()] == []
