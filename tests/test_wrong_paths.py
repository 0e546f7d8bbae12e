"""A path that is missing, too long, a folder where a file should be or a file where a folder should is named, without a traceback."""

import pytest

from tests.commands import coder
from tests.sample_events import EVENTS, store

COMMANDS = [
    "diff {output} {path}",
    "recode {path}",
    "sql from~events -o {path}",
    "dyads IRN EGY -o {path}",
    "dedup {path}",
    "export {path} --format csv -o {made}",
    "import icews {path} -o {made}",
    "import icews {sheet} -o {path}",
    "report {path} -o {made}",
    "evaluate {path}",
    "evaluate --sheet {path}",
    "sample {path} -o {made}",
    "explain --story {path}",
    "dictionary check --dictionaries {path}",
    "dictionary suggest {path}",
    "dictionary import petrarch {path} -o {made}",
    "dictionary import petrarch {sheet} -o {path}",
    "dictionary export petrarch -o {path}",
]


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return store(tmp_path_factory.mktemp("output"), EVENTS)


@pytest.mark.parametrize("kind", ["too long", "file in a file"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_path_is_named(output, tmp_path, command, kind):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("a,b\n1,2\n")
    path = tmp_path / ("x" * 300) if kind == "too long" else sheet / "x"
    words = [
        word.format(output=output, path=path, made=tmp_path / "made", sheet=sheet).replace("~", " ")
        for word in command.split()
    ]
    done = coder(*words)
    assert done.status in (1, 2, 3)
    assert str(path) in done.err
