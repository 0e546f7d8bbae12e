"""Reading parses made elsewhere, in CoNLL-U."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.coding.pipeline import Pipeline
from coder.stories import Reject, Story, read_stories

MET = """\
1 Chad chad PROPN _ Number=Sing|Case=Nom 2 nsubj _ _
2 met meet VERB _ Mood=Ind|Tense=Past|VerbForm=Fin 0 root _ _
3 Mali Mali PROPN _ Number=Sing 2 obj _ SpaceAfter=No
4 . . PUNCT _ _ 2 punct _ _
"""


def rows(text: str) -> str:
    """Turn the blanks of rows into tabs; comments keep theirs."""
    return "\n".join(line if line.startswith("#") else line.replace(" ", "\t") for line in text.splitlines()) + "\n"


@pytest.fixture
def read(tmp_path):
    def read_text(text: str | bytes) -> list[Story | Reject]:
        path = tmp_path / "parses.conllu"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return list(read_stories([path]))

    return read_text


def test_a_story_of_two_sentences(read):
    text = (
        "# newdoc id = chad-1\n# date = 2023-07-11\n# sent_id = 1\n# text = Chad met Mali.\n"
        + rows(MET)
        + "\n# sent_id = 2\n# text = Mali  met.\n"
        + rows("1 Mali _ PROPN _ _ 2 nsubj _ _\n2 met meet VERB _ _ 0 root _ _\n3 . . PUNCT _ _ 2 punct _ _")
    )
    (parsed,) = read(text)
    assert parsed.id == "chad-1"
    assert parsed.date == date(2023, 7, 11)
    assert parsed.text == "Chad met Mali.\nMali  met."
    first, second = parsed.parsed
    assert first.parse.forms == ("Chad", "met", "Mali", ".")
    assert first.parse.lemmas == ("chad", "meet", "mali", ".")
    assert first.parse.pos == ("PROPN", "VERB", "PROPN", "PUNCT")
    assert first.parse.features == ("Number=Sing", "Mood=Ind|Tense=Past|VerbForm=Fin", "Number=Sing", "")
    assert first.parse.heads == (1, -1, 1, 1)
    assert first.parse.relations == ("nsubj", "root", "obj", "punct")
    assert first.parse.offsets == (0, 5, 9, 13)
    assert (second.start, second.text) == (15, "Mali  met.")
    assert second.parse.lemmas == ("mali", "meet", ".")
    assert second.parse.offsets == (0, 6, 9)


def test_every_newdoc_begins_a_story_and_sentences_before_the_first_are_stories(read):
    sentence = rows(MET) + "\n"
    found = read(sentence + sentence + "# newdoc id = a\n" + sentence + sentence + "# newdoc\n" + sentence)
    assert [len(parsed.parsed) for parsed in found] == [1, 1, 2, 1]
    ids = [parsed.id for parsed in found]
    assert ids[2] == "a"
    assert [story_id.rpartition(":")[2] for story_id in ids] == ["1", "6", "a", "22"]
    assert all(parsed.date is None for parsed in found)


def test_a_written_word_of_several_words_and_words_that_are_not_written(read):
    text = "# text = Mali didn't meet.\n" + rows("""\
1 Mali Mali PROPN _ _ 4 nsubj _ _
2-3 didn't _ _ _ _ _ _ _ _
2 did do AUX _ Tense=Past 4 aux _ _
3 n't not PART _ Polarity=Neg 4 advmod _ _
4 meet meet VERB _ VerbForm=Inf 0 root _ SpaceAfter=No
4.1 meet meet VERB _ _ _ _ 0:root _
5 . . PUNCT _ _ 4 punct _ _
""")
    (parsed,) = read(text)
    assert parsed.parsed[0].parse.forms == ("Mali", "did", "n't", "meet", ".")
    assert parsed.parsed[0].parse.offsets == (0, 5, 8, 12, 16)
    assert parsed.parsed[0].parse.heads == (3, 3, 3, -1, 3)


def test_words_that_are_not_parts_of_the_written_word_begin_with_it(read):
    text = rows("""\
1 envoyés envoyé NOUN _ _ 0 root _ _
2-3 du _ _ _ _ _ _ _ _
2 de de ADP _ _ 4 case _ _
3 le le DET _ _ 4 det _ _
4 Tchad Tchad PROPN _ _ 1 nmod _ _
""")
    (parsed,) = read(text)
    assert parsed.parsed[0].text == "envoyés du Tchad"
    assert parsed.parsed[0].parse.offsets == (0, 8, 8, 11)


@pytest.mark.parametrize("comment", ["", "# text = Something else.\n", "# text = Chad met Mali. And more\n"])
def test_a_text_that_is_missing_or_wrong_is_put_together_from_the_words(read, comment):
    (parsed,) = read(comment + rows(MET))
    assert parsed.parsed[0].text == "Chad met Mali."
    assert parsed.parsed[0].parse.offsets == (0, 5, 9, 13)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("1 Chad chad", "1 Chad", 1, "9 columns between tabs, expected 10"),
        ("3 Mali", "4 Mali", 3, "the ID is '4', expected 3"),
        ("3 Mali", "x Mali", 3, "the ID is 'x', expected 3"),
        ("3 Mali", "3-2 Mali", 3, "the range 3-2 does not begin with the next word, 3"),
        ("4 . .", "4-9 . .", 4, "the last range lacks words"),
        ("Sing 2 obj", "Sing 5 obj", 3, "the HEAD is '5', expected a number from 0 to 4"),
        ("Sing 2 obj", "Sing _ obj", 3, "the HEAD is '_', expected a number from 0 to 4"),
        ("Sing 2 obj", "Sing 0 obj", 3, "a second root (HEAD 0); a sentence has one"),
        ("Fin 0 root", "Fin 3 root", 2, "the heads run in a circle here"),
        ("1 Chad", "1 ", 1, "the FORM is empty or has blanks around it"),
    ],
)
def test_a_wrong_line_is_rejected_and_the_story_goes_on(read, tmp_path, old, new, line, reason):
    wrong = MET.replace(old, new)
    assert wrong != MET
    reject, parsed = read("# newdoc id = a\n" + rows(wrong) + "\n" + rows(MET))
    assert reject.file == (tmp_path / "parses.conllu").as_posix()
    assert (reject.line, reject.reason) == (line + 1, reason)
    assert reject.raw
    assert parsed.id == "a"
    assert [sentence.text for sentence in parsed.parsed] == ["Chad met Mali."]


def test_an_unreadable_date_rejects_the_story(read):
    reject, other = read(
        "# newdoc id = a\n# date = soon\n" + rows(MET) + "\n" + rows(MET) + "\n# newdoc id = b\n" + rows(MET)
    )
    assert reject.line == 1
    assert "'soon'" in reject.reason
    assert other.id == "b"


def test_a_story_without_a_sentence_is_rejected(read):
    reject, parsed = read("# newdoc id = a\n\n# newdoc id = b\n" + rows(MET))
    assert (reject.line, reject.reason) == (1, "the story has no sentence")
    assert parsed.id == "b"


def test_a_story_of_wrong_sentences_only_is_rejected_once_a_sentence(read):
    wrong = rows(MET.replace("Fin 0", "Fin 9"))
    found = read("# newdoc id = a\n" + wrong + "\n" + wrong)
    assert [reject.line for reject in found] == [3, 8]


def test_invalid_utf8_is_rejected_with_its_line(read):
    reject, parsed = read(
        b"# newdoc id = a\n" + rows(MET).encode().replace(b"Mali", b"M\xe9li") + b"\n" + rows(MET).encode()
    )
    assert (reject.line, reject.reason) == (4, "the line is not UTF-8")
    assert len(parsed.parsed) == 1


def test_windows_line_ends_and_a_byte_order_mark(read):
    (parsed,) = read(b"\xef\xbb\xbf" + ("# newdoc id = a\n" + rows(MET)).replace("\n", "\r\n").encode())
    assert parsed.id == "a"
    assert parsed.parsed[0].parse.relations[-1] == "punct"


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_an_empty_file_has_no_stories(read, text):
    assert read(text) == []


def test_a_parsed_story_is_coded_without_a_parser(read, lexicon):
    (story,) = read("# newdoc id = chad-1\n# date = 2023-07-11\n# text = Chad met Mali.\n" + rows(MET))
    [coded] = Pipeline(lexicon, None).code([story])
    assert {(e.source_code, e.cameo_code, e.target_code) for e in coded.events} == {
        ("TCD", "040", "MLI"),
        ("MLI", "040", "TCD"),
    }


@given(
    st.lists(
        st.sampled_from(["# newdoc id = a", "# newdoc", "# date = x", "", "1", "1\t2", "\ufeff"])
        | st.builds(
            "{}\t{}\t_\tX\t_\t_\t{}\tdep\t_\t_".format,
            st.sampled_from(["1", "2", "3", "1-2", "2.1"]),
            st.sampled_from(["Chad", " ", "a b"]),
            st.sampled_from(["0", "1", "2", "3", "_", "-1"]),
        ),
        max_size=12,
    )
)
def test_any_lines_give_trees_or_rejects(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "any.conllu"
    path.write_text("\n".join(lines), encoding="utf-8")
    for found in read_stories([path]):
        if isinstance(found, Reject):
            assert found.reason
            continue
        for sentence in found.parsed:
            parse = sentence.parse
            assert list(parse.heads).count(-1) == 1
            assert found.text[sentence.start :].startswith(sentence.text)
            for offset, form in zip(parse.offsets, parse.forms, strict=True):
                assert sentence.text[offset:].startswith(form[:1])


def chain(depth: int, relation: str, pos: str) -> str:
    """A sentence of verb, subject, object and so many more words, each the head of the next."""
    words = [f"{number} word word {pos} _ _ {number - 1} {relation} _ _" for number in range(4, depth + 3)]
    return rows("\n".join([*MET.splitlines()[:3], *words]))


@pytest.mark.parametrize(
    ("relation", "pos"),
    [
        ("conj", "NOUN"),
        ("nmod", "NOUN"),
        ("ccomp", "VERB"),
        ("acl:relcl", "VERB"),
        ("compound", "PROPN"),
        ("advcl", "VERB"),
    ],
)
def test_deep_trees_are_coded_and_those_without_end_rejected(read, lexicon, relation, pos):
    fine, reject = read(chain(199, relation, pos) + "\n" + chain(50_000, relation, pos))
    assert "deeper than 200 words" in reject.reason
    assert reject.line == 404
    assert "TCD" in {event.source_code for event in Pipeline(lexicon, None).code([fine])[0].events}
