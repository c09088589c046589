from stdnum import iso11649

from occ_app.services.paying import numbers


def test_numbers_are_not_guessed_and_references_are_valid_for_banks():
    made = {numbers.fresh() for _ in range(200)}
    assert len(made) == 200
    for number in made:
        assert iso11649.is_valid(numbers.reference(number))
        assert len(numbers.reference(number)) <= 25
