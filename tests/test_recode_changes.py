"""Coding kept parses again codes only the stories that hold what changed, and gives the rows of coding all of them."""

from __future__ import annotations

import shutil

import pytest

from coder.coding.touched import Touched
from coder.engines import Job, kept_parts, with_rows_before
from coder.engines.tasks import Task
from coder.lexicon import load_lexicon
from coder.lexicon.changes import Changes, changes, fingerprints
from coder.store import Output, read_manifest
from tests.commands import coder, write_stories

HEADERS = {
    "verbs/own.csv": "trigger,pos,pattern,code,roles,example",
    "actors/own.csv": "name,code,from,to,note",
    "agents.csv": "name,code,note",
    "discards.csv": "phrase,scope,note",
    "words/own.csv": "set,word",
    "sectors.csv": "role,sector",
}
STORIES = {
    "praise": "Chad praised Libya. They signed an accord.",
    "koreas": "Norway met with envoys of the two Koreas. Japan thanked North and South Korea.",
    "kingdom": "Morocco recalled its ambassador from Paris. The kingdom criticised France on Monday.",
    "rebels": "Rebels attacked Goz Beida in Chad. The assault killed five soldiers.",
    "mayor": "The mayor of Bamako praised France. Mali expelled two French diplomats.",
    "party": "Khoruna Malik, the leader of the Sun Party, met with Sudan's president.",
    "charge": "Iran accused Israel of an attack. Israel rejected the charge.",
    "quiet": "It rained all day.",
    "score": "Ghana beat Togo by two goals in the final.",
    "no blank": "It rained all day.Borduria burned.",
}
PRAISE = "praise,verb,subject=ACTOR object=ACTOR"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """An output with parses of stories, a duplicate, and rejects among them."""
    folder = tmp_path_factory.mktemp("kept")
    records: list[dict[str, object]] = []
    for name, text in STORIES.items():
        records += [{"id": name, "date": "2024-05-14", "text": text}, {"id": f"no text {name}"}]
    news = write_stories(folder / "news.jsonl", [*records, records[0]])
    assert coder("code", news, "-o", folder / "output", "--keep-parses").status == 3
    return folder / "output"


def dictionaries(folder, files):
    for name, rows in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join([HEADERS[name], *rows, ""]))
    return folder


def tables(output):
    return {
        path.relative_to(output): path.read_bytes()
        for name in ("events", "stories", "rejects")
        for path in sorted((output / name).glob("*.parquet"))
    }


def coded_again(done):
    """How many stories were, as the summary says."""
    [kept] = [line.split()[0] for line in done.err.splitlines() if "keep their rows" in line] or ["0"]
    return 2 * len(STORIES) + 1 - int(kept)


@pytest.mark.parametrize(
    ("files", "touched"),
    [
        ({"verbs/own.csv": []}, 0),
        ({"verbs/own.csv": [f"{PRAISE},070,,Chad praised Libya."]}, 2),
        (
            {"verbs/own.csv": [f"{PRAISE},none,,Chad praised Libya.", "expel,verb,,112,,Mali expelled two diplomats."]},
            2,
        ),
        ({"verbs/own.csv": ["sue,verb,subject=ACTOR object=ACTOR,115,,Chad sued Libya."]}, 0),
        ({"verbs/own.csv": ["charge,noun,subject=ACTOR,112,,Chad brought a charge."]}, 1),
        ({"actors/own.csv": ["Goz Beida,SDNREB,,,for the test"]}, 1),
        ({"actors/own.csv": ["Chad,off,,,"]}, 2),
        ({"actors/own.csv": ["Khoruna Malik|Malik,SDNOPP,2020-01-01,,for the test"]}, 1),
        ({"actors/own.csv": ["Khoruna Bello,SDNOPP,,,her namesake", "Zubrovia,NOR,,,nowhere"]}, 0),
        ({"actors/own.csv": ["Borduria,NOR,,,the first word of a sentence that was never parsed"]}, 1),
        ({"actors/own.csv": ["North Korea,off,,,"]}, len(STORIES)),
        ({"actors/own.csv": ["Kingdom of Morocco,off,,,"]}, 1),
        ({"agents.csv": ["mayor,OPP,for the test"]}, 1),
        ({"discards.csv": ["two goals,sentence,a match"]}, 1),
        ({"discards.csv": ["goals two,story,all words but in another order"]}, 1),
    ],
)
def test_only_stories_that_hold_what_changed_are_coded_again(kept, tmp_path, files, touched):
    own = dictionaries(tmp_path / "own", files)
    some = coder("recode", kept, "-o", tmp_path / "some", "--dictionaries", own)
    every = coder("recode", kept, "-o", tmp_path / "every", "--dictionaries", own, "--all")
    assert some.status == every.status == 3
    assert tables(tmp_path / "some") == tables(tmp_path / "every")
    assert coded_again(some) == touched
    assert coded_again(every) == 2 * len(STORIES) + 1
    assert some.err.splitlines()[0] == every.err.splitlines()[0]
    assert f"rejected {len(STORIES)}: no text" in some.err


@pytest.mark.parametrize(
    "files",
    [
        {"words/own.csv": ["TIES,bridge"]},
        {"sectors.csv": ["GOV,Rulers"]},
    ],
)
def test_where_all_texts_may_be_meant_all_are_coded_again(kept, tmp_path, files):
    own = dictionaries(tmp_path / "own", files)
    assert coded_again(coder("recode", kept, "-o", tmp_path / "out", "--dictionaries", own)) == 2 * len(STORIES) + 1


def test_in_place_the_next_change_is_told_from_the_last(kept, tmp_path):
    output = shutil.copytree(kept, tmp_path / "output")
    own = dictionaries(tmp_path / "own", {"verbs/own.csv": [f"{PRAISE},070,,Chad praised Libya."]})
    assert coded_again(coder("recode", output, "--dictionaries", own)) == 2
    dictionaries(own, {"actors/own.csv": ["Goz Beida,SDNREB,,,for the test"]})
    assert coded_again(coder("recode", output, "--dictionaries", own)) == 1
    digests = {run.dictionaries for run in read_manifest(output).runs.values()}
    assert len(digests) == 3
    assert [path.stem in digests for path in (output / "fingerprints").iterdir()] == [True]
    assert coded_again(coder("recode", output)) == 3
    assert tables(output) == tables(kept)


@pytest.mark.parametrize("fault", ["gone", "damaged", "of another version"])
def test_without_knowing_what_changed_all_are_coded_again(kept, tmp_path, monkeypatch, fault):
    output = shutil.copytree(kept, tmp_path / "output")
    [path] = (output / "fingerprints").iterdir()
    if fault == "gone":
        path.unlink()
    elif fault == "damaged":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        monkeypatch.setattr("coder.store.fingerprints.__version__", "0.0.0")
    assert coded_again(coder("recode", output, "-o", tmp_path / "out")) == 2 * len(STORIES) + 1
    assert tables(tmp_path / "out") == tables(kept)


def test_rows_of_another_version_are_not_carried_over(kept, tmp_path):
    output = shutil.copytree(kept, tmp_path / "output")
    manifest = (output / "manifest.jsonl").read_text()
    [run] = read_manifest(output).runs.values()
    (output / "manifest.jsonl").write_text(manifest.replace(f'"version": "{run.version}"', '"version": "0.0.0"'))
    assert f"{len(STORIES) + 1} done before" in coder("recode", output).err  # by this version, which codes nothing
    assert coded_again(coder("recode", output, "-o", tmp_path / "out")) == 2 * len(STORIES) + 1


def test_a_story_that_fails_when_it_is_coded_again_keeps_its_place(kept, tmp_path, monkeypatch):
    """It is rejected among the rejects before and behind it, and the next recoding codes it like all others."""
    from coder.coding.coder import StoryCoder

    code = StoryCoder.code

    def fail(self, story, sentences):
        if story.id == "party":
            raise RuntimeError("for the test")
        return code(self, story, sentences)

    own = dictionaries(tmp_path / "own", {"actors/own.csv": ["Khoruna Malik|Malik,SDNOPP,,,for the test"]})
    output = shutil.copytree(kept, tmp_path / "output")
    with monkeypatch.context() as patched:
        patched.setattr(StoryCoder, "code", fail)
        done = coder("recode", output, "--dictionaries", own)
        assert "rejected 1: story `party`: coding it failed (RuntimeError: for the test)" in done.err
        every = coder("recode", kept, "-o", tmp_path / "every", "--dictionaries", own, "--all")
        assert every.status == 3
    assert tables(output) == tables(tmp_path / "every")
    assert coded_again(coder("recode", output)) == 2 * len(STORIES) + 1
    assert tables(output) == tables(kept)


def test_a_story_that_is_tried_alone_is_not_carried_over_to(kept, tmp_path, monkeypatch):
    """As it is after a worker was lost at it: that it fails must not end the next worker."""

    def fail(*_):
        raise RuntimeError("for the test")

    monkeypatch.setattr("coder.coding.coder.StoryCoder.code", fail)
    own = dictionaries(tmp_path / "own", {"actors/own.csv": ["Chad,off,,,"]})
    home, manifest = Output(kept).home, read_manifest(kept)
    [found] = kept_parts(home, manifest).values()
    [part] = with_rows_before(found, home, manifest, fingerprints(load_lexicon([own])))
    [run] = manifest.runs.values()
    told = []
    task = Task([part], only=1)
    assert Job((own,), parse=False).open().run(task, run, lambda records, _: told.append(records)) == []
    assert told == [range(1, 2)]


@pytest.mark.parametrize("what", ["regions", "towns"])
def test_where_regions_or_towns_changed_all_are_coded_again(tmp_path, monkeypatch, what):
    before = fingerprints(load_lexicon())
    if what == "regions":
        (tmp_path / "regions.csv").write_text("country,code,name\n")
        monkeypatch.setattr("coder.lexicon.changes.shipped_dictionaries", lambda: tmp_path)
    else:
        monkeypatch.setattr("coder.lexicon.changes.version", lambda _: "0.0.0")
    assert changes(before, fingerprints(load_lexicon())) is None


def test_entries_that_differ_are_named():
    before = fingerprints(load_lexicon())
    assert changes(before, fingerprints(load_lexicon())) == Changes(frozenset(), frozenset())
    now = {entry: digest for entry, digest in before.items() if entry != "rule verb praise"}
    now["name goz beida"] = now["discard two goals"] = "new"
    found = changes(before, now)
    assert found == Changes(frozenset({("verb", "praise")}), frozenset({("goz", "beida"), ("two", "goals")}))
    assert changes(before, now | {"words": "others"}) is None


@pytest.mark.parametrize(
    ("rule", "token", "touched"),
    [
        (("verb", "rape"), ("VERB", "rap", "raped"), True),  # the lemmatizer errs, the coder knows
        (("verb", "retake"), ("VERB", "retook", "Retook"), True),
        (("verb", "attack"), ("NOUN", "attack", "attacks"), True),  # a noun that the parser may have misread
        (("noun", "talk"), ("PROPN", "talks", "Talks"), True),
        (("noun", "attack"), ("VERB", "attack", "attacked"), True),  # "the attack" is looked for by its lemma
        (("adjective", "ready"), ("NOUN", "ready", "ready"), False),
        (("verb", "attack"), ("ADP", "attack", "attack"), False),
    ],
)
def test_a_rule_touches_every_word_that_may_look_it_up(rule, token, touched):
    pos, lemma, form = token
    asked = Touched(Changes(frozenset({rule}), frozenset()))
    assert asked.touches([""], [pos], [lemma], [form]) is touched
