"""Every mistake in a dictionary is named with file and line and what was expected; all of them at once."""

import csv

import pytest

from coder.errors import DictionaryError, UsageError
from coder.lexicon import load_lexicon
from tests.commands import coder

RULES = ("trigger", "pos", "pattern", "code", "roles", "example")
ACTORS = ("name", "code", "from", "to", "note")
EXAMPLE = "Norway waltzed with Iceland."

# file -> (header, [(row, what is said of it; "" for a row without mistakes)])
MISTAKES: dict[str, tuple[tuple[str, ...], list[tuple[tuple[str, ...], str]]]] = {
    "verbs/mine.csv": (
        RULES,
        [
            (("waltz", "verb", "with=ACTOR", "040", "", EXAMPLE), ""),
            (
                ("waltz", "verb", "with=ACTOR", "041", "", EXAMPLE),
                "the same trigger and pattern as {folder}/verbs/mine.csv:2",
            ),
            (("Waltz", "verb", "with=ACTOR", "040", "", EXAMPLE), "trigger `Waltz`: expected a lemma in lower case"),
            (("", "verb", "with=ACTOR", "040", "", EXAMPLE), "trigger ``: expected a lemma in lower case"),
            (("&NOSUCH", "verb", "with=ACTOR", "040", "", EXAMPLE), "trigger `&NOSUCH`: no such word set"),
            (("dance", "adverb", "with=ACTOR", "040", "", EXAMPLE), "pos `adverb`: expected verb, noun, adjective"),
            (("dance_a", "verb", "with=ACTOR", "0499", "", EXAMPLE), "code `0499`: no such CAMEO code"),
            (
                ("dance_b", "verb", "with=ACTOR", "40", "", EXAMPLE),
                "code `40`: expected a CAMEO code of three or four digits",
            ),
            (("dance_c", "verb", "with=ACTOR", "MEET", "", EXAMPLE), "code `MEET`: expected a CAMEO code"),
            (("dance_d", "verb", "with=ACTOR", "", "", EXAMPLE), "code ``: expected a CAMEO code"),
            (("dance_e", "verb", "with", "040", "", EXAMPLE), "pattern `with`: expected slot=value"),
            (("dance_f", "verb", "=ACTOR", "040", "", EXAMPLE), "pattern `=ACTOR`: expected slot=value"),
            (
                ("dance_x", "verb", "objekt=ACTOR", "040", "", EXAMPLE),
                "pattern `objekt=ACTOR`: `objekt` is no preposition",
            ),
            (
                ("dance_y", "verb", "", "040", "target=objct", EXAMPLE),
                "roles `target=objct`: `objct` is no preposition",
            ),
            (("dance_g", "verb", "With=ACTOR", "040", "", EXAMPLE), "pattern `With=ACTOR`: expected slot=value"),
            (("dance_h", "verb", "with=&NOSUCH", "040", "", EXAMPLE), "pattern `with=&NOSUCH`: no word set `&NOSUCH`"),
            (("dance_i", "verb", "with=Actor", "040", "", EXAMPLE), "`Actor` is no lemma, set or ACTOR"),
            (("dance_j", "verb", "with=ACTOR|EVENT", "040", "", EXAMPLE), "`EVENT` is no lemma, set or ACTOR"),
            (("dance_k", "verb", "with=ACTOR", "APPEAL", "", EXAMPLE), "class APPEAL needs an event below it"),
            (("dance_l", "verb", "with=ACTOR", "040", "target", EXAMPLE), "roles `target`: expected source=SLOT|SLOT"),
            (
                ("dance_m", "verb", "with=ACTOR", "040", "actor=with", EXAMPLE),
                "roles `actor=with`: expected source=SLOT|SLOT",
            ),
            (
                ("dance_n", "verb", "with=ACTOR", "040", "target=WITH", EXAMPLE),
                "roles `target=WITH`: expected source=SLOT|SLOT",
            ),
            (("dance_o", "verb", "with=ACTOR", "040", "", ""), "no example; expected a sentence"),
            (("dance_p", "verb", "with=ACTOR", "040", EXAMPLE), "5 fields, expected 6"),
            (("condemn", "verb", "object=ACTOR", "off", "", ""), ""),
            (
                ("condemnn", "verb", "", "off", "", ""),
                "off: switches nothing off; expected the row of an earlier folder",
            ),
        ],
    ),
    "words/mine.csv": (
        ("set", "word"),
        [
            (("MINE", "waltz"), ""),
            (("mine", "waltz"), "set `mine`: expected a name in capitals"),
            (("MINE", ""), "no word"),
            (("MINE", "Waltz"), "`Waltz`: expected a lemma in lower case"),
            (("MINE", "&NOSUCH"), "no word set `&NOSUCH`"),
            (("ROUND", "&ROUND"), "`&ROUND` contains itself"),
        ],
    ),
    "actors/mine.csv": (
        ACTORS,
        [
            (("Harbour Union", "NORLAB", "", "", ""), ""),
            (("Harbour Guild", "norlab", "", "", ""), "code `norlab`: expected groups of three capitals"),
            (("Harbour Guild", "NORLA", "", "", ""), "code `NORLA`: expected groups of three capitals"),
            (("Harbour Guild", "XQZLAB", "", "", ""), "`XQZ` is no country of countries.csv and no international type"),
            (
                ("Harbour Guild", "NORLAB", "1 May 2010", "", ""),
                "from `1 May 2010`: expected a day (2012-06-30), a month",
            ),
            (
                ("Harbour Guild", "NORLAB", "", "2010-13-01", ""),
                "to `2010-13-01`: expected a day (2012-06-30), a month",
            ),
            (("Harbour Guild", "NORLAB", "2012", "2010", ""), "from 2012 lies after to 2010"),
            (("...", "NORLAB", "", "", ""), "name `...`: expected letters or digits"),
            (("Norway|Norwaay", "off", "", "", ""), ""),
            (("Norwaay", "off", "", "", ""), "off: switches nothing off; expected the row of an earlier folder"),
        ],
    ),
    "agents.csv": (
        ("name", "code", "note"),
        [
            (("waltz master", "CVL", ""), ""),
            (("waltz teacher", "teacher", ""), "code `teacher`: expected groups of three capitals"),
            (("foreign minister", "off", ""), ""),
            (("waltz pupil", "off", ""), "off: switches nothing off; expected the row of an earlier folder"),
        ],
    ),
    "composition.csv": (
        ("class", "below", "code", "example"),
        [
            (("APPEAL", "01", "020", ""), ""),
            (("BEG", "040", "022", ""), "`BEG` is no class"),
            (("APPEAL", "0499", "022", ""), "below `0499`: expected a CAMEO code, a root or *"),
            (("APPEAL", "041", "0222222", ""), "code `0222222`: no such CAMEO code"),
            (("APPEAL", "01", "021", ""), "APPEAL of 01 stands twice in this file"),
            (("DEMAND", "*", "off", ""), "off: switches nothing off; expected the row of an earlier folder"),
        ],
    ),
    "cameo.csv": (
        ("code", "name", "goldstein", "intensity_icews", "quad_class", "plover", "mirror"),
        [
            (("049", "Dance", "1.0", "", "1", "", ""), ""),
            (("0491", "Dance", "much", "", "1", "", ""), "goldstein, intensity_icews and quad_class: expected numbers"),
            (("0492", "Dance", "1.0", "", "9", "", ""), "a quad class from 1 to 4"),
            (("dance", "Dance", "1.0", "", "1", "", ""), "expected a code of two to four digits"),
            (("0493", "", "1.0", "", "1", "", ""), "a name"),
        ],
    ),
    "countries.csv": (
        ("code", "name", "iso3", "iso2", "cow", "gwn", "from", "to", "capital", "latitude", "longitude"),
        [(("zz", "Zembla", *[""] * 9), "code `zz`: expected three capitals")],
    ),
    "discards.csv": (
        ("phrase", "scope", "note"),
        [
            (("waltz contest", "sentence", ""), ""),
            (("waltz contest", "page", ""), "expected a phrase and the scope `sentence` or `story`"),
            (("--", "story", ""), "expected a phrase and the scope `sentence` or `story`"),
        ],
    ),
}
EXPECTED = [
    (f"{file}:{line}", said)
    for file, (_, rows) in MISTAKES.items()
    for line, (_, said) in enumerate(rows, start=2)
    if said
]


def write(folder, file, header, rows):
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([header, *rows])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mine")
    for file, (header, rows) in MISTAKES.items():
        write(folder, file, header, [row for row, _ in rows])
    return folder


@pytest.fixture(scope="module")
def problems(folder):
    with pytest.raises(DictionaryError) as error:
        load_lexicon([folder])
    return error.value.problems


@pytest.mark.parametrize(("place", "said"), EXPECTED, ids=[place for place, _ in EXPECTED])
def test_a_mistake_is_named_with_its_place(folder, problems, place, said):
    here = [problem for problem in problems if problem.startswith(f"{folder.as_posix()}/{place}: ")]
    assert any(said.format(folder=folder.as_posix()) in problem for problem in here), here


def test_nothing_else_is_called_a_mistake(folder, problems):
    wrong = {f"{folder.as_posix()}/{place}" for place, _ in EXPECTED}
    assert {problem.partition(": ")[0] for problem in problems} == wrong


def test_all_mistakes_are_shown_at_once_with_exit_status_2(folder, problems, tmp_path):
    for command in (["dictionary", "check"], ["explain", "Chad met Libya."], ["code", __file__.replace(".py", ".txt")]):
        if command[0] == "code":
            (tmp_path / "a.txt").write_text("Chad met Libya.")
            command = ["code", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]
        status, out, err = coder(*command, "--dictionaries", folder)
        assert (status, out) == (2, "")
        assert set(problems) <= {line.removeprefix("coder: ") for line in err.splitlines()}
    assert not (tmp_path / "out").exists(), "a wrong dictionary never codes a story"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"trigger;pos;pattern;code;roles;example\n",
            "1: the header is `trigger;pos;pattern;code;roles;example`, expected `trigger,",
        ),
        (b"", "1: the header is ``, expected `trigger,pos,"),
        (b"trigger,pos,pattern,code,roles,example\nd\xe9ner,verb,,040,,x\n", "1: not UTF-8"),
        (b'trigger,pos,pattern,code,roles,example\nwaltz,verb,"with,040,,x\n', "2: not valid CSV"),
    ],
    ids=["semicolons", "empty", "latin1", "open quote"],
)
def test_files_that_are_no_tables(tmp_path, data, said):
    (tmp_path / "verbs").mkdir()
    (tmp_path / "verbs" / "mine.csv").write_bytes(data)
    with pytest.raises(DictionaryError) as error:
        load_lexicon([tmp_path])
    [problem] = error.value.problems
    assert problem.startswith(f"{tmp_path.as_posix()}/verbs/mine.csv:{said}")


def test_lines_are_counted_through_quoted_line_breaks_blank_rows_and_windows_line_ends(tmp_path):
    (tmp_path / "verbs").mkdir()
    (tmp_path / "verbs" / "mine.csv").write_bytes(
        b"\xef\xbb\xbftrigger,pos,pattern,code,roles,example\r\n"
        b'waltz,verb,with=ACTOR,040,,"Norway waltzed\r\nwith Iceland."\r\n'
        b"\r\n"
        b",,,,,\r\n"
        b"dance,verb,with=ACTOR,9,,Norway danced with Iceland.\r\n"
    )
    with pytest.raises(DictionaryError) as error:
        load_lexicon([tmp_path])
    [problem] = error.value.problems
    assert problem.startswith(f"{tmp_path.as_posix()}/verbs/mine.csv:6: code `9`")


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(UsageError, match="nowhere: no such folder of dictionaries"):
        load_lexicon([tmp_path / "nowhere"])


def test_a_folder_without_any_dictionary(tmp_path):
    write(tmp_path, "verb/mine.csv", RULES, [])
    with pytest.raises(UsageError, match=r"holds no dictionary; it should hold actors/\*.csv, .*, verbs/\*.csv"):
        load_lexicon([tmp_path])


@pytest.mark.parametrize("file", ["verb/mine.csv", "actor/mine.csv", "mine.csv", "regions.csv", "verbs/old/mine.csv"])
def test_a_file_that_nothing_reads_is_named(tmp_path, file):
    write(tmp_path, "actors/mine.csv", ACTORS, [("Harbour Union", "NORLAB", "", "", "")])
    write(tmp_path, file, RULES, [])
    status, out, err = coder("dictionary", "check", "--dictionaries", tmp_path)
    assert (status, out) == (2, "")
    assert (
        f"{tmp_path.as_posix()}/{file}: no dictionary has this name, so nothing reads it; expected actors/*.csv" in err
    )


def test_hidden_files_are_passed_over(tmp_path):
    write(tmp_path, "actors/mine.csv", ACTORS, [("Harbour Union", "NORLAB", "", "", "")])
    (tmp_path / "actors" / ".#mine.csv").symlink_to("somebody@somewhere")  # the lock of an editor
    write(tmp_path, ".old/mine.csv", ACTORS, [])
    assert coder("dictionary", "check", "--dictionaries", tmp_path)[0] == 0
    assert coder("dictionary", "find", "Harbour Union", "--dictionaries", tmp_path)[0] == 0


def test_a_folder_or_a_broken_link_in_place_of_a_file(tmp_path):
    write(tmp_path, "agents.csv", ("name", "code", "note"), [])
    (tmp_path / "actors" / "ports.csv").mkdir(parents=True)
    (tmp_path / "actors" / "rivers.csv").symlink_to("nowhere")
    with pytest.raises(DictionaryError) as error:
        load_lexicon([tmp_path])
    assert [problem.partition(" (")[0] for problem in error.value.problems] == [
        f"{tmp_path.as_posix()}/actors/{name}.csv:1: cannot be read" for name in ("ports", "rivers")
    ]
    assert coder("dictionary", "find", "Norway", "--dictionaries", tmp_path)[0] == 0


def test_a_country_of_ours_takes_the_name_of_the_last_row(tmp_path):
    header = ("code", "name", "iso3", "iso2", "cow", "gwn", "from", "to", "capital", "latitude", "longitude")
    write(tmp_path, "countries.csv", header, [("NOR", "Kingdom of Norway", *[""] * 9)])
    assert load_lexicon([tmp_path]).countries["NOR"].name == "Kingdom of Norway"


def test_what_an_earlier_folder_switched_off_may_be_switched_off_again(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name, "verbs/mine.csv", RULES, [("condemn", "verb", "object=ACTOR", "off", "", "")])
        write(tmp_path / name, "actors/mine.csv", ACTORS, [("Norway", "off", "", "", "")])
    assert load_lexicon([tmp_path / "one", tmp_path / "two"]).rules


def test_our_own_dictionaries_hold_no_mistake():
    assert load_lexicon().digest == load_lexicon().digest
