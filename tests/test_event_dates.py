"""When what is told happened: the day, month or year of an act, and what is no date of it."""

from __future__ import annotations

import pytest

from coder.events.event import Event


def _told(event: Event) -> str:
    """The date as far as it is known ("" for unknown), `h` behind it where it is historical."""
    day = event.event_date.isoformat() if event.event_date else ""
    shown = day[: {"year": 4, "month": 7}.get(event.event_date_precision or "", 10)]
    return shown + " h" * event.historical


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Norway attacked Iceland on Monday.", "2024-05-13"),
        ("Norway attacked Iceland on Tuesday.", "2024-05-14"),
        ("Norway attacked Iceland last Tuesday.", "2024-05-07"),
        ("Norway attacked Iceland on Wednesday night.", "2024-05-08"),
        ("Early on Sunday, Norway attacked Iceland.", "2024-05-12"),
        ("Norway attacked Iceland yesterday.", "2024-05-13"),
        ("Norway attacked Iceland today.", "2024-05-14"),
        ("Norway attacked Iceland the day before yesterday.", "2024-05-12"),
        ("Norway attacked Iceland during the weekend.", "2024-05-11"),
        ("Norway attacked Iceland last weekend.", "2024-05-11"),
        ("Norway attacked Iceland last week.", "2024-05"),
        ("Norway attacked Iceland earlier this week.", "2024-05"),
        ("Norway attacked Iceland earlier this month.", "2024-05"),
        ("Norway attacked Iceland late last month.", "2024-04"),
        ("Norway attacked Iceland earlier this year.", "2024"),
        ("Norway attacked Iceland late last year.", "2023 h"),
        ("Norway attacked Iceland the previous year.", "2023 h"),
        ("Norway attacked Iceland three days ago.", "2024-05-11"),
        ("Norway attacked Iceland two weeks ago.", "2024-04"),
        ("Norway attacked Iceland six months ago.", "2023-11 h"),
        ("Norway attacked Iceland nearly a year ago.", "2023 h"),
        ("Norway attacked Iceland more than two decades ago.", "2004 h"),
        ("Norway attacked Iceland 30 years ago.", "1994 h"),
        ("Norway attacked Iceland on May 2.", "2024-05-02"),
        ("Norway attacked Iceland on 2 May.", "2024-05-02"),
        ("Norway attacked Iceland on the 2nd of May.", "2024-05-02"),
        ("Norway attacked Iceland on July 4.", "2023-07-04 h"),
        ("Norway attacked Iceland on July 4, 2019.", "2019-07-04 h"),
        ("Norway attacked Iceland on 4 July 2013.", "2013-07-04 h"),
        ("Norway attacked Iceland on 4th July, 2013.", "2013-07-04 h"),
        ("Norway attacked Iceland on 2013-07-04.", "2013-07-04 h"),
        ("Norway attacked Iceland on Sept. 11, 2001.", "2001-09-11 h"),
        ("Norway attacked Iceland on Sept. 11.", "2023-09-11 h"),
        ("Norway attacked Iceland on Dec 24.", "2023-12-24 h"),
        ("Norway attacked Iceland on Monday, May 6.", "2024-05-06"),
        ("Norway attacked Iceland on Saturday 4 May 2024.", "2024-05-04"),
        ("Norway attacked Iceland in mid-April.", "2024-04"),
        ("Norway attacked Iceland in early March.", "2024-03 h"),
        ("Norway attacked Iceland at the end of March.", "2024-03 h"),
        ("Norway attacked Iceland in December.", "2023-12 h"),
        ("Norway attacked Iceland in June.", "2023-06 h"),
        ("Norway attacked Iceland in May 2011.", "2011-05 h"),
        ("Norway attacked Iceland in August of 2011.", "2011-08 h"),
        ("Norway attacked Iceland in April of this year.", "2024-04"),
        ("Norway attacked Iceland in April last year.", "2023-04 h"),
        ("Norway attacked Iceland last December.", "2023-12 h"),
        ("Norway attacked Iceland in 1979.", "1979 h"),
        ("In 1979, Norway attacked Iceland.", "1979 h"),
        ("Norway attacked Iceland back in 1979.", "1979 h"),
        ("Norway attacked Iceland in late 1979.", "1979 h"),
        ("Norway attacked Iceland in the summer of 1979.", "1979 h"),
        ("Norway attacked Iceland in the early 1990s.", "1990 h"),
        ("Norway attacked Iceland in the 1990s.", "1990 h"),
        ("Norway attacked Iceland in the late 1990s.", "1998 h"),
        ("Norway attacked Iceland in the mid-1990s.", "1995 h"),
        ("Norway attacked Iceland in 2008-2009.", "2008 h"),
        ("Norway attacked Iceland between 1980 and 1988.", "1980 h"),
        ("Norway attacked Iceland from 1980 to 1988.", "1980 h"),
        ("Norway attacked Iceland during 1980.", "1980 h"),
        ("Since 1979, Norway has attacked Iceland.", "2024-05-14"),
        ("Norway has attacked Iceland since last month.", "2024-05-14"),
        ("Norway attacked Iceland in the worst raid since 2008.", "2024-05-14"),
        ("Norway attacked Iceland for the first time in ten years.", "2024-05-14"),
        ("Norway attacked Iceland for the first time since the 1979 revolution.", "2024-05-14"),
        ("Norway, which was rich in 1979, attacked Iceland.", "2024-05-14"),
        ("Norway attacked Iceland.", "2024-05-14"),
        ("Norway condemned the 1979 revolution in Iceland.", "2024-05-14"),
        ("Norway attacked Iceland on the anniversary of the 1967 war.", "2024-05-14"),
        ("Norway attacked Iceland in violation of the 1967 treaty.", "2024-05-14"),
        ("Norway attacked Iceland as it marked the 2001 disaster.", "2024-05-14"),
        ("Norway attacked Iceland by Friday.", "2024-05-14"),
        ("Norway attacked Iceland after the 2012 elections.", "2024-05-14"),
        ("Norway attacked Iceland ahead of elections in October.", "2024-05-14"),
        ("Norway gave Iceland aid for the fiscal year 2012.", "2024-05-14"),
        ("Norway gave Iceland aid for the 2012 fiscal year.", "2024-05-14"),
        ("Norway gave Iceland 2,000 tents.", "2024-05-14"),
        ("Norway gave Iceland 2012 tents.", "2024-05-14"),
        ("Norway condemned Monday's attack in Iceland.", "2024-05-14"),
        ("Norway condemned the April 2 attack by Iceland.", "2024-05-14"),
        ("Norway said on Monday that Denmark attacked Iceland in 2010.", "2010 h"),
        ("Denmark's president said on Monday that Norway attacked Iceland in 2010.", "2010 h"),
        ("On Monday Norway's president condemned Iceland.", "2024-05-13"),
        ("Norway condemned Iceland on Monday for its attitude in 2010.", "2024-05-13"),
        ("Norway, which had condemned Iceland in 2010, is rich today.", "2010 h"),
        ("The May 2 attack on Iceland by Norway was short.", "2024-05-02"),
        ("The 2012 attack on Iceland by Norway was short.", "2012 h"),
        ("Monday's attack on Iceland by Norway was short.", "2024-05-13"),
        ("Last month's attack on Iceland by Norway was short.", "2024-04"),
        ("In 2012, when Norway attacked Iceland, prices fell.", "2012 h"),
        ("Prices fell on Monday after Norway attacked Iceland.", "2024-05-14"),
        ("Norway and Iceland, at peace since 1945, met on Friday.", "2024-05-10"),
        ("Norway and Iceland met on 10 May for the first time since 2002.", "2024-05-10"),
        ("Norway and Iceland met on Friday, two years after ties were cut.", "2024-05-10"),
        ("Norway and Iceland met on Friday, on the eve of the summit.", "2024-05-10"),
        ("Norway attacked Iceland on Thursday and withdrew two days later.", "2024-05-09"),
        ("Norway attacked Iceland this week.", "2024-05"),
        ("Norway attacked Iceland this morning.", "2024-05-14"),
        ("Norway attacked Iceland Monday afternoon.", "2024-05-13"),
        ("Norway attacked Iceland last month after prices fell.", "2024-04"),
        ("Norway attacked Iceland a few days ago.", ""),
        ("Norway attacked Iceland several years ago.", ""),
        ("Norway attacked Iceland in 2022 and Denmark in 2023.", "2022 h"),
        ("Norway attacked Iceland in January 2022 and again last week.", "2022-01 h"),
        ("Norway attacked Iceland in the second half of 2022.", "2022 h"),
        ("Norway attacked Iceland in the first quarter of 2022.", "2022 h"),
    ],
)
def test_when_it_happened(code, text, told):
    assert {_told(event) for event in code(text)} == {told}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Norway and Iceland met on May 2. Two days later, Norway attacked Iceland.", "2024-05-04"),
        ("Norway and Iceland met on Friday. A day earlier, Norway attacked Iceland.", "2024-05-09"),
        ("Norway and Iceland met on Friday. The previous day Norway attacked Iceland.", "2024-05-09"),
        ("Norway and Iceland met on Friday. The next day Norway attacked Iceland.", "2024-05-11"),
        ("Norway and Iceland met in 1979. Two years later, Norway attacked Iceland.", "1981 h"),
        ("Norway and Iceland met in April 2012. In June, Norway attacked Iceland.", "2012-06 h"),
        ("Norway and Iceland met in April 2012. Norway attacked Iceland later that year.", "2012 h"),
        (
            "Iceland's revolution in February 2012 was short. In April of this year, Norway attacked Iceland.",
            "2012-04 h",
        ),
    ],
)
def test_a_passage_on_another_time_dates_what_follows(code, text, told):
    assert [_told(event) for event in code(text) if event.cameo_code == "190"] == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mali closed its border on Monday, a day after Norway attacked Iceland.", "2024-05-12"),
        ("Norway attacked Iceland on Saturday, 11 days before they held talks.", "2024-05-11"),
        ("A day after Norway attacked Iceland on Friday, Mali closed its border.", "2024-05-10"),
        ("Two years after Norway attacked Iceland, Mali is rich.", "2022 h"),
        ("Norway attacked Iceland a week before Mali closed its border.", "2024-05-14"),
        ("Norway attacked Iceland on Friday, a few days after Mali closed its border.", "2024-05-10"),
        ("Norway attacked Iceland two days after Mali closed its border on May 2.", "2024-05-04"),
    ],
)
def test_so_long_after_another_act(code, text, told):
    assert {_told(event) for event in code(text) if event.cameo_code == "190"} == {told}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Norway launched an offensive in Iceland on Sunday, killing five rebels.", {"2024-05-12"}),
        ("Speaking in Oslo on Sunday, Norway's president condemned Iceland.", {"2024-05-12"}),
        (
            "Norway launched an offensive into Iceland spearheaded by its ski troops on Sunday in order to take the port.",
            {"2024-05-12"},
        ),
        ("Norway expelled an Icelander convicted on Friday.", {"2024-05-14"}),
    ],
)
def test_a_participle_shares_a_day_with_its_verb_but_not_with_what_it_describes(code, text, told):
    assert {_told(event) for event in code(text)} == told


def test_the_same_day_is_the_last_one_of_the_news_where_the_text_returns_to_the_present(code):
    past = "Norway and Iceland met on Friday. Norway visited Iceland in January 2019. "
    [*_, event] = code(past + "The talks come on the same day that Mali attacked Chad.")
    assert _told(event) == "2024-05-10"
    [*_, event] = code(past + "Mali attacked Chad the same month.")
    assert _told(event) == "2019-01 h"


def test_a_passage_on_another_time_ends(code):
    text = "Norway and Iceland met in April 2012. Norway is rich. Iceland is rich. All is quiet. In March, Norway attacked Iceland."
    assert [_told(event) for event in code(text) if event.cameo_code == "190"] == ["2024-03 h"]


def test_two_days_later_than_nothing_has_no_date(code):
    assert [_told(event) for event in code("Two days later, Norway attacked Iceland.")] == [""]


def test_each_verb_has_its_own_date(code):
    events = code(
        "Norway severed diplomatic ties with Iceland in 1979, and Iceland expelled the Norwegian ambassador a year later."
    )
    assert [_told(event) for event in events] == ["1979 h", "1980 h"]


@pytest.mark.parametrize(
    "text",
    [
        "Norway and Iceland meet next week in Lima.",
        "Norway and Iceland meet in Lima in June.",
        "Norway and Iceland meet tomorrow.",
        "Norway and Iceland will meet on Friday.",
        "Ahead of next week's talks between Norway and Iceland, prices fell.",
    ],
)
def test_what_lies_ahead_is_an_intent_of_today(code, text):
    assert {(event.cameo_code, _told(event)) for event in code(text)} == {("036", "2024-05-14")}


def test_without_a_story_date_only_absolute_dates_are_known_and_nothing_is_historical(code):
    assert [_told(event) for event in code("Norway attacked Iceland on Monday.", None)] == [""]
    assert [_told(event) for event in code("Norway attacked Iceland in April.", None)] == [""]
    assert [_told(event) for event in code("Norway attacked Iceland.", None)] == [""]
    assert [_told(event) for event in code("Norway attacked Iceland in May 1979.", None)] == ["1979-05"]
    assert [_told(event) for event in code("Norway met Iceland in 1979. It attacked Iceland a year later.", None)][
        -1
    ] == "1980"


def test_an_intent_has_the_date_on_which_it_was_announced(code):
    [event] = code("Norway announced on Friday that it would attack Iceland.")
    assert (event.cameo_code[:2], _told(event)) == ("13", "2024-05-10")


def test_a_date_long_after_the_story_shows_that_the_story_has_a_wrong_date(code):
    [event] = code("Norway attacks Iceland on September 4, 2031.")
    assert (event.cameo_code, _told(event)) == ("190", "2031-09-04")
