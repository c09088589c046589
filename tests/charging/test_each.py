import pytest

from occ_app.charging.each import each


def test_one_that_goes_wrong_holds_up_no_other():
    said, failures = each(lambda key: 6 // key, [1, 0, 2])
    assert said == [6, 3]
    assert [type(fault) for fault in failures] == [ZeroDivisionError]


def test_nothing_more_is_begun_once_it_is_over():
    begun = []
    assert each(begun.append, [1, 2], is_over=lambda: len(begun) == 1) == ([None], [])
    assert begun == [1]


def test_a_process_that_is_killed_goes_no_further():
    with pytest.raises(KeyboardInterrupt):
        each(_stopped, [1, 2])


def _stopped(_key):
    raise KeyboardInterrupt
