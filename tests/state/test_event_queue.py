from collections import deque
from types import SimpleNamespace

from reflex_base.event.processor.event_processor import EventProcessor

from occ_app.state.event_queue import bear_floods


def queued(*txids):
    return deque((SimpleNamespace(ctx=SimpleNamespace(txid=txid)), None) for txid in txids)


def dispatched(waiting, *live):
    """What begins of these events of one tab, of which only the live ones are still wanted; and the queues left."""
    bear_floods()
    begun = []
    processor = SimpleNamespace(
        _token_queues={"tab": waiting},
        _futures={txid: SimpleNamespace(cancelled=lambda: False) for txid in live},
        _create_event_task=lambda entry, **_: begun.append(entry.ctx.txid),
    )
    EventProcessor._dispatch_next_for_token(processor, "tab")
    return begun, processor._token_queues


def test_thousands_of_events_of_a_closed_tab_are_dropped():
    assert dispatched(queued(*range(5_000))) == ([], {})


def test_what_is_still_wanted_is_begun():
    begun, queues = dispatched(queued(*range(3_000), "last"), "last")
    assert begun == ["last"]
    assert len(queues["tab"]) == 1
