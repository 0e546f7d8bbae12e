"""Fields go by their usual names or by a field map; mentions keep their words, whatever is cut from the text."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import UsageError
from coder.stories import Reject, Story, read_stories
from coder.stories.records import FIELD_NAMES, Record, StoryBuilder


def read(path, **options):
    return list(read_stories([path], **options))


def build(fields, field_map=None, default_date=None):
    return StoryBuilder("news.jsonl", field_map or {}, default_date).build(Record(1, fields))


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in FIELD_NAMES.items() if field != "mentions" for name in names]
)
def test_every_usual_name_is_known_in_any_case(field, name):
    value = "2023-07-11" if field == "date" else "Value"
    fields = {"text": "Officials met.", name.upper() + " ": value}
    if field == "text":
        del fields["text"]
    story = build(fields)
    assert str(getattr(story, field)) == value


def test_the_first_name_with_a_value_wins():
    story = build({"content": "Content.", "text": " ", "body": "Body.", "source": {"name": "x"}, "outlet": "AFP"})
    assert (story.text, story.publisher) == ("Content.", "AFP")


def test_a_field_map_wins_over_the_usual_names_for_its_field_alone():
    story = build({"text": "Text.", "words": "Words.", "title": "Title"}, {"text": "words"})
    assert (story.text, story.title) == ("Words.", "Title")


def test_a_field_map_for_a_field_that_stories_have_not_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="stories have no field 'body'; they have id, date, text"):
        read_stories([tmp_path], field_map={"body": "text"})


def test_a_field_map_may_name_a_field_that_some_records_lack(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two.", "paper": "AFP"}\n')
    assert [story.publisher for story in read(path, field_map={"publisher": "paper"})] == ["", "AFP"]


@pytest.mark.parametrize("name", ["news.jsonl", "news.json"])
def test_a_field_map_to_a_field_that_no_record_has_is_an_error(tmp_path, name):
    path = tmp_path / name
    path.write_text('{"text": "One.", "outlet": "AFP"}\n')
    with pytest.raises(
        UsageError, match=f"{name} has no field 'papr' for the publisher \\(fields: 'text', 'outlet'\\)"
    ):
        read(path, field_map={"publisher": "papr"})


def test_a_field_map_does_not_touch_files_without_fields(tmp_path):
    (tmp_path / "a.txt").write_text("Officials met.")
    (tmp_path / "b.xml").write_text("<Sentences><Sentence><Text>Officials met.</Text></Sentence></Sentences>")
    stories = read(tmp_path, field_map={"text": "body"})
    assert [story.text for story in stories] == ["Officials met.", "Officials met."]


def test_the_default_date_is_for_stories_without_any():
    default = date(2020, 1, 1)
    text = "ACCRA, July 11, 2023 (AFP) - Officials met."
    assert build({"text": "Officials met."}, default_date=default).date == default
    assert build({"text": "Officials met.", "date": " "}, default_date=default).date == default
    assert build({"text": "Officials met.", "date": "2021-05-05"}, default_date=default).date == date(2021, 5, 5)
    assert build({"text": text}, default_date=default).date == date(2023, 7, 11)
    assert build({"text": text, "date": "2021-05-05"}).date == date(2021, 5, 5)
    assert build({"text": "ACCRA, July 11 (AFP) - Officials met."}).date is None


def test_an_unreadable_date_is_a_reject_in_spite_of_a_default():
    reject = build({"id": "a", "text": "Officials met.", "date": "soon"}, default_date=date(2020, 1, 1))
    assert isinstance(reject, Reject)
    assert reject.reason == "unreadable date 'soon' (not a known form of a date); write it as YYYY-MM-DD"
    assert reject.raw == "{'id': 'a', 'text': 'Officials met.', 'date': 'soon'}"


def test_the_wrappers_of_mongodb_are_taken_off():
    story = build(
        {"_id": {"$oid": "64ad"}, "date": {"$date": {"$numberLong": "1689070500000"}}, "text": "Officials met."}
    )
    assert (story.id, story.date) == ("64ad", date(2023, 7, 11))


def test_a_publisher_of_the_record_wins_over_that_of_the_dateline():
    assert build({"text": "ACCRA (AFP) - Officials met.", "publisher": "The Paper"}).publisher == "The Paper"


def test_control_characters_become_blanks_and_offsets_stay():
    story = build({"text": "Iran\0\x1b met\x85Togo.", "mentions": [{"start": 11, "end": 15, "code": "TGO"}]})
    assert story.text == "Iran   met Togo."
    assert story.text[story.mentions[0].start : story.mentions[0].end] == "Togo"


def test_mentions_move_with_the_text_when_a_dateline_is_cut():
    text = "ACCRA, July 11 (Reuters) - Ghana met Togo."
    story = build({"text": text, "mentions": [{"start": 37, "end": 41, "code": " TGOGOV "}]})
    (mention,) = story.mentions
    assert (story.text, story.dateline_place) == ("Ghana met Togo.", "ACCRA")
    assert (story.text[mention.start : mention.end], mention.code) == ("Togo", "TGOGOV")


def test_a_dateline_with_a_mention_in_it_stays_in_the_text():
    text = "ACCRA, July 11 (Reuters) - Ghana met Togo."
    story = build({"text": text, "mentions": [{"start": 0, "end": 5, "code": "GHA"}]})
    assert (story.text, story.dateline_place, story.publisher) == (text, "ACCRA", "Reuters")
    assert story.mentions[0].start == 0


def test_mentions_may_be_a_string_of_json_and_none_is_none(tmp_path):
    (tmp_path / "a.csv").write_text(
        'text,mentions\nIran met Togo.,"[{""start"": 0, ""end"": 4, ""code"": ""IRN""}]"\nTogo.,\n'
    )
    first, second = read(tmp_path)
    assert [mention.code for mention in first.mentions] == ["IRN"]
    assert second.mentions == ()


@pytest.mark.parametrize(
    ("mentions", "reason"),
    [
        ({"start": 0}, "mentions are no list"),
        ("[", "mentions are broken JSON"),
        (["Iran"], "mention 1 is no object"),
        ([{"end": 4, "code": "IRN"}], "mention 1 has no start and end in whole numbers"),
        ([{"start": 0, "end": "4", "code": "IRN"}], "mention 1 has no start and end in whole numbers"),
        ([{"start": True, "end": 4, "code": "IRN"}], "mention 1 has no start and end in whole numbers"),
        ([{"start": 0, "end": 4.0, "code": "IRN"}], "mention 1 has no start and end in whole numbers"),
        ([{"start": 0, "end": 4, "code": "IRN"}, {"start": 4, "end": 4, "code": "IRN"}], "mention 2 goes from 4 to 4"),
        ([{"start": -1, "end": 4, "code": "IRN"}], "mention 1 goes from -1 to 4"),
        ([{"start": 9, "end": 15, "code": "IRN"}], "mention 1 goes from 9 to 15; the text has 14 characters"),
        ([{"start": 0, "end": 4}], "mention 1 has no code"),
        ([{"start": 0, "end": 4, "code": " "}], "mention 1 has no code"),
    ],
)
def test_wrong_mentions_are_a_reject(mentions, reason):
    reject = build({"text": "Iran met Togo.", "mentions": mentions})
    assert isinstance(reject, Reject)
    assert reason in reject.reason


OPENINGS = st.sampled_from(["", "date 2023-07-11 ACCRA – ", "ACCRA, July 11 (Reuters) - ", "Accra - "])


@given(OPENINGS, st.text(), st.data())
def test_a_mention_always_marks_the_words_that_the_input_marked(opening, rest, data):
    text = opening + "Togo. " + rest
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    story = build({"text": text, "mentions": [{"start": start, "end": end, "code": "TGO"}]})
    assert isinstance(story, Story)
    (mention,) = story.mentions
    marked = story.text[mention.start : mention.end]
    assert len(marked) == end - start
    assert all(new == old or new == " " for new, old in zip(marked, text[start:end], strict=True))


@given(
    st.dictionaries(
        st.sampled_from([name for names in FIELD_NAMES.values() for name in names]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["start", "end", "code", "$oid"]), inner)
            ),
            max_leaves=5,
        ),
    )
)
def test_any_record_is_a_story_or_a_reject(fields):
    result = build(fields)
    assert isinstance(result, (Story, Reject))
    if isinstance(result, Story):
        assert result.id
        json.dumps([result.text, result.title, result.publisher, result.url], ensure_ascii=False).encode()
