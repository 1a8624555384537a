"""What can be wrong inside one wording file, found without filling it in: each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ar_sheets.base import i18n
from ar_sheets.base.i18n import _
from ar_sheets.base.local_format import and_list
from ar_sheets.letters import samples
from ar_sheets.letters.faults import BadWording, nearer
from ar_sheets.letters.values import letter_values
from ar_sheets.letters.wording import Choice, Wording, line_faults, marked_template

Fault = tuple[int, str]


def wording_faults(path: Path, text: str, wording: Wording) -> Iterator[Fault]:
    """Every fault of a letter or partial: blocks, {{ }}, syntax, unknown names, filters and files."""
    import jinja2

    environment = wording.environment(Choice(path.parent.name, path.stem, own=wording.own is not None))
    lines = list(line_faults(path.name, text))
    yield from lines
    if lines:
        return
    source = marked_template(path.name, text)
    try:
        tree = environment.parse(source)
        environment.compile(source, path.name)
    except jinja2.TemplateSyntaxError as fault:
        yield fault.lineno, plainly(_nearer_filter(str(fault.message), environment))
        return
    yield from _names(tree, environment)
    yield from _files(tree, path, wording)


def _nearer_filter(what: str, environment: Any) -> str:
    found = re.search(r"No (filter|test) named '(\w+)'", what)
    known = (environment.filters if found[1] == "filter" else environment.tests) if found else {}
    near = get_close_matches(found[2], sorted(known), 1, 0.5) if found else []
    return nearer(what.rstrip("."), near[0]) if near else what


def plainly(what: str) -> str:
    """Jinja's commonest complaints in words for someone who has never heard of Jinja."""
    open_block = re.search(r"^Unexpected end of template.*closed is '(\w+)'", what)
    if open_block:
        return _("a {begin} before this line is never closed with {end}", begin=f"{{% {open_block[1]} %}}",
                 end=f"{{% end{open_block[1]} %}}")  # fmt: skip
    too_much = re.search(r"^expected token 'end of (?:print statement|statement block)', got '(.*)'", what)
    if too_much:
        return _("{word} cannot stand here: {braces} takes one name, such as {example}", word=too_much[1],
                 braces="{{ }}", example="{{ total }}")  # fmt: skip
    tag = re.search(r"^Encountered unknown tag '(\w+)'", what)
    near = get_close_matches(tag[1], _TAGS, 1, 0.5) if tag else []
    if tag:
        return nearer(_("there is no {name}", name=f"{{% {tag[1]} %}}"), f"{{% {near[0]} %}}" if near else "")
    return what


_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "include", "set")


def _names(tree: Any, environment: Any) -> Iterator[Fault]:
    """Names that nothing fills in, also in parts that today's letters do not reach."""
    from jinja2 import meta, nodes

    of = samples.sample_message("en", "final", "", 1)
    known = letter_values(of, samples.SETTINGS, _AnyLabel(), "en", samples.DAY)
    unknown = meta.find_undeclared_variables(tree) - known.keys() - environment.globals.keys()
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield node.lineno, _no_such(node.name, sorted(known))
    for node in tree.find_all(nodes.Getattr):
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        fields = vars(known[owner]) if isinstance(known.get(owner), SimpleNamespace) else None
        if fields is not None and node.attr not in fields:
            yield node.lineno, _no_such(f"{owner}.{node.attr}", [f"{owner}.{field}" for field in sorted(fields)])


class _AnyLabel(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key


def _no_such(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 3, 0.5)
    if near:
        return nearer(_("there is no name {name}", name=name), *near)
    return _("there is no name {name}; see README.txt", name=name)


def _files(tree: Any, path: Path, wording: Wording) -> Iterator[Fault]:
    from jinja2 import nodes

    here = {of.name for folder in (wording.own, wording.ours) if folder for of in (folder / path.parent.name).glob("*")}
    for node in tree.find_all(nodes.Include):
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if isinstance(name, str) and name not in here:
            near = get_close_matches(name, sorted(here), 1, 0.5)
            yield node.lineno, nearer(_("there is no file {name}", name=name), *near)


def label_faults(text: str, wording: Wording, language: str) -> Iterator[Fault]:
    """What is wrong with a _labels.txt: lines without =, names nobody asks for, and { } that were lost."""
    english = wording.labels(Choice("en", "", own=False))
    given = {}
    for at, line in enumerate(text.splitlines(), start=1):
        key, equals, said = (part.strip() for part in line.partition("="))
        if not line.strip() or line.startswith("#"):
            continue
        if not equals:
            yield at, _("write it as  name = text")
        elif key not in english:
            near = get_close_matches(key, sorted(english), 1, 0.5)
            yield at, nearer(_("there is no name {name}", name=key), *near)
        else:
            given[key] = said
            lost = set(re.findall(r"\{\w+\}", english[key])) ^ set(re.findall(r"\{\w+\}", said))
            if lost:
                yield at, _must_have(key, re.findall(r"{.*?}", english[key]))
    try:
        wording.labels(Choice(language, "", own=wording.own is not None))
    except BadWording as fault:
        if not fault.line:
            yield 0, fault.what


def _must_have(key: str, places: list[str]) -> str:
    if not places:
        return _("{key} must have no {braces}", key=key, braces="{ }")
    return _("{key} must have {places}", key=key, places=and_list(places, i18n.language()))
