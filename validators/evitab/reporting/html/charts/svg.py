"""A picture of matplotlib's made fit for the page: colours of the page, no style of its own.

The page's policy allows no style attribute, and a picture has to follow its light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
# What matplotlib writes as style and SVG knows as attributes; fonts are the page's.
_KEPT = re.compile(r"fill|stroke|opacity|clip-path|text-anchor|font-size|font-weight")
_LEFT_OUT = {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"}
_FONT = re.compile(r"(?:(\d{3}|bold) )?([\d.]+)px")


def fit_for_page(svg: str, colours: Mapping[str, str], prefix: str) -> str:
    """The picture as an `<svg>` to stand inside HTML.

    `colours` maps matplotlib's colours to those of the page; `prefix` keeps ids apart from those
    of other pictures. The picture is decoration to a screen reader: what it says stands beside it.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own, just made
    used = set(re.findall(r"#([\w-]+)", " ".join(_references(root))))
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag in _LEFT_OUT]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        _restyle(element, colours)
        _rename(element, used, prefix)
        _relink(element, prefix)
    root.attrib = {"viewBox": root.attrib["viewBox"], "aria-hidden": "true", "focusable": "false"}
    return ET.tostring(root, encoding="unicode")


def _references(root: ET.Element) -> list[str]:
    links = [
        element.get(f"{{{_LINK}}}href", "")
        for element in root.iter()
        if element.tag.endswith("use")
    ]
    clips = [
        value for element in root.iter() for value in element.attrib.values() if "url(" in value
    ]
    return [*links, *clips]


def _restyle(element: ET.Element, colours: Mapping[str, str]) -> None:
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name == "font" and (font := _FONT.search(value)):
            element.set("font-size", font[2])
            if font[1]:
                element.set("font-weight", font[1])
        elif name and _KEPT.match(name):
            element.set(name, value)
    for name in ("fill", "stroke"):
        if colour := colours.get(element.get(name, "")):
            element.set(name, colour)


def _rename(element: ET.Element, used: set[str], prefix: str) -> None:
    if "id" in element.attrib:
        name = element.attrib.pop("id")
        if name in used:
            element.set("id", f"{prefix}-{name}")
    if "clip-path" in element.attrib:
        element.set("clip-path", element.attrib["clip-path"].replace("#", f"#{prefix}-"))


def _relink(element: ET.Element, prefix: str) -> None:
    """A picture is one image to a screen reader, with no links inside; its table has the same ones.
    To a pointer a mark leads to its row all the same, by a script.
    """
    target = element.attrib.pop(f"{{{_LINK}}}href", None)
    element.attrib.pop("target", None)
    for name in [name for name in element.attrib if name.startswith("{")]:
        del element.attrib[name]
    if target is None:
        return
    if element.tag == "use":
        element.set("href", f"#{prefix}-{target[1:]}")
    else:
        element.tag = "g"
        element.set("data-href", target)
