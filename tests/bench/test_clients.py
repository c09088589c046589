import asyncio
from contextlib import AsyncExitStack

import pytest

from occ_app.bench import clients, served


def test_each_step_of_the_walk_shows_other_rows(company):
    url, account_id = company
    with served.portal(url) as portal:
        messages = asyncio.run(_answers(portal.url, served.signed_in(account_id, 1)))
    assert all('"rows_rx_state_"' in message for message in messages)
    assert len(set(messages)) == len(clients.WALK)


async def _answers(url: str, tokens: list[str]) -> list[str]:
    """Everything that was heard, step by step."""
    async with AsyncExitStack() as stack:
        (client,) = await clients.joined(url, tokens, stack)
        heard: list[str] = []
        receive = client.socket.recv

        async def recv() -> str:
            heard[-1] += str(await receive())
            return heard[-1]

        client.socket.recv = recv  # type: ignore[method-assign]
        for _ in clients.WALK:
            heard.append("")
            await client.click()
        return heard


def test_a_refused_cookie_is_no_client(company):
    url, _ = company
    with served.portal(url) as portal, pytest.raises(Exception, match="403"):
        clients.walked(portal.url, ["nobody"], 0.1)
