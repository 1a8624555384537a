"""The connection to the mail server. yagmail holds it (TLS, sign-in); what is said on it is said here.

yagmail's own send() is never called: it opens a connection for each mail, sends again by itself when an answer
is lost, does not check certificates unless told to, and builds its own message.
"""

from __future__ import annotations

import base64
import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ar_sheets.base.email_addresses import SEPARATOR
from ar_sheets.base.i18n import _
from ar_sheets.sending import errors
from ar_sheets.sending.errors import Reply, Stop
from ar_sheets.sending.message import Envelope

ANSWER_SECONDS = 30
LAST_ANSWER_SECONDS = 300  # a server may look at a mail for minutes before it takes it (RFC 5321, 4.5.3.2.6)


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send, from Settings. A port that ends in 465 is encrypted from the first byte, others by STARTTLS.
    Nothing is ever said without encryption. user "": the server wants no sign-in."""

    host: str
    port: int
    user: str

    @property
    def encrypted_at_once(self) -> bool:
        """Whether the connection begins encrypted."""
        return self.port % 1000 == 465


class Connection:
    """One connection for a batch; made anew when it was lost. Use as a context manager."""

    def __init__(
        self, server: Server, password: str, *, context: ssl.SSLContext | None = None,
        answer: float = ANSWER_SECONDS, last_answer: float = LAST_ANSWER_SECONDS,
    ) -> None:  # fmt: skip
        self.server = server
        self._last_answer, self._answer = last_answer, answer
        self._secrets = _as_sent(server.user, password)
        self._client = _client(server, password, context or ssl.create_default_context(), answer)
        self._smtp: smtplib.SMTP | None = None
        self._refused: tuple[tuple[str, str], ...] = ()  # addresses of the mail under way

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._forget()

    def open(self) -> None:
        """Connect and sign in. Raises errors.Stop, or ConnectionError where it may work later."""
        try:
            self._client.login()
        except (smtplib.SMTPException, OSError, UnicodeError) as fault:
            self._forget()
            host, port = self.server.host, self.server.port
            stop = errors.cannot_connect(fault, host, port)
            said = self._without_password(str(stop) if stop else errors.no_answer(fault, host, port))
            # Not "from fault": a server may repeat the password in its answer, and a chained fault ends in a log.
            raise (Stop(said) if stop else ConnectionError(said)) from None
        self._smtp = self._client.smtp
        assert self._smtp is not None
        assert self._smtp.sock is not None
        # Without this each mail waits 40 ms for the other side's delayed acknowledgement.
        self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _without_password(self, text: str) -> str:
        """A server's words without the password, in case it says back what it was told."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def _forget(self) -> None:
        """Drop the connection without a word; it is in no state to go on."""
        for smtp in (self._smtp, self._client.smtp):
            if smtp is not None:
                smtp.close()
        self._smtp = self._client.smtp = None
        self._client.is_closed = True

    def deliver(self, envelope: Envelope, data: bytes, about_to: Callable[[], None]) -> Reply:
        """Give one mail to the server, once. `about_to` is called when its content is about to go out.

        Whatever is lost before the content's last line has gone out is "deferred": a server must not deliver what
        it has not got whole. From then on only an answer counts; without one the reply is "unclear". Raises
        errors.Stop where there is no connection to be had.
        """
        try:
            if self._smtp is None:
                self.open()
            refused = self._announce(envelope, len(data))
            if refused is not None:
                return refused
            about_to()
            self._said().send(_stuffed(data))
            self._said().send(b".\r\n")  # apart, so that it has surely not gone out when this fails
        except (smtplib.SMTPException, OSError) as fault:
            self._forget()
            return Reply("deferred", str(fault) or type(fault).__name__)
        return self._last_word()

    def _said(self) -> smtplib.SMTP:
        assert self._smtp is not None
        return self._smtp

    def _announce(self, envelope: Envelope, size: int) -> Reply | None:
        """MAIL, RCPT, DATA: None when the content may follow, else why not."""
        smtp = self._said()
        if envelope.utf8 and not smtp.has_extn("smtputf8"):
            to = SEPARATOR.join(envelope.to)
            return Reply(
                "failed", _("the server cannot send to {address}: it knows only plain letters in addresses", address=to)
            )
        options = ["SMTPUTF8"] * envelope.utf8 + [f"SIZE={size}"] * smtp.has_extn("size")
        code, text = smtp.mail(envelope.sender, options)
        if code != 250:
            self._start_over(code)
            return errors.sender_refused(code, text, envelope.sender)
        answers = [(address, *smtp.rcpt(address)) for address in (*envelope.to, *envelope.cc)]
        refusal = self._refusal(answers, len(envelope.to))
        if refusal is not None:
            return refusal
        code, text = smtp.docmd("DATA")
        if code != 354:
            self._start_over(code)
            return errors.refusal(code, text)
        return None

    def _refusal(self, answers: Sequence[tuple[str, int, bytes]], to: int) -> Reply | None:
        """Why the mail may not go on after its addresses (the first `to` are no copies): all of them are refused, or
        the server wants us to wait for one. Addresses refused beside a good one are kept for the mail's Reply."""
        bad = [(address, code, text) for address, code, text in answers[:to] if code not in (250, 251)]
        later = [one for one in bad if one[1] < 500]
        if later or len(bad) == to:
            _, code, text = (later or bad)[0]
            self._start_over(code)
            return errors.refusal(code, text)
        refused = [(address, code, text) for address, code, text in answers if code >= 500]
        self._refused = tuple((address, errors.answer_line(code, text)) for address, code, text in refused)
        return None

    def _last_word(self) -> Reply:
        smtp = self._said()
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._last_answer)
            code, text = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._answer)
        except (smtplib.SMTPException, OSError) as fault:
            self._forget()
            return Reply("unclear", str(fault) or type(fault).__name__)
        if 200 <= code < 300:
            return Reply("sent", errors.answer_line(code, text), self._refused)
        self._start_over(code)
        return errors.refusal(code, text) if code >= 400 else Reply("unclear", errors.answer_line(code, text))

    def _start_over(self, code: int) -> None:
        """Ready for the next mail after a refusal; 421 means that the server hangs up."""
        if code == 421:
            self._forget()
            return
        try:
            self._said().rset()
        except (smtplib.SMTPException, OSError):
            self._forget()


def _as_sent(user: str, password: str) -> list[str]:
    """The password in every form in which it goes over the line, the longest first."""
    plain = password.encode()
    forms = [base64.b64encode(some).decode() for some in (b"\0" + user.encode() + b"\0" + plain, plain)]
    return [*forms, password] if password else []


def _stuffed(data: bytes) -> bytes:
    """The content with a dot put before lines that begin with one (RFC 5321, 4.5.2), and a line's end at its end."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:]


def _client(server: Server, password: str, context: ssl.SSLContext, answer: float) -> Any:
    import yagmail

    common: dict[str, Any] = {
        "password": password, "host": server.host, "port": server.port, "timeout": answer,
        "soft_email_validation": False, "smtp_skip_login": not server.user,
    }  # fmt: skip
    # As a dictionary: yagmail makes a user without an @ one of gmail.com.
    user = {server.user: server.user} if server.user else ""
    if server.encrypted_at_once:
        return yagmail.Client(user, context=context, smtp_starttls=False, **common)
    return yagmail.Client(user, smtp_ssl=False, smtp_starttls={"context": context}, **common)
