"""The text of a pack's file, or why it cannot be had."""

from __future__ import annotations

from pathlib import Path

from rules.faults import Fault, RuleFileError


def text_of(path: Path, most_bytes: int, if_larger: str, what: str = "file") -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark in front.

    `if_larger` is what to do about a file of more than `most_bytes`, `what` the word for it in faults. Raises
    RuleFileError with the one fault.
    """
    try:
        if not path.is_file():
            raise _fault(path, "this is not a file", "rename or remove what bears this name")
        if path.stat().st_size > most_bytes:
            raise _fault(path, f"the {what} is larger than {most_bytes >> 10} kilobytes", if_larger)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise _fault(path, f"the {what} is not UTF-8", "save it as UTF-8", line) from error
    except OSError as error:
        raise _fault(path, f"the {what} cannot be read: {error.strerror}", "check that it may be read") from error


def _fault(path: Path, message: str, remedy: str, line: int = 1) -> RuleFileError:
    return RuleFileError([Fault(path=path, line=line, message=message, remedy=remedy)])
