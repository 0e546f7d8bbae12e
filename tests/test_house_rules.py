"""The house stays in order: which part may import which, how long a module may be, who prints, who knows the parser."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

import coder
from coder.cli.main import COMMANDS
from coder.events.database import open_database
from coder.lexicon import shipped_dictionaries
from coder.store import Output

HOME = Path(coder.__file__).parent
MODULES = {path.relative_to(HOME).as_posix(): ast.parse(path.read_text("utf-8")) for path in HOME.rglob("*.py")}
LONGEST = 500  # lines

# What each part may import of the others. `cli` may import all, and nothing imports it.
ALLOWED = {
    "blas": "",
    "errors": "",
    "files": "errors",
    "samples": "",
    "urls": "errors",
    "lexicon": "errors",
    "language": "blas errors",
    "stories": "errors language urls",
    "events": "errors files lexicon",
    "coding": "errors events language lexicon stories",
    "store": "errors events language stories urls",
    "query": "errors events files store",
    "report": "errors events files query",
    "evaluation": "coding errors events files lexicon stories",
    "api": "coding errors events language lexicon stories",
    "spacy_component": "api",
    "engines": "blas coding errors events language lexicon store stories",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of the modules that a module imports anywhere, also within functions and for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_imports_run_one_way():
    wrong = []
    imports: dict[str, set[str]] = {}
    for name, tree in MODULES.items():
        part = name.removesuffix(".py").partition("/")[0]
        if part in ("cli", "__init__"):
            continue
        for other in imported(tree):
            package, _, rest = other.partition(".")
            other_part = rest.partition(".")[0]
            if package == "coder" and other_part not in (part, "__version__"):
                imports.setdefault(part, set()).add(other_part)
                if other_part not in ALLOWED[part].split():
                    wrong.append(f"{name} imports {other}")
    assert wrong == []
    TopologicalSorter(imports).prepare()  # raises CycleError for parts that import each other, also by way of others


def test_only_the_adapter_knows_the_parser():
    knowing = {
        name
        for name, tree in MODULES.items()
        for other in imported(tree)
        if other.partition(".")[0] in ("spacy", "thinc")
    }
    assert knowing == {"language/embedding.py", "language/memo.py", "language/parser.py", "spacy_component.py"}


def test_no_module_is_too_long():
    lengths = {name: len((HOME / name).read_text("utf-8").splitlines()) for name in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_the_library_does_not_print():
    calls = {
        name
        for name, tree in MODULES.items()
        if not name.startswith("cli/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"))
        or (isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr"))
    }
    assert calls == set()


def test_duckdb_is_opened_in_one_place_and_takes_no_variables_for_tables():
    opening = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "duckdb"
        if node.attr in ("connect", "sql", "execute", "read_csv", "read_parquet")
    }
    assert opening == {"events/database.py"}
    variable = pa.table({"number": [1]})
    with open_database() as connection, pytest.raises(duckdb.CatalogException, match="variable does not exist"):
        connection.execute("from variable")
    assert variable.num_rows == 1


def test_nothing_runs_what_it_reads():
    names = {"eval", "exec", "pickle", "marshal", "shelve", "dill"}
    found = [
        (name, word)
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        for word in names
        if (isinstance(node, ast.Name) and node.id == word)
        or (isinstance(node, ast.Import) and word in {alias.name for alias in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module == word)
    ]
    assert found == []


def test_every_word_set_of_ours_is_used():
    texts = {
        kind: "\n".join(path.read_text("utf-8") for path in (shipped_dictionaries() / kind).glob("*.csv"))
        for kind in ("words", "verbs")
    }
    sets = {line.partition(",")[0] for line in texts["words"].splitlines()} - {"set"}
    named = set(re.findall(r"&([A-Z_]+)", texts["words"] + texts["verbs"]))
    in_code = {node.value for tree in MODULES.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert sets - named - in_code == set()


HELPS = """
import sys
from coder.cli import main
for command in sys.argv[1:]:
    sys.argv = [*command.split(), "--help"]
    try:
        main()
    except SystemExit as ended:
        heavy = {"spacy", "thinc", "numpy", "pyarrow", "duckdb", "polars", "fsspec"} & set(sys.modules)
        print("=", command, ended.code, *heavy)
"""


def test_help_starts_without_heavy_libraries():
    commands = ["coder", *(f"coder {name}" for name in COMMANDS)]
    done = subprocess.run([sys.executable, "-c", HELPS, *commands], capture_output=True, text=True, check=True)
    assert done.stdout.count("Usage: coder") == len(commands)
    assert [line for line in done.stdout.splitlines() if line[:1] == "="] == [f"= {command} 0" for command in commands]


def test_a_query_does_not_load_the_parser(tmp_path):
    with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}):
        pass
    code = (
        "import sys; from coder.cli import main; sys.argv = ['coder', 'sql', 'from events', '-o', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit as ended: print(ended.code, 'spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("0 False\n")
