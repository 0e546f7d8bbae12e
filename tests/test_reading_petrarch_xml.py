"""PETRARCH's XML: every Sentence is a story, only its text is taken, and nothing outside the file is ever read."""

from datetime import date

import pytest

from coder.stories import Reject, Story, read_stories


def read(tmp_path, data):
    path = tmp_path / "news.xml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_stories([path]))


def sentence(number, text="<Text>Officials met.</Text>"):
    return f'<Sentence date="20080801" id="AFP-{number}" source="AFP" sentence="true">{text}</Sentence>'


def test_a_sentence_is_a_story(tmp_path):
    text = "<Text>\nIran &amp; Egypt met\non Tuesday .\n\nThey agreed .\n</Text><Parse>\n(ROOT (S ...))\n</Parse>"
    assert read(tmp_path, f"<?xml version='1.0'?>\n<Sentences>\n{sentence(1, text)}\n</Sentences>") == [
        Story(id="AFP-1", text="Iran & Egypt met on Tuesday .\n\nThey agreed .", date=date(2008, 8, 1), publisher="AFP")
    ]


def test_many_sentences_are_read_in_order(tmp_path):
    stories = read(tmp_path, "<Sentences>" + "\n".join(map(sentence, range(3000))) + "</Sentences>")
    assert [story.id for story in stories] == [f"AFP-{number}" for number in range(3000)]


def test_what_is_wrong_with_one_sentence_is_a_reject_at_its_line(tmp_path):
    bad_date = sentence(2).replace("20080801", "20081301")
    first, undated, textless, empty = read(
        tmp_path, f"<Sentences>\n{sentence(1)}\n{bad_date}\n{sentence(3, '')}\n{sentence(4, '<Text/>')}</Sentences>"
    )
    assert first.id == "AFP-1"
    assert (undated.line, undated.reason[:26]) == (3, "unreadable date '20081301'")
    assert (textless.line, textless.reason[:8]) == (4, "no text:")
    assert empty.text == ""


BOMB = "<!DOCTYPE Sentences [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE Sentences>",
        "<!DOCTYPE Sentences SYSTEM 'news.dtd'>",
        "<!DOCTYPE Sentences [<!ENTITY a11 SYSTEM 'secret.txt'>]>",
        BOMB,
    ],
)
def test_a_document_type_declaration_is_refused(tmp_path, prolog):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "news.dtd").write_text("<!ENTITY a11 'secret'>")
    for text in ("<Text>&a11;</Text>", "<Text>Officials met.</Text>"):
        (reject,) = read(tmp_path, f"<?xml version='1.0'?>{prolog}<Sentences>{sentence(1, text)}</Sentences>")
        assert isinstance(reject, Reject)
        assert "secret" not in reject.reason + reject.raw
        assert "DOCTYPE" in reject.reason


def test_a_bomb_in_an_attribute_of_the_root_is_refused(tmp_path):
    (reject,) = read(tmp_path, f"{BOMB}<Sentences name='&a11;'>{sentence(1)}</Sentences>")
    assert isinstance(reject, Reject)


@pytest.mark.parametrize("name", ["rss", "Sentence"])
def test_other_xml_is_one_reject(tmp_path, name):
    (reject,) = read(tmp_path, f"<{name}><item/><item/></{name}>")
    assert (reject.line, f"the root is <{name}>" in reject.reason) == (0, True)


@pytest.mark.parametrize("tail", ["<Sentence", "</Text>", "\x01</Sentences>", ""])
def test_broken_xml_keeps_the_sentences_before_the_break(tmp_path, tail):
    *stories, reject = read(tmp_path, f"<Sentences>\n{sentence(1)}\n{sentence(2)}\n{tail}")
    assert [story.id for story in stories] == ["AFP-1", "AFP-2"]
    assert reject.reason.startswith("broken XML")


def test_an_empty_file_is_a_reject(tmp_path):
    (reject,) = read(tmp_path, "")
    assert "broken XML" in reject.reason


def test_another_declared_encoding_is_read(tmp_path):
    data = f"<?xml version='1.0' encoding='iso-8859-1'?><Sentences>{sentence(1, '<Text>Lomé</Text>')}</Sentences>"
    assert [story.text for story in read(tmp_path, data.encode("latin-1"))] == ["Lomé"]


def test_an_entity_that_xml_does_not_have_is_no_traceback(tmp_path):
    *stories, reject = read(
        tmp_path, f"<Sentences>{sentence(1)}{sentence(2, '<Text>Iran &nbsp; Togo</Text>')}</Sentences>"
    )
    assert stories[0].id == "AFP-1"
    assert reject.reason.startswith("broken XML")
