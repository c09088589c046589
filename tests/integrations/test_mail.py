import email
import email.policy
import socket
from email.header import decode_header, make_header

import pytest

from occ_app.integrations.mail import Attachment, Message, NotSent, send


def message(**changed):
    values = {
        "sender": "billing@meridian.example",
        "sender_name": "Meridian Cloud",
        "to": "ana@acme.example",
        "subject": "Código: 1234 5678",
        "text": "Aquí está.",
        "html": "<p>Aquí está.</p>",
        "key": "outbox-1",
    }
    return Message(**values | changed)


def url_of(server, scheme="smtp", **query):
    extra = "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
    return f"{scheme}://{server.hostname}:{server.port}{extra}"


def test_a_message_arrives_whole(smtpd):
    send(url_of(smtpd), message())
    (got,) = smtpd.messages
    assert got["from"] == "Meridian Cloud <billing@meridian.example>"
    assert got["to"] == "ana@acme.example"
    assert str(make_header(decode_header(got["subject"]))) == "Código: 1234 5678"
    assert got["message-id"] == "<outbox-1@meridian.example>"
    text, html = got.get_payload()
    assert text.get_payload(decode=True).decode().strip() == "Aquí está."
    assert html.get_content_type() == "text/html"


def test_a_message_without_html_is_plain(smtpd):
    send(url_of(smtpd), message(html=""))
    assert smtpd.messages[0].get_content_type() == "text/plain"


@pytest.mark.parametrize("field", ["to", "subject", "sender", "sender_name"])
@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r"])
def test_no_field_can_add_a_header_or_a_recipient(smtpd, field, breaker):
    hostile = getattr(message(), field) + f"{breaker}Bcc: thief@evil.example{breaker}{breaker}body"
    with pytest.raises(NotSent):
        send(url_of(smtpd), message(**{field: hostile}))
    assert not smtpd.messages


@pytest.mark.parametrize("to", ["a@acme.example, b@evil.example", "Ana <a@acme.example>", "", "ana"])
def test_a_message_goes_to_one_plain_address(smtpd, to):
    with pytest.raises(NotSent):
        send(url_of(smtpd), message(to=to))
    assert not smtpd.messages


def test_a_server_that_is_not_there_is_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent, match="refused"):
            send(f"smtp://127.0.0.1:{free.getsockname()[1]}", message())


@pytest.mark.parametrize("url", ["", "http://127.0.0.1", "smtp://", "smtp://127.0.0.1:port"])
def test_a_wrong_setting_is_said(url):
    with pytest.raises(NotSent):
        send(url, message())


def test_a_server_without_tls_is_refused_when_tls_is_asked_for(smtpd):
    with pytest.raises(NotSent):
        send(url_of(smtpd, starttls=1), message())
    assert not smtpd.messages


def test_files_arrive_to_the_byte_under_their_names(smtpd):
    content = bytes(range(256)) * 4_000
    files = (
        Attachment("facturas-año.pdf", "application/pdf", content),
        Attachment("a.csv", "text/csv", b"a,b\r\n"),
    )
    send(url_of(smtpd), message(attachments=files))
    _text, pdf, table = smtpd.messages[0].get_payload()
    name = email.message_from_bytes(pdf.as_bytes(), policy=email.policy.default).get_filename()
    assert (name, pdf.get_content_type()) == ("facturas-año.pdf", "application/pdf")
    assert pdf.get_payload(decode=True) == content
    assert (table.get_filename(), table.get_payload(decode=True)) == ("a.csv", b"a,b\r\n")


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r"])
def test_no_file_name_can_add_a_header(smtpd, breaker):
    hostile = Attachment(f"a.csv{breaker}Bcc: thief@evil.example{breaker}{breaker}x", "text/csv", b"1")
    try:
        send(url_of(smtpd), message(attachments=(hostile,)))
    except NotSent:
        return
    part = smtpd.messages[0].get_payload()[1]
    assert smtpd.messages[0]["bcc"] is None
    assert part["bcc"] is None
