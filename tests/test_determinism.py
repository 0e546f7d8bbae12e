"""The same stories give the same rows, byte for byte: in any batch, order and environment, and whenever they are coded."""

import os
import subprocess
import sys
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.language import parser
from coder.stories.story import Story
from tests.commands import coder_process, write_stories

TEXTS = (
    "Chad's president visited Libya on Monday. The two countries signed an agreement. Niger praised both sides.",
    "Soldiers of Mali clashed with militants near Gao. The militants were driven back by troops.",
    "Norway urged Sudan to resume talks with the rebels. Sudan refused.",
    "",
    "It rained in the valley.",
    "Greek police arrested protesters in Athens. They had criticised the government.",
    "The European Union imposed sanctions on Zambia in 2019. Relations were restored last year.",
    "Norway urged Sudan to resume talks with the rebels. Sudan refused.",
)
STORIES = tuple(
    Story(f"s{number}", text, date(2024, 5, 14) if number % 3 else None) for number, text in enumerate(TEXTS)
)


@pytest.fixture(scope="module", autouse=True)
def _parsed_each_time():
    """Parses anew what was parsed before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "REMEMBERED", 0)
        yield


@pytest.fixture(scope="module")
def alone(pipeline):
    """The events of each story when it is coded by itself."""
    return {story.id: pipeline.code([story])[0].events for story in STORIES}


@given(order=st.permutations(STORIES), cuts=st.sets(st.integers(1, len(STORIES) - 1)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_story_has_the_same_events_in_any_batch_and_order(pipeline, alone, order, cuts):
    bounds = [0, *sorted(cuts), len(order)]
    for start, end in pairwise(bounds):
        for coded in pipeline.code(order[start:end]):
            assert coded.events == alone[coded.story.id]


def test_there_are_events_to_compare(alone):
    assert sum(map(len, alone.values())) > 8


def test_zone_language_and_hash_seed_change_no_byte(tmp_path):
    path = write_stories(
        tmp_path / "news.jsonl",
        [{"id": story.id, "date": "2024-05-14", "text": story.text} for story in STORIES],
    )
    found = []
    for number, zone, language, seed in ((1, "Pacific/Kiritimati", "tr_TR.UTF-8", "1"), (2, "America/Lima", "C", "77")):
        env = os.environ | {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        output = tmp_path / f"out{number}"
        stored = coder_process("code", path, "-o", output, "-q", env=env)
        printed = coder_process("code", path, "--jsonl", "-q", env=env)
        assert (stored.status, printed.status) == (0, 0)
        files = sorted(output.glob("*/*.parquet"))
        found.append((printed.out, [(file.relative_to(output), file.read_bytes()) for file in files]))
    assert found[0] == found[1]
    assert found[0][0]


LOCALE = """
import calendar
calendar.month_name = calendar.month_abbr = ["", *map(str, range(1, 13))]
calendar.day_name = calendar.day_abbr = [str(day) for day in range(7)]
from coder import Coder
[event] = Coder().code("Norway attacked Iceland on Tuesday, April 30.", date="2024-05-14")
print(event.event_date, event.place_name)
"""


def test_the_language_that_the_machine_names_days_in_changes_no_date():
    done = subprocess.run([sys.executable, "-c", LOCALE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2024-04-30", "None"]
