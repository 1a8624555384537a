"""What mails about our mails say in plain words: whether it is a warning, an answer, a bounce, and about whom."""

from __future__ import annotations

import re
from email.message import Message

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_DAEMONS = re.compile(r"mailer-daemon|mdaemon@|delivery (?:sub)?system|^\s*<>\s*$", re.IGNORECASE)
_DELIVERY = re.compile(r"^(?:message )?delivery failure|^failed mail", re.IGNORECASE)
_SENDERS = re.compile(
    r"postmaster|system administrator|(?:sysadmin|admin|no-?reply|smtp\w*|\w*_mail_service)@", re.IGNORECASE
)
_WAITS = re.compile(
    r"\bwarning\b|still undelivered|will (?:be )?retr|will (?:continue|keep) (?:to |on )?try|no action is required"
    r"|do(?:es)? not need to re-?send|not been (?:able to be )?delivered yet|postponed|delayed|delivery delay"
    r"|temporarily|attempts will continue",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"permanent(?:ly)? (?:error|fail)|gave up|giving up|could not be delivered to one or more|returned to sender"
    r"|undeliverable|failure notice|delivery (?:has )?failed|user unknown|no such user|failed permanently",
    re.IGNORECASE,
)
_BOUNCES = re.compile(
    r"undeliver|could ?n[o']t be delivered|not be delivered|delivery (?:status|failure|report|has failed)"
    r"|delivery to the following|failure notice"
    r"|returned (?:mail|to sender)|mail (?:delivery )?fail|non ?delivery|message (?:was )?not delivered|user unknown"
    r"|unknown user|no such user|mailbox (?:is )?(?:full|unavailable|not found)|does not exist|bounced?\b|not deliver"
    r"|unable to deliver|(?:^|\s)55[0-4][ -]",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{2,}.*(?:copy of|original|returned|unsent|message follows|body of).*$"
    r"|^\s*(?:received|return-path):|^message-id:",
    re.IGNORECASE | re.MULTILINE,
)
_CODE = re.compile(r"^.*\b[45]\.\d{1,3}\.\d{1,3}\b.*$|^.*\b(?:4[25]\d|55\d)\b.*$", re.MULTILINE)
_HARD = re.compile(
    r"\b5\.(?!2\.2|7\.)\d{1,3}\.\d{1,3}\b|\b55[013]\b|user unknown|no such user|does not exist", re.IGNORECASE
)
_SOFT = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\b5\.(?:2\.2|7\.)|\b4[25]\d\b|\b552\b|full|quota", re.IGNORECASE)


def body_text(mail: Message) -> str:
    """All texts of a mail, decoded, the headers of the mails within it too."""
    pieces = []
    for part in mail.walk():
        if part is not mail:
            pieces += [f"{name}: {value}" for name, value in part.items()]
        if part.is_multipart() or part.get_content_maintype() not in ("text", "message"):
            continue
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes):
            pieces.append(_decoded(raw, part.get_content_charset() or "utf-8"))
    return "\n".join(pieces)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def is_answer(mail: Message) -> bool:
    """Whether a program answers for a person: on holiday, ticket opened. Never a bounce, and never by a mail server
    itself, some of which call their bounces answers."""
    if _DAEMONS.search(str(mail.get("From", ""))) or _DELIVERY.search(str(mail.get("Subject", ""))):
        return False
    automatic = str(mail.get("Auto-Submitted", "")).strip().lower().startswith("auto-replied")
    return (automatic and not mail.get("X-Failed-Recipients")) or bool(
        mail.get("X-Auto-Response") or mail.get("X-Autoreply")
    )


def is_bounce(mail: Message, text: str) -> bool:
    """Whether a mail in plain words tells of a delivery. A mail server's own name is enough; other senders must use
    the words of it, and one who may be a person must not have answered our mail (a reply has In-Reply-To)."""
    sender, subject = str(mail.get("From", "")), str(mail.get("Subject", ""))
    empty = str(mail.get("Return-Path", "")).strip() == "<>" and not mail.get("In-Reply-To")
    if mail.get("X-Failed-Recipients") or _DAEMONS.search(sender):
        return True
    told = bool(_BOUNCES.search(subject) or _BOUNCES.search(before_copy(text)) or _WAITS.search(subject))
    return told and (bool(_SENDERS.search(sender)) or empty or not (mail.get("In-Reply-To") or mail.get("References")))


def is_waiting(subject: str, text: str) -> bool:
    """Whether the server says that it goes on trying."""
    words = f"{subject}\n{before_copy(text)}"
    return bool(_WAITS.search(words)) and not _OVER.search(words)


def before_copy(text: str) -> str:
    """The server's own words, without the mail that it sends back."""
    found = _COPY.search(text, 1)
    return text[: found.start()] if found and found.start() > 20 else text


def addresses(mail: Message, text: str) -> list[str]:
    """The addresses a mail in plain words tells of: by its header, else those in the server's own words."""
    named = re.findall(_ADDRESS, str(mail.get("X-Failed-Recipients", "")))
    found = named or re.findall(_ADDRESS, before_copy(text))
    skip = {a.lower() for name in ("From", "To", "Reply-To") for a in re.findall(_ADDRESS, str(mail.get(name, "")))}
    kept = [
        one
        for one in dict.fromkeys(re.sub(r"^smtp=", "", a.strip(".'`"), flags=re.IGNORECASE) for a in found)
        if one.lower() not in skip
    ]
    return [one for one in kept if not re.match(r"(?:postmaster|mailer-daemon|abuse|support)@", one, re.IGNORECASE)]


def said_line(text: str, subject: str) -> str:
    """The line with a server's number, else the subject."""
    code = _CODE.search(before_copy(text)) or _CODE.search(text)
    return " ".join((code[0] if code else subject or "came back").split())[:300]


def firmness(status: str, said: str) -> str:
    """hard where the address itself is wrong, soft where it may work later (a full mailbox, a policy, a server that is
    away), "" where nothing says which. RFC 3463: class 5 is for good, 4 for now; 5.2.2 is full, 5.7 a policy."""
    words = f"{status} {said}"
    if status.startswith("4") or re.match(r"5\.(?:2\.2|7\.)", status):
        return "soft"
    if status.startswith("5") and status != "5.0.0":
        return "hard"
    return "soft" if _SOFT.search(words) else "hard" if _HARD.search(words) else ""
