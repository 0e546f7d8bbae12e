"""What evaluation says of CAMEO codes is what the dictionary cameo.csv says."""

import pytest

from coder.evaluation.gold import GoldEvent
from coder.evaluation.matching import judge, quad_class
from coder.events.formats.codes import register_codes
from coder.query import connect
from tests.sample_events import EVENTS, JULY, event, store


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with connect(store(tmp_path_factory.mktemp("output"), EVENTS), read_only=False) as connection:
        register_codes(connection)
        yield lambda sql: connection.execute(sql).fetchall()


def test_quad_classes_of_evaluation_are_those_of_the_dictionary(ask):
    codes = ask("select code, quad_class from cameo_codes")
    assert len(codes) > 300
    assert [code for code, number in codes if quad_class(code) != str(number)] == []


def test_evaluation_takes_an_act_told_from_the_other_side(ask):
    others = dict(ask("select code, mirror from cameo_codes where mirror <> code"))
    taken = {
        (code, other)
        for code in others
        for other in others
        if judge(
            [GoldEvent("GHA", "TGO", code)],
            [event("e", JULY, "TGO", other, "GHA")],
            "code and dyad",
            lenient=False,
        ).found
    }
    assert taken == set(others.items()) != set()
