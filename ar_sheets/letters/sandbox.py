"""Jinja with the part of its language that letters need: names, conditions, lists. The rest is a fault with its line.

A sandbox keeps a template away from Python and from files, but not from a power of ten to a power of ten, a loop in a
loop, or text doubled forty times. So what could take time or memory without bound is not in the language at all, and
what comes out has a largest size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ar_sheets.base.i18n import _

LARGEST = 5_000_000  # characters of one filled-in template
FILTERS = frozenset({
    "abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "int", "last", "length", "lower",
    "round", "string", "title", "trim", "upper",
})  # fmt: skip
_CALLS = frozenset({"plural"})
_METHODS = frozenset({"get"})  # of a {% set %} table
_LOOPS = 3  # in one another: parts, their rows, the cells of a row
_STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Include, nodes.Assign)
_EXPRESSIONS = (
    nodes.Name, nodes.NSRef, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.Operand, nodes.And,
    nodes.Or, nodes.Not, nodes.Test, nodes.CondExpr, nodes.Dict, nodes.Pair, nodes.List, nodes.Tuple, nodes.Keyword,
    nodes.Call, nodes.Filter, nodes.Concat, nodes.Add, nodes.Sub, nodes.Div, nodes.FloorDiv, nodes.Neg, nodes.Pos,
)  # fmt: skip
_GROWS = (nodes.Concat, nodes.Add, nodes.Filter, nodes.List, nodes.Tuple, nodes.Dict)
_WORDS = {
    nodes.Mul: "*", nodes.Pow: "**", nodes.Mod: "%", nodes.Macro: "macro",
    nodes.CallBlock: "call", nodes.FilterBlock: "filter", nodes.AssignBlock: "set without =", nodes.Import: "import",
    nodes.FromImport: "from", nodes.Extends: "extends", nodes.Block: "block", nodes.With: "with", nodes.Slice: "[:]",
}  # fmt: skip


class Limited(ImmutableSandboxedEnvironment):
    """An environment whose templates can be filled in by anybody's hand: bounded in time, memory and reach."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, **options)
        self.template_class = _Capped
        self.filters = {name: self.filters[name] for name in FILTERS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except (RecursionError, ValueError, OverflowError) as fault:
            raise TemplateSyntaxError(_("this is too long or too deep to be understood"), 1, name, filename) from fault
        for line, what in sandbox_faults(tree, is_part=(name or "").startswith("_")):
            raise TemplateSyntaxError(what, line, name, filename)
        return tree


class _Capped(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*args, **kwargs):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise TemplateRuntimeError(_("it becomes larger than any letter"))
        return self.environment.concat(pieces)


def sandbox_faults(tree: nodes.Template, *, is_part: bool) -> Iterator[tuple[int, str]]:
    """What a template uses that is not in the language of letters, as (line, why). A part, which others include,
    includes nothing: parts of parts of parts grow as fast as text that is doubled."""
    for node in _all(tree):
        what = _fault(node)
        if is_part and _includes(node):
            what = _("a file that begins with _ cannot include another")
        if what:
            yield node.lineno, what
    yield from _deep(tree, 0)


def _all(tree: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.iter_child_nodes()


def _fault(node: nodes.Node) -> str:
    if not isinstance(node, _STATEMENTS + _EXPRESSIONS):
        return _("letters cannot use {word}", word=_WORDS.get(type(node), type(node).__name__))
    if isinstance(node, nodes.Call) and not _known(node.node):
        return _("letters can call plural( ) and nothing else")
    if isinstance(node, nodes.Include) and not isinstance(node.template, nodes.Const):
        return _("include needs the name of a file in quotes")
    if isinstance(node, nodes.Assign) and _grows(node.node):
        return _("set takes a name, a value or a table of values, and puts nothing together")
    return ""


def _includes(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Include)


def _known(called: nodes.Node) -> bool:
    if isinstance(called, nodes.Name):
        return called.name in _CALLS
    return isinstance(called, nodes.Getattr) and called.attr in _METHODS and isinstance(called.node, nodes.Name)


def _grows(value: nodes.Node) -> bool:
    """Whether a value is put together from others: done forty times over, that fills any memory."""
    put = [node for node in _all(value) if isinstance(node, _GROWS)]
    return any(isinstance(part, nodes.Name) or not isinstance(node, (nodes.List, nodes.Tuple, nodes.Dict))
               for node in put for part in _all(node))  # fmt: skip


def _deep(node: nodes.Node, loops: int) -> Iterator[tuple[int, str]]:
    for child in node.iter_child_nodes():
        inside = loops + isinstance(child, nodes.For)
        if inside > _LOOPS:
            yield child.lineno, _("more than three for in one another take too long")
        elif isinstance(child, nodes.For) and child.recursive:
            yield child.lineno, _("letters cannot use {word}", word="recursive")
        elif isinstance(child, nodes.Include) and loops:
            yield child.lineno, _("an include cannot stand in a for")
        else:
            yield from _deep(child, inside)
