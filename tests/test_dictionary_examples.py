"""Every example in our dictionaries gives what its row says."""

from coder.coding.examples import wrong_examples


def test_every_example_gives_what_its_row_says(lexicon, parser):
    assert list(wrong_examples(lexicon, parser)) == []
