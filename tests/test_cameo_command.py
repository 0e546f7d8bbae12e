"""`coder cameo` and the table of codes behind it."""

import csv
import subprocess
import sys

import pytest

from coder.cli import main
from coder.lexicon import shipped_dictionaries

with (shipped_dictionaries() / "cameo.csv").open(encoding="utf-8", newline="") as lines:
    CODES = {row["code"]: row for row in csv.DictReader(lines)}

QUAD_CLASSES = {**dict.fromkeys(range(1, 6), "1"), 6: "2", 7: "2", 8: "2", **dict.fromkeys(range(9, 14), "3")}


@pytest.fixture
def cameo(monkeypatch, capsys):
    """Runs the command; gives exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["coder", "cameo", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    return run


def test_all_codes_are_there_each_below_its_parent():
    assert len(CODES) == 318
    assert [code for code in CODES if len(code) == 2] == [f"{root:02}" for root in range(1, 21)]
    assert all(code[:-1] in CODES for code in CODES if len(code) > 2)
    assert len({row["name"] for row in CODES.values()}) >= 300


def test_quad_classes_follow_the_roots():
    for code, row in CODES.items():
        assert row["quad_class"] == QUAD_CLASSES.get(int(code[:2]), "4"), code


def test_scales_are_in_range_and_icews_is_given_where_it_differs():
    assert all(-10 <= float(row["goldstein"]) <= 10 for row in CODES.values())
    differing = {code: row["intensity_icews"] for code, row in CODES.items() if row["intensity_icews"]}
    assert differing == {"016": "-5.0", "022": "3.4", "164": "-6.5", "165": "-7.0"}
    assert all(float(value) != float(CODES[code]["goldstein"]) for code, value in differing.items())


def test_the_mirror_of_a_mirror_is_the_code_itself():
    mirrors = {code: row["mirror"] for code, row in CODES.items() if row["mirror"]}
    assert mirrors["042"] == "043"
    assert all(mirrors[mirror] == code for code, mirror in mirrors.items())
    assert all(CODES[code]["quad_class"] == CODES[mirror]["quad_class"] for code, mirror in mirrors.items())


def test_plover_has_an_event_for_all_but_statements_and_appeals():
    assert {code[:2] for code, row in CODES.items() if not row["plover"]} == {"01", "02"}
    assert CODES["182"]["plover"] == "ASSAULT.beat"
    assert {row["plover"].partition(".")[0] for row in CODES.values()} - {""} == set(
        "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT ACCUSE REQUEST REJECT THREATEN PROTEST MOBILIZE SANCTION "
        "COERCE ASSAULT".split()
    )


def test_demands_have_the_meaning_of_cameo_not_of_gdelt():
    assert CODES["106"]["name"] == "Demand meeting, negotiation"


def test_a_code_is_described(cameo):
    assert cameo("042") == (
        0,
        "042 Make a visit\n"
        "  root        04 Consult\n"
        "  quad class  1 verbal cooperation\n"
        "  Goldstein   1.9\n"
        "  ICEWS       1.9\n"
        "  PLOVER      CONSULT.visit\n"
        "  mirror      043 Host a visit\n",
        "",
    )


def test_parents_and_children_are_shown(cameo):
    assert "  below       112 Accuse, not specified below\n" in cameo("1121")[1]
    shown = cameo("112")[1]
    assert "  holds       1121 Accuse of crime, corruption\n              1122 Accuse of human rights abuses\n" in shown
    assert "root" not in cameo("11")[1]


def test_words_find_the_codes_whose_names_hold_them(cameo):
    assert cameo("mediate") == (0, "039     5.0  Express intent to mediate\n045     5.0  Mediate\n", "")
    assert cameo("humanitarian aid") == cameo("aid", "Humanitarian")
    assert [line[:4] for line in cameo("humanitarian aid")[1].splitlines()] == ["0233", "0333", "073 ", "1033", "1223"]


@pytest.mark.parametrize("asked", ["0457", "45", "meditate"])
def test_what_is_no_code_is_an_error_that_names_those_near_it(cameo, asked):
    status, out, err = cameo(asked)
    assert (status, out) == (2, "")
    assert f"{asked}: no CAMEO code" in err
    assert "  045  Mediate\n" in err


def test_nonsense_is_an_error(cameo):
    status, out, err = cameo("xyzzy")
    assert (status, out) == (2, "")
    assert err.strip() == "coder: xyzzy: no CAMEO code, and in no code's name"


def test_no_parser_is_loaded():
    code = (
        "import sys; from coder.cli import main; sys.argv = ['coder', 'cameo', '045']\n"
        "try: main()\nexcept SystemExit: print({'spacy', 'polars', 'duckdb', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")
