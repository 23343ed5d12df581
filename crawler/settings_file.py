"""Read a workspace's `fieldsign.toml` strictly: everything wrong with it is said at once, with the line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from crawler.settings import CaptureCaps, Config, Plan, SiteSettings, Timetable
from crawler.settings_lines import line_of
from crawler.settings_values import (
    Check,
    Wrong,
    categories,
    contact,
    cron,
    duration,
    flag,
    home,
    hosts,
    integer,
    number,
    path,
    size,
    text,
    texts,
    zone,
)

NAME = "fieldsign.toml"
SLOWEST_FOR_OTHERS = 1.0

TOP: dict[str, Check] = {
    "contact": contact,
    "delay": number(0, 3600),
    "max_crawl_delay": number(0, 86_400),
    "max_retry_after": number(0, 86_400),
    "timeout": number(1, 600),
    "page_deadline": number(1, 3600),
    "sweep_deadline": number(10, 7 * 86_400),
    "page_budget": integer(1, 1_000_000),
    "index_pages": integer(1, 10_000),
    "listings_per_index": integer(1, 100_000),
    "max_body": integer(1024, 2**31),
    "audit_rate": number(0, 1),
    "audit_keep": duration,
    "browser": path,
    "pages_at_once": integer(1, 16),
    "recycle_after": integer(1, 10_000),
    "blocked_hosts": texts,
    "allowed_hosts": hosts,
    "practice": flag,
    "packs": texts,
}
CAPTURE: dict[str, Check] = {
    "deadline": number(1, 600),
    "settle": number(0, 60),
    "screenshot": number(1, 300),
    "max_height": integer(100, 100_000),
    "max_scrolls": integer(0, 1000),
    "viewport": size,
    "jpeg_quality": integer(1, 100),
    "max_text": integer(1000, 100_000_000),
}
SITE: dict[str, Check] = {"queries": texts, "home": home}
TIMETABLE: dict[str, Check] = {"sites": texts, "cron": cron, "every": duration, "zone": zone, "plan": text}
SAMPLE: dict[str, Check] = {
    "sites": texts,
    "queries": texts,
    "rules": texts,
    "categories": categories,
    "pages": integer(1, 10_000),
    "depth": integer(1, 100_000),
    "listings": integer(1, 100_000),
    "seed": integer(0, 2**31 - 1),
    "audit_rate": number(0, 1),
    "page_budget": integer(1, 1_000_000),
}
PLAN: dict[str, Check] = {**SAMPLE, **{key: value for key, value in TIMETABLE.items() if key != "plan"}}
TABLES = ("capture", "sites", "timetables", "plans")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong with the file; `line` is None where it cannot be told, `key` is dotted."""

    path: Path
    line: int | None
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        what = f"{self.key}: {self.message}" if self.key else self.message
        return f"{where}: {what}. {self.remedy}"


class SettingsError(Exception):
    """The settings file cannot be used; `faults` has everything that is wrong, `str()` one fault a line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def load_config(folder: Path) -> Config:
    """The settings of the workspace in `folder`; the environment plays no part. Raises SettingsError."""
    folder = folder.expanduser().resolve()
    source = folder / NAME
    content = _content(source)
    reading = _Reading(source, content)
    document = _document(source, content)
    values = reading.table(document, TOP, (), also=TABLES)
    values |= reading.tables(document)
    reading.judge(values)
    if reading.faults:
        raise SettingsError(tuple(sorted(reading.faults, key=lambda fault: (fault.line or 0, fault.key))))
    placed = _placed(values, folder)
    return Config(folder=folder, **{**placed, "plans": _planned(placed, values["plans"])})


def _content(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unusable(source, "there is no such file", f"Make a workspace: fieldsign init {source.parent}") from None
    except UnicodeDecodeError as error:
        line = source.read_bytes()[: error.start].count(b"\n") + 1
        raise _unusable(source, "is not UTF-8 text", "Save the file as UTF-8.", line) from None
    except OSError as error:
        raise _unusable(source, f"cannot be read ({error.strerror})", "Give your user the right to read it.") from None


def _document(source: Path, content: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = int(where.split()[1].rstrip(",")) if where.startswith("line ") else content.count("\n") + 1
        remedy = 'Write keys as name = value, texts in "quotes", lists in [brackets].'
        raise _unusable(source, f"is not TOML: {what[:1].lower()}{what[1:]}", remedy, line) from None


def _unusable(source: Path, message: str, remedy: str, line: int | None = None) -> SettingsError:
    return SettingsError((Fault(path=source, line=line, key="", message=message, remedy=remedy),))


class _Reading:
    """One pass over a document that gathers every fault instead of stopping at the first."""

    def __init__(self, source: Path, content: str) -> None:
        self.source, self.content = source, content
        self.faults: list[Fault] = []

    def fault(self, keys: tuple[str, ...], message: str, remedy: str) -> None:
        line = line_of(self.content, keys)
        self.faults.append(Fault(path=self.source, line=line, key=".".join(keys), message=message, remedy=remedy))

    def table(
        self, table: Mapping[str, Any], checks: Mapping[str, Check], at: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The checked values of one table; keys in `also` are read elsewhere."""
        values = {}
        for key, value in table.items():
            if key in also:
                continue
            if key not in checks:
                self._unknown((*at, key), [*checks, *also])
                continue
            try:
                values[key] = checks[key](value)
            except Wrong as wrong:
                self.fault((*at, key), wrong.message, wrong.remedy)
        return values

    def _unknown(self, keys: tuple[str, ...], known: list[str]) -> None:
        near = get_close_matches(keys[-1], known, n=1)
        remedy = f"Did you mean {near[0]}?" if near else f"Known here are: {', '.join(sorted(known))}."
        self.fault(keys, "there is no such setting", remedy)

    def tables(self, document: Mapping[str, Any]) -> dict[str, Any]:
        capture = self.table(self._sub(document, ("capture",)), CAPTURE, ("capture",))
        sites = self._named(document, "sites", SITE)
        timetables = self._named(document, "timetables", TIMETABLE)
        plans = self._named(document, "plans", PLAN)
        for name, values in timetables.items():
            if values.get("plan") not in (None, *plans):
                known = ", ".join(sorted(plans)) or "none"
                self.fault(("timetables", name, "plan"), f"there is no plan {values['plan']!r}", f"Plans are: {known}.")
        for kind in ("timetables", "plans"):
            for name, table in self._sub(document, (kind,)).items():
                if isinstance(table, dict):
                    self._complete(kind, name, table)
        return {
            "capture": CaptureCaps(**capture),
            "sites": {name: SiteSettings(**values) for name, values in sites.items()},
            "timetables": (*_timetables(timetables), *_timetables(plans, of_plans=True)),
            "plans": plans,
        }

    def _sub(self, table: Mapping[str, Any], keys: tuple[str, ...]) -> Mapping[str, Any]:
        value = table.get(keys[-1], {})
        if isinstance(value, dict):
            return value
        self.fault(keys, "is a value where a table is needed", f"Write a line [{'.'.join(keys)}] and its keys below.")
        return {}

    def _named(self, document: Mapping[str, Any], kind: str, checks: Mapping[str, Check]) -> dict[str, dict[str, Any]]:
        group = self._sub(document, (kind,))
        return {name: self.table(self._sub(group, (kind, name)), checks, (kind, name)) for name in group}

    def _complete(self, kind: str, name: str, table: Mapping[str, Any]) -> None:
        if not table.get("sites"):
            self.fault((kind, name), "names no sites", 'Add sites = ["name", ...].')
        if ("cron" in table) == ("every" in table) and (kind == "timetables" or "cron" in table):
            remedy = 'Give one of cron = "0 3 * * *" and every = "6h".'
            what = "needs exactly one of cron and every" if kind == "timetables" else "has both cron and every"
            self.fault((kind, name), what, remedy)
        pages, depth = table.get("pages"), table.get("depth")
        if type(pages) is int and type(depth) is int and depth < pages:
            remedy = "depth is how many result pages a query is taken to have; pages of them are drawn."
            self.fault((kind, name, "depth"), f"is less than pages, which is {pages}", remedy)

    def judge(self, values: Mapping[str, Any]) -> None:
        """What no single key can tell."""
        delay = values.get("delay", 5.0)
        if delay < SLOWEST_FOR_OTHERS and not values.get("allowed_hosts"):
            message = f"{delay:g} s is under the floor of {SLOWEST_FOR_OTHERS:g} s between two pages of a host"
            remedy = (
                "Set delay = 1.0 or more; less is only for hosts of your own that allowed_hosts names. "
                "A real site also needs a contact."
            )
            self.fault(("delay",), message, remedy)


def _timetables(tables: Mapping[str, dict[str, Any]], *, of_plans: bool = False) -> Iterator[Timetable]:
    """The timetables in the tables that name a time."""
    for name, values in tables.items():
        when = {key: value for key, value in values.items() if key in TIMETABLE}
        if when.get("sites") and (not of_plans or "cron" in when or "every" in when):
            yield Timetable(name=name, **{**when, **({"plan": name} if of_plans else {})})


def _planned(values: Mapping[str, Any], tables: Mapping[str, dict[str, Any]]) -> dict[str, Plan]:
    """The plans; what one leaves out is what is swept without a plan."""
    general = Config(folder=Path(), **{key: value for key, value in values.items() if key in TOP}).plan(None)
    plans = {}
    for name, told in tables.items():
        chosen = {key: value for key, value in told.items() if key in SAMPLE}
        depth = chosen.get("depth", max(chosen.get("pages", general.pages), 1))
        plans[name] = replace(general, name=name, **{**chosen, "depth": max(depth, chosen.get("pages", 1))})
    return plans


def _placed(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Paths are meant from the workspace folder. Its own `packs/` counts last, so that its rules replace others."""
    placed = dict(values)
    named = [folder / Path(pack).expanduser() for pack in placed.get("packs", ())]
    own = folder / "packs"
    placed["packs"] = (*(pack for pack in named if pack != own), *([own] if own.is_dir() or own in named else []))
    if "browser" in placed:
        placed["browser"] = folder / placed["browser"]
    return placed


def known_settings() -> dict[str, tuple[str, ...]]:
    """Every key that may stand in the file, by table; for the documents and their test."""
    return {
        "": tuple(TOP),
        "capture": tuple(CAPTURE),
        "sites.NAME": tuple(SITE),
        "timetables.NAME": tuple(TIMETABLE),
        "plans.NAME": tuple(PLAN),
    }
