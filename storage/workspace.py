"""The folder of one monitoring programme, and where everything in it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.errors import WorkspaceError, explained


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths of one workspace, absolute. Nothing here reads or writes but `create` and `open`."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "fieldsign.db"

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    @property
    def settings_file(self) -> Path:
        return self.folder / "fieldsign.toml"

    @property
    def seller_key(self) -> Path:
        """The random key of the seller pseudonyms; whoever has it can tell which name made which code."""
        return self.folder / "seller.key"

    @property
    def sites(self) -> Path:
        return self.folder / "sites"

    @property
    def packs(self) -> Path:
        return self.folder / "packs"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def tmp(self) -> Path:
        return self.folder / "tmp"

    @property
    def locks(self) -> Path:
        return self.folder / "locks"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @classmethod
    def create(cls, folder: Path, settings: str = "") -> Workspace:
        """Make the folders and, if there is none yet, a settings file with the text `settings`.

        What is there already stays as it is. Raises WorkspaceError or another StorageError.
        """
        made = cls(folder.expanduser().resolve())
        try:
            with explained(made.folder):
                made.folder.mkdir(parents=True, exist_ok=True)
                # first of all, so that no other process takes the folder for one with foreign files in it
                if not made.settings_file.exists():
                    made.settings_file.write_text(settings, encoding="utf-8")
                for part in (made.evidence, made.sites, made.packs, made.logs, made.tmp, made.locks, made.backups):
                    part.mkdir(exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            what = f"{error.filename} is a file where a folder is needed"
            raise WorkspaceError(what, made.folder, "Choose another folder, or move that file away.") from error
        return made

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The workspace in `folder`. Raises WorkspaceError when there is none."""
        found = cls(folder.expanduser().resolve())
        if not found.folder.is_dir():
            raise WorkspaceError("no such folder", found.folder, f"Make a workspace there: fieldsign init {folder}")
        if not found.settings_file.is_file():
            remedy = f"Name your workspace with --workspace, or make one here: fieldsign init {folder}"
            raise WorkspaceError("not a workspace: it has no fieldsign.toml", found.folder, remedy)
        return cls.create(found.folder)
