import asyncio

from occ_app.endpoints.farewell import farewell


def test_a_session_that_came_with_a_code_ends_here_alone(stored):
    ref = stored(lambda make: make.actor(make.contact(make.account())).session_ref)
    assert asyncio.run(farewell(ref, "en")) == ""
    assert asyncio.run(farewell("no such session", "en")) == ""
