"""Splitting news text into sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.language.sentences import MAX_CHARACTERS, split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Mugabe met Gen. Powell and Lt. Col. North of the U.S. Senate.",
        "Sen. Obama, Rep. Pelosi and Gov. Schwarzenegger left St. Petersburg.",
        "The U.N. Security Council met in Washington, D.C. on Jan. 5.",
        "Resolution No. 242 passed by 14.5 percent, i.e. narrowly.",
        "J. F. Kennedy and George W. Bush spoke, e.g. about Iraq.",
        "Talks began at 5 p.m. Monday and ended at 9 p.m. GMT.",
        "Talks began at 5 p.m. Moscow time.",
        "Exxon Mobil Corp. and Royal Dutch Shell Ltd. Chief Executive offices closed.",
        '"We reject the plan." he said in Accra.',
        '"Will you come?" the minister asked.',
        '"Will you come?" Ghana\'s Foreign Minister asked.',
        "Chad said it would ... consider the offer.",
        "The site www.example.org reported it, as did index.html.",
        "The U.S.-led force left (see Art. 5 of the accord).",
        "NAIROBI, Kenya.: Talks went on.",
        "In Sept. 2001 and in the Sept. 11 attacks many died.",
        "Chad, Mali etc. agreed.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_split_it(sentence):
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Envoys arrived in the U.S.", "The Senate met them."),
        ("The office closed at 5 p.m.", "Officials left."),
        ("Chad left in 1979.", "Mali stayed."),
        ("Mali said no.", "Foreign troops left."),
        ("It was sold to Exxon Mobil Corp.", "The price is not known."),
        ("They will meet in Sept.", "In October they will not."),
        ('Mali said, "We will go."', "Chad stayed."),
        ("Mali said, “We will go.”", "“They will stay.”"),
        ("The war ended (in 1980.)", "Relations improved."),
        ("The war ended.[3]", "Relations improved."),
        ("Who won?", "Nobody."),
        ("Stop!", "Libya will not wait."),
        ('"Why now?"', "The minister left."),
        ("They waited...", "The talks failed."),
        ("They waited…", "But nothing came."),
        ("Western countries agreed .", "Iran did not ."),
        ("Chad spent the money.", "$3 million is left."),
        ("Troops left.", "30 stayed."),
    ],
)
def test_a_stop_at_the_end_of_a_sentence_splits(first, second):
    assert sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Iran has welcomed this.", "Relations between the two were cut."),
        ("They were cut in 1979.", "Relations improved."),
        ("They met in Gaza.", "The talks failed."),
        ('Chad said, "We will go."', "Mali stayed."),
    ],
)
def test_a_missing_blank_does_not_hide_the_end(first, second):
    assert sentences(first + second) == [first, second]


def test_blank_lines_split_and_single_line_ends_do_not():
    text = "Chad and Mali\nmeet\n\n  Envoys of Chad met\r\nenvoys of Mali.\n \n\nTalks go on\n"
    assert sentences(text) == ["Chad and Mali\nmeet", "Envoys of Chad met\r\nenvoys of Mali.", "Talks go on"]


def test_bullets_split_and_are_left_out():
    text = "Chad agreed to:\n• free prisoners\n• open the border\n\n- Mali agreed.\n- Niger did not\n\n1. Togo left.\n2. Benin stayed"
    assert sentences(text) == [
        "Chad agreed to:",
        "free prisoners",
        "open the border",
        "Mali agreed.",
        "Niger did not",
        "Togo left.",
        "Benin stayed",
    ]


def test_a_dash_that_begins_a_wrapped_line_is_no_bullet():
    text = "The president of Chad\n- who was in Mali - returned."
    assert sentences(text) == [text]


def test_text_without_stops_is_cut_at_blanks_and_nothing_is_lost():
    text = "word " * 400_000
    found = sentences(text)
    assert max(map(len, found)) <= MAX_CHARACTERS
    assert " ".join(found) == text.strip()


def test_a_word_of_any_length_is_cut():
    assert "".join(sentences("x" * 2_000_000)) == "x" * 2_000_000


@pytest.mark.parametrize("pattern", [".", ". ", "Mr. ", "U.S. ", '."', "a.b", "\n", "\n ", "- a\n", "1. ", "? A said "])
def test_long_runs_of_anything_are_split(pattern):
    text = pattern * (300_000 // len(pattern))  # anything slower than linear runs into the time limit
    spans = split_sentences(text)
    assert all(0 < end - start <= MAX_CHARACTERS for start, end in spans)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u2003\n\t"])
def test_no_text_has_no_sentence(text):
    assert split_sentences(text) == []


PIECES = st.sampled_from(
    [
        "Chad",
        "said",
        "U.S.",
        "Gen.",
        "No",
        "5",
        ". ",
        ".",
        "...",
        "?",
        "!",
        '"',
        "”",
        "“",
        "(",
        ")",
        " ",
        "\n",
        "\n\n",
        "- ",
        "•",
        "p.m.",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_spans_are_ordered_trimmed_and_leave_out_only_blanks_and_bullets(text):
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        left_out = text[position:start]
        assert all(character.isspace() or character in "•‣▪◦●∙-–—*.)0123456789" for character in left_out)
        position = end
