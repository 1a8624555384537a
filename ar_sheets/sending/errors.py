"""What a mail server's answer means: for one letter, for the whole batch, and in words for a shop owner."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from ar_sheets.base.i18n import N_, _


class Stop(Exception):  # noqa: N818 - an outcome told to the user
    """No letter can go out now: the batch ends here. The message says why and what to do."""


class Unfit(Exception):  # noqa: N818 - told to the user
    """This letter may not go out as it is; the message says why, as a clause."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one attempt. state: sent, refused (the address is bad), failed (this letter was refused),
    deferred (not taken now, may be tried again), unclear (nobody knows), stop (not taken, and no other letter
    would be). text: the server's words; with stop a sentence for the user. refused: addresses of a letter that went
    to others of its addresses, and the server's words about each."""

    state: str
    text: str
    refused: tuple[tuple[str, str], ...] = ()


_BAD_ADDRESS = re.compile(r"\b5\.1\.(?:0|1|2|3|6|10)\b|\b5\.2\.1\b")  # RFC 3463: the mailbox, not the sender
_ACCOUNT = re.compile(  # about the sender's account: the next letter would be refused as well
    r"5\.7\.(?:30|57|60|139)\b|5\.1\.90\b|5\.4\.5\b|quota|limit exceeded|basic authentication|not authenticated"
    r"|authentication required|smtpclientauthentication",
    re.IGNORECASE,
)


def answer_line(code: int, text: bytes | str) -> str:
    """A server's answer on one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:500]


def refusal(code: int, text: bytes | str) -> Reply:
    """An answer of 400 and up to one letter; stop where it concerns the account and not the letter."""
    words = answer_line(code, text)
    if _ACCOUNT.search(words) and code >= 500:
        return Reply("stop", _("The mail server sends no more for you now: {answer}. {advice}", answer=words,
                               advice=advice(words)).rstrip())  # fmt: skip
    if 400 <= code < 500:
        return Reply("deferred", words)
    return Reply("refused" if _BAD_ADDRESS.search(words) else "failed", words)


def sender_refused(code: int, text: bytes | str, sender: str) -> Reply:
    """The server does not take mail from this sender: for a while (4xx), or for no letter."""
    words = answer_line(code, text)
    if 400 <= code < 500:
        return Reply("deferred", words)
    return Reply(
        "stop",
        _(
            "The mail server takes no mail from {sender}: {answer}. {advice}",
            sender=sender,
            answer=words,
            advice=advice(words) or _(_SENDER),
        ),
    )


_SENDER = N_("Is Email from in Settings an address that this sign-in may send from?")
_MICROSOFT = N_(
    "This is Microsoft 365: password sign-in for programs is switched off. An administrator can allow "
    '"Authenticated SMTP" for this mailbox (Microsoft 365 admin centre, Active users, the user, Mail, '
    "Manage email apps). Without that: ar-sheets send WORKBOOK --to-folder, and open the mails in Outlook."
)
_GMAIL = N_(
    "This is Gmail: it wants an app password, not your usual one. Switch on 2-Step Verification in your Google "
    "Account, make an app password there, and give it to ar-sheets mail-setup."
)
_SIGN_IN = N_("Check SMTP user in Settings, and give the password anew with ar-sheets mail-setup.")
_QUOTA = N_("Your provider's limit is reached: send the rest tomorrow.")
_ADVICE = (
    (
        r"5\.7\.30\b|basic authentication is (?:not supported|disabled)|smtpclientauthentication is disabled",
        (_MICROSOFT,),
    ),
    (r"5\.7\.139\b|5\.7\.3 authentication unsuccessful", (_SIGN_IN, _MICROSOFT)),
    (r"5\.7\.57\b", (_SIGN_IN, _MICROSOFT)),
    (r"5\.7\.9\b|application-specific password|gsmtp|support\.google\.com", (_GMAIL,)),
    (r"5\.7\.60\b|sendas", (_SENDER,)),
    (r"5\.1\.90\b|5\.4\.5\b|quota|limit exceeded", (_QUOTA,)),
)


_NO_SIGN_IN = N_(
    "{host} offers no sign-in on port {port}, so no password was given to it. Ask your provider for the port (mostly "
    "587 or 465), and type it under SMTP port in Settings."
)
_NO_ENCRYPTION = N_(
    "{host} offers no encryption on port {port}, so no password was given to it. Ask your provider for the port "
    "(mostly 587 or 465), and type it under SMTP port in Settings."
)


def advice(words: str) -> str:
    """What to do about a server's answer, for those that are known; else ""."""
    known = next((texts for pattern, texts in _ADVICE if re.search(pattern, words, re.IGNORECASE)), ())
    return " ".join(_(text) for text in known)


def cannot_connect(fault: Exception, host: str, port: int) -> Stop | None:
    """Why no connection can be had, where waiting would not help; None where it may come back."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Stop(_("{host} does not prove that it is {host} ({why}), so it was given no password. Is SMTP host in "
                      "Settings the name your provider gives? Some virus scanners read mail on its way; switch that "
                      "off.", host=host, why=fault.verify_message))  # fmt: skip
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        lacking = _NO_SIGN_IN if "AUTH" in str(fault) else _NO_ENCRYPTION
        return Stop(_(lacking, host=host, port=port))
    if isinstance(fault, smtplib.SMTPAuthenticationError) and fault.smtp_code >= 500:
        words = answer_line(fault.smtp_code, fault.smtp_error)
        return Stop(_("{host} did not accept the name or the password: {answer}. {advice}", host=host, answer=words,
                      advice=advice(words) or _(_SIGN_IN)))  # fmt: skip
    if isinstance(fault, ssl.SSLError):
        return Stop(_("{host} and port {port} speak another sort of encryption ({why}). Port 465 is encrypted from the "
                      "start, 587 after the greeting; correct SMTP port in Settings.", host=host, port=port,
                      why=fault.reason or fault))  # fmt: skip
    if isinstance(fault, socket.gaierror):
        return Stop(_("There is no server named {host}, or no network. Check SMTP host in Settings.", host=host))
    return None


def no_answer(fault: Exception, host: str, port: int) -> str:
    """The fault as a sentence where waiting may help."""
    if isinstance(fault, smtplib.SMTPResponseException):
        words = answer_line(fault.smtp_code, fault.smtp_error)
    else:
        words = str(fault) or type(fault).__name__
    return _("{host} does not answer as a mail server on port {port}: {why}.", host=host, port=port, why=words)
