"""The wording files: which one a letter gets, and filling it in.

A letter is whole in one language: wording, partials and labels come from one language folder, the owner's files
before ours. What the owner has broken is passed over, with a sentence that says where; ours is used instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ar_sheets.base import data
from ar_sheets.base.i18n import N_, _
from ar_sheets.letters.faults import BadWording, nearer

BLOCKS = ("invoices", "payments", "interest", "how_to_pay", "qr")
BY_KIND = {
    "Courtesy": "courtesy", "Reminder": "reminder1", "Call": "call", "Final reminder": "final",
    "Formal notice": "formal", "Hand-over": "handover", "Thank-you": "thanks", "Statement": "statement",
    "Invoice": "invoice", "Credit note": "invoice", "Deposit": "invoice",
}  # fmt: skip
TONES = ("business", "consumer", "public")  # reminder1.consumer.txt is for consumers; reminder1.txt for all others
NAMES = {"en": N_("English"), "nb": N_("Norwegian"), "sq": N_("Albanian"), "pt": N_("Portuguese"), "nl": N_("Dutch"),
         "sv": N_("Swedish"), "de": N_("German")}  # fmt: skip
_SAME = {"no": "nb", "nn": "nb"}  # codes people type for a language we have under another
LARGEST = 200_000  # bytes of a wording file
TOO_LARGE = N_("the file is larger than any letter")
_MARK = "\x02"  # stands for a block; no cell can hold it, so a cell can never be taken for one
_END = "\x03"  # ends the subject
_TAG_LINE = re.compile(r"^[ \t]*\{%(?!-?\s*include)((?:(?!%\}).)*?)(-?)%\}[ \t]*\n", re.MULTILINE)
_TWO_STOPS = re.compile(r"(?<=\w)\.\.(?=\s|$)")
_BLOCK_LINE = re.compile(r"^[ \t]*\[\[[ \t]*([^\]]*?)[ \t]*\]\][ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled-in letter: parts are ("text", paragraph) or (a block's name, ""), in order."""

    subject: str
    parts: tuple[tuple[str, str], ...]
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A wording a letter can have: the language folder, the file's name, whether the owner's files come first, and
    for which kind of customer it is ("" for all)."""

    language: str
    name: str
    own: bool
    tone: str = ""

    @property
    def file(self) -> str:
        """The file's name in the folder of its language."""
        return f"{self.name}.{self.tone}.txt" if self.tone else f"{self.name}.txt"


def called(language: str) -> str:
    """What a language is called, its code where we do not speak it."""
    name = NAMES.get(language, language)
    return _(name)


def chain(language: str) -> list[str]:
    """The language folders to look in, best first: nb_NO, nb, en."""
    typed = re.fullmatch(r"([a-z]{2,3})(?:[_-]([a-z]{2}))?", language.strip().lower())
    if not typed:
        return ["en"]
    base, region = typed[1], typed[2]
    codes = [f"{base}_{region.upper()}"] if region else []
    return list(dict.fromkeys([*codes, base, _SAME.get(base, base), "en"]))


@dataclass
class Wording:
    """The owner's folder of letters (or None) over ours. It keeps what it has read: make one for a batch."""

    own: Path | None
    ours: Path = field(default_factory=lambda: data.data_folder("letters"))
    _environments: dict[tuple[str, bool], Any] = field(default_factory=dict)
    _labels: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)
    _notes: dict[Path, str] = field(default_factory=dict)

    def choices(self, language: str, name: str, kind: str, profile: str = "") -> Iterator[Choice]:
        """Wordings for a step, best first: its Letter `name`, else the usual one of its kind; the last is ours.

        In each language the owner's file for the customer's profile comes first, then the owner's for all, then ours
        for the profile, then ours for all.
        """
        named = file_name(name)
        names = [named] if named and not named.startswith("_") else []
        tones = [tone for tone in TONES if tone == profile.casefold()] + [""]
        for candidate in dict.fromkeys([*names, BY_KIND.get(kind, "reminder1")]):
            for code in chain(language):
                yield from self._owners(code, candidate, tones)
                yield from self._ours(code, candidate, tones)

    def _owners(self, code: str, name: str, tones: list[str]) -> Iterator[Choice]:
        for tone in tones:
            choice = Choice(code, name, own=True, tone=tone)
            if self.own is not None and (self.own / code / choice.file).is_file():
                yield choice

    def _ours(self, code: str, name: str, tones: list[str]) -> Iterator[Choice]:
        for tone in tones:
            if (self.ours / code / Choice(code, name, own=False, tone=tone).file).is_file():
                if self.own is not None:  # with the owner's signature and headings
                    yield Choice(code, name, own=True, tone=tone)
                yield Choice(code, name, own=False, tone=tone)

    def _find(self, code: str, file: str, *, own: bool) -> Path | None:
        folders = [self.own, self.ours] if own and self.own is not None else [self.ours]
        paths = [folder / code / file for folder in folders if folder is not None]
        return next((path for path in paths if path.is_file()), None)

    def labels(self, choice: Choice) -> dict[str, str]:
        """Headings and names of amounts in one language. BadWording when some are missing: never a mixed letter."""
        key = (choice.language, choice.own)
        if key not in self._labels:
            self._labels[key] = self._labels_of(choice.language, own=choice.own)
        return self._labels[key]

    def _labels_of(self, code: str, *, own: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        for folder in [self.ours] + ([self.own] if own and self.own is not None else []):
            path = folder / code / "_labels.txt"
            if path.is_file():
                found |= _pairs(path, self._read(path))
        english = self.ours / "en" / "_labels.txt"
        missing = _pairs(english, self._read(english)).keys() - found.keys()
        if missing:
            raise BadWording(_("it lacks {names}", names=", ".join(sorted(missing))), "_labels.txt")
        return found

    def fill(self, choice: Choice, values: Mapping[str, object]) -> Rendered:
        """The letter filled in. BadWording, with file and line, when that cannot be done."""
        import jinja2

        environment = self.environment(choice)
        try:
            text = environment.get_template(choice.file).render(values)
            address = environment.get_template("_address.txt").render(values)
        except jinja2.TemplateSyntaxError as fault:
            raise BadWording(str(fault.message), fault.name or choice.file, fault.lineno) from fault
        except jinja2.TemplateNotFound as fault:
            what = _("it is missing from the folder {folder}", folder=choice.language)
            raise BadWording(what, str(fault.name)) from fault
        except BadWording:
            raise
        except Exception as fault:  # whatever an owner's template can do must not stop the batch
            raise BadWording(str(fault), *_place(fault, choice)) from fault
        # a name that ends in a full stop (Ltd., B.V.) at the end of a sentence
        subject, _end, body = _TWO_STOPS.sub(".", text).partition(_END)
        return Rendered(
            subject=" ".join(subject.removeprefix("Subject:").split()),
            parts=tuple(_parts(body)),
            address=tuple(line.strip() for line in address.splitlines() if line.strip()),
        )

    def tells_apart(self, choice: Choice, is_mixed: bool) -> bool:
        """Whether a wording is true of invoices that are not equally far. Ours is; a letter of the owner's is where it
        asks whether they are `mixed`, or where ours of its name has no need to."""
        path = self._find(choice.language, choice.file, own=choice.own)
        if not is_mixed or path is None or self.own is None or not path.is_relative_to(self.own):
            return True
        ours = self.ours / choice.language / choice.file
        needs = "mixed" in ours.read_text("utf-8") if ours.is_file() else True
        return not needs or "mixed" in self._read(path)

    def notes(self, choice: Choice) -> list[str]:
        """What to tell about how the files of this choice were read."""
        files = (choice.file, "_address.txt", "_footer.txt", "_labels.txt")
        paths = (self._find(choice.language, file, own=choice.own) for file in files)
        return [self._notes[path] for path in paths if path in self._notes]

    def environment(self, choice: Choice) -> Any:
        """Jinja for the files of a choice: sandboxed, and an unknown name is a fault."""
        key = (choice.language, choice.own)
        if key not in self._environments:
            self._environments[key] = self._made(choice)
        return self._environments[key]

    def _made(self, choice: Choice) -> Any:
        from jinja2 import FunctionLoader

        from ar_sheets.letters.sandbox import Limited

        def load(file: str) -> tuple[str, str, Any] | None:
            path = self._find(choice.language, file, own=choice.own) if file_name(file) else None
            return (_source(path, self._read(path)), str(path), lambda: True) if path else None

        # autoescape is the HTML page's work: this is the text of a letter
        return Limited(loader=FunctionLoader(load), autoescape=False, cache_size=-1)

    def _read(self, path: Path) -> str:
        if path.stat().st_size > LARGEST:
            raise BadWording(_(TOO_LARGE), path.name, 1)
        text, encoding = decode_wording(path.read_bytes())
        if encoding:
            self._notes[path] = _("{file} is not saved as UTF-8; it was read as {encoding}.",
                                  file=f"{path.parent.name}/{path.name}", encoding=encoding)  # fmt: skip
        return text


def decode_wording(raw: bytes) -> tuple[str, str]:
    """The text of a wording file, and how it is saved where that is not UTF-8 ("" where it is)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "Windows-1252"


def file_name(name: str) -> str:
    """The name of a letter without ending; "" when it could lead out of the folder of letters."""
    plain = name.strip().removesuffix(".txt")
    return plain if re.fullmatch(r"\w[\w. -]{0,60}", plain) and ".." not in plain else ""


def _pairs(path: Path, text: str) -> dict[str, str]:
    pairs = {}
    for at, line in enumerate(text.splitlines(), start=1):
        key, equals, said = line.partition("=")
        if not line.strip() or line.startswith("#"):
            continue
        if not equals:
            raise BadWording(_("write it as  name = text"), path.name, at)
        pairs[key.strip()] = said.strip()
    return pairs


def _source(path: Path, text: str) -> str:
    """The template as Jinja gets it. BadWording at the first line that cannot be used."""
    for at, wrong in line_faults(path.name, text):
        raise BadWording(wrong, path.name, at)
    return marked_template(path.name, text)


def line_faults(file: str, text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with single lines of a wording file, as (line, why)."""
    is_letter = not file.startswith("_")
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        wrong = _fault(line, subject=is_letter and at == 1)
        if wrong:
            yield at, wrong


def marked_template(file: str, text: str) -> str:
    """The template with its blocks marked, and no line left by a line that is only a {% tag %}.

    Line numbers stay as the owner sees them: the line's end goes inside the tag.
    """
    text = re.sub(f"[{_MARK}{_END}]", "", text.replace("\r\n", "\n"))
    if not file.startswith("_"):
        text = text.replace("\n", f"{_END}\n", 1)
    return _TAG_LINE.sub(r"{%\1\n\2%}", _BLOCK_LINE.sub(rf"{_MARK}\1{_MARK}", text))


def _fault(line: str, *, subject: bool) -> str:
    """What is wrong with one line of a wording file, as far as a look at the line can tell; "" for nothing."""
    if subject and not line.startswith("Subject:"):
        return _("the first line must begin with  Subject:")
    if line.count("{{") != line.count("}}"):
        return _("every {begin} needs its {end} on the same line", begin="{{", end="}}")
    block = _BLOCK_LINE.fullmatch(line)
    if block and block[1] not in BLOCKS:
        what = _("there is no block {block}; there are {known}", block=f"[[{block[1]}]]",
                 known=", ".join(f"[[{known}]]" for known in BLOCKS))  # fmt: skip
        return nearer(what, *(f"[[{near}]]" for near in get_close_matches(block[1], BLOCKS, 1, 0.5)))
    inside = None if block else re.search(r"\[\[[^\]]*\]\]", line)
    return _("{block} must stand on a line of its own", block=inside[0]) if inside else ""


def _parts(body: str) -> Iterator[tuple[str, str]]:
    """Paragraphs (parted by empty lines) and blocks; a line break inside a paragraph stays one."""
    for piece in re.split(rf"\n\s*\n|({_MARK}\w+{_MARK})", body):
        if not piece or not piece.strip():
            continue
        if piece.startswith(_MARK):
            yield piece.strip(_MARK), ""
        else:
            yield "text", "\n".join(line.strip() for line in piece.strip().splitlines())


def _place(fault: Exception, choice: Choice) -> tuple[str, int]:
    """The file and line in which it went wrong, from the innermost template frame."""
    place = (choice.file, 0)
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".txt"):
            place = (Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno)
        trace = trace.tb_next
    return place
