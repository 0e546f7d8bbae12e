"""Stores two shards: by the tests of the store, and by processes of their own that they kill while it does so.

A module of its own, since a process that needs nothing else starts in half the time: `python -m tests.two_shards FOLDER DICTIONARIES`.
"""

from __future__ import annotations

import sys

from coder.events import CodedStory
from coder.store import Output, Shard
from tests.sample_events import JULY
from tests.sample_events import event as sample_event


def start(folder, dictionaries="first"):
    return Output(folder).run(dictionaries_digest=dictionaries, model="model", options={"keep_text": False})


def event(name):
    return sample_event(name, JULY, "IRN", "040", "EGY", story_id=f"story of {name}")


def write(run, file, part, names, content=""):
    shard = Shard(file, part, content or f"{file} {part} {names}")
    if run.stored(shard):
        return False
    stories = [CodedStory(story_id=f"story of {name}", file=file, events=1) for name in names]
    run.write(shard, events=[event(name) for name in names], stories=stories)
    return True


def code_two_shards(folder, dictionaries, wait=lambda: None):
    with start(folder, dictionaries) as run:
        wait()
        write(run, "news.jsonl", 0, [f"{dictionaries} a", f"{dictionaries} b"], "text")
        write(run, "news.jsonl", 1, [f"{dictionaries} c"], "more text")


if __name__ == "__main__":
    code_two_shards(sys.argv[1], sys.argv[2], lambda: print("ready", flush=True) or sys.stdin.read())
