"""An option that a command could only pass over is an error that says why."""

import pytest

from tests.commands import coder
from tests.sample_events import EVENTS, store


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return store(tmp_path_factory.mktemp("output"), EVENTS)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("dyads", "IRN", "EGY", "-o", "{output}", "--chart", "{made}.svg"), ("--format", "csv")),
        (("dyads", "IRN", "EGY", "-o", "{output}", "--chart", "{made}.svg"), ("--save", "{made}.csv")),
        (("export", "{output}", "--format", "csv", "-o", "{made}.csv"), ("--title", "Events")),
        (("export", "{output}", "--format", "csv", "-o", "{made}.csv"), ("--author", "Institute")),
        (("export", "{output}", "--format", "csv", "-o", "{made}.csv"), ("--licence", "CC0-1.0")),
        (("evaluate", "{made}.jsonl", "--faults"), ("--seed", "1")),
    ],
)
def test_an_option_is_never_passed_over(output, tmp_path, command, option):
    words = [word.format(output=output, made=tmp_path / "made") for word in (*command, *option)]
    done = coder(*words)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"coder: {option[0]}: ")
    assert list(tmp_path.iterdir()) == []
