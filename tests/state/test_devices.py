import pytest

from occ_app.state.devices import device, place

MOZILLA = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            MOZILLA + "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36",
            "Chrome · Windows",
        ),
        (MOZILLA + "(Windows NT 10.0) AppleWebKit Chrome/130 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (MOZILLA + "(X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604",
            "Safari · iPhone",
        ),
        (MOZILLA + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/130.0 Safari/604", "Chrome · iPhone"),
        (MOZILLA + "(Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605", "Safari · macOS"),
        (
            MOZILLA + "(Linux; Android 15) SamsungBrowser/27.0 Chrome/125 Mobile Safari",
            "Samsung Internet · Android",
        ),
        ("curl/8.5.0", "Unknown device"),
        ("", "Unknown device"),
        ("<script>Firefox", "Firefox"),
    ],
)
def test_a_browser_is_named_as_people_know_it(user_agent, words):
    assert device(user_agent) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("2a00:1450::1", "2a00:1450::1"),
        ("192.168.1.7", "Local network (192.168.1.7)"),
        ("127.0.0.1", "Local network (127.0.0.1)"),
        ("fe80::1", "Local network (fe80::1)"),
        ("", "Unknown address"),
        ("<b>", "Unknown address"),
    ],
)
def test_a_place_is_its_address(address, words):
    assert place(address) == words
