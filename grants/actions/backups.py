"""Backup and restore: the database as of one moment, then the files, with a manifest that proves every byte.

A file is stored before the row that names it, so files that are copied after the database hold every row's file. The
backup is a folder: ``manifest.json`` and its digest, the dump, ``files/`` and ``keys/``. It appears whole or not at
all: until it is done it is called ``….part``.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from grants.actions.numbers import drawn, remember
from grants.actions.restores import begin
from grants.clock import database_now
from grants.folders import whole_folder
from grants.models import Dossier, Restore, User
from workflows.sentence import Sentence

KIND, FORMAT = "mittelweg-backup", 1
MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
DUMPS = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}
KEYS = ("secret.key",)
"""Files of ``VAR_DIR`` that a trial draws for itself; production names its secrets from outside."""
CHUNK = 1 << 20
Ask = Callable[[str], list[tuple]]
"""A question to one state of the database → its rows."""


class Said(TypedDict):
    """What the database says of itself in one snapshot."""

    server: str
    migrations: list[str]
    tables: dict[str, int]
    heads: str


class Refused(Exception):
    """A backup or a restore does not begin; the sentence says why, and nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and what it was made of."""

    kind: str
    format: int
    at: str
    """A moment that the backup surely holds everything of."""
    vendor: str
    server: str
    migrations: list[str]
    tables: dict[str, int]
    """Table → rows."""
    heads: str
    """Digest over number, length and head of every dossier."""
    files: dict[str, tuple[int, str]]
    """Path in the backup → size and SHA-256."""


def back_up(target: Path) -> Manifest:
    """Write a backup into the new folder ``target``, while everything goes on. Refused if it is there already."""
    try:
        with whole_folder(target) as part:
            return _written(part)
    except FileExistsError as there:
        raise Refused(
            Sentence("{place} gibt es schon. Eine Sicherung kommt in einen neuen Ordner.", place=str(target))
        ) from there


def _written(part: Path) -> Manifest:
    at, dump = database_now(), part / DUMPS[connection.vendor]
    said = _dump_postgres(dump) if connection.vendor == "postgresql" else _dump_sqlite(dump)
    files = dict(_copied(settings.MEDIA_ROOT, part / "files"))
    keys = dict(_copied(settings.VAR_DIR, part / "keys", only=KEYS))
    files = {f"files/{name}": proof for name, proof in files.items()}
    files |= {f"keys/{name}": proof for name, proof in keys.items()} | {dump.name: _proof(dump)}
    manifest = Manifest(KIND, FORMAT, at.isoformat(), connection.vendor, files=files, **said)
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    _write(part / MANIFEST, text)
    _write(part / DIGEST, sha256(text.encode()).hexdigest())
    return manifest


def check(source: Path) -> Manifest:
    """The manifest of a backup that is whole and fits this program; Refused with a sentence otherwise."""
    try:
        text = (source / MANIFEST).read_text(encoding="utf-8")
        digest = (source / DIGEST).read_text(encoding="utf-8").strip()
        said = json.loads(text)
    except (OSError, ValueError) as reason:
        raise Refused(
            Sentence("In {place} liegt keine lesbare Sicherung: {why}", place=str(source), why=str(reason))
        ) from reason
    if sha256(text.encode()).hexdigest() != digest:
        raise Refused("Die Sicherung ist beschädigt: Ihr Verzeichnis passt nicht zu seiner Prüfsumme.")
    if (said.get("kind"), said.get("format")) != (KIND, FORMAT):
        raise Refused("Das ist keine Sicherung, die diese Fassung des Programms lesen kann.")
    manifest = Manifest(**said)
    if manifest.vendor != connection.vendor:
        raise Refused(
            Sentence(
                "Die Sicherung ist von {there}, hier läuft {here}.",
                there=manifest.vendor,
                here=connection.vendor,
            )
        )
    _insist_on_version(manifest)
    for name, proof in manifest.files.items():
        path = source / name
        if not path.is_file() or _proof(path) != tuple(proof):
            raise Refused(
                Sentence("Die Sicherung ist beschädigt: {name} fehlt oder ist verändert.", name=name)
            )
    return manifest


def restore(source: Path, *, replace: bool = False) -> list[str]:
    """Put a backup back and begin a :class:`Restore`: nothing leaves the house until it is noted.

    Returns the files that rows name and that are not there. Refused, with nothing changed, if the backup is damaged or
    of another version, if others are connected, or if something lies here already and ``replace`` does not say
    otherwise; what is replaced still tells how far its numbers were drawn, and its files are kept beside.
    """
    manifest = check(source)
    _insist_on_alone()
    if found := _found_here():
        if not replace:
            raise Refused(
                Sentence("Hier liegt schon etwas: {found}. Mit --replace wird es ersetzt.", found=found)
            )
        if _has_tables():
            remember(drawn())
    _put_files(source, manifest)
    connection.close()
    dump = source / DUMPS[manifest.vendor]
    _load_postgres(dump) if manifest.vendor == "postgresql" else _load_sqlite(dump)
    connection.close()
    begin(datetime.fromisoformat(manifest.at))
    _compare(manifest)
    return sorted(_missing_files())


# The database


def _dump_postgres(target: Path) -> Said:
    """Dump and counts are of one snapshot, whatever is written meanwhile."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run("pg_dump", *options, f"--file={target}")

        def ask(sql: str) -> list[tuple]:
            cursor.execute(sql)
            rows: list[tuple] = cursor.fetchall()
            return rows

        return _said(ask, connection.introspection.table_names(cursor), ask("SHOW server_version")[0][0])


def _dump_sqlite(target: Path) -> Said:
    """SQLite copies its file page by page under a read lock; writers go on in the log beside it."""
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        ask: Ask = lambda sql: copy.execute(sql).fetchall()  # noqa: E731
        tables = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return _said(ask, [name for name in tables if not name.startswith("sqlite_")], sqlite3.sqlite_version)
    finally:
        copy.close()
        source.close()


def _said(ask: Ask, tables: list[str], server: str) -> Said:
    counted = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608
    applied = sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))
    return Said(server=server, migrations=applied, tables=counted, heads=_heads(ask))


def _heads(ask: Ask) -> str:
    rows = ask("SELECT id, length, head FROM grants_dossier ORDER BY id")
    return sha256("\n".join(f"{pk},{length},{head}" for pk, length, head in rows).encode()).hexdigest()


def _load_postgres(dump: Path) -> None:
    """All or nothing: one transaction drops what is there and brings what was."""
    options = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner"]
    _run("pg_restore", *options, "--no-privileges", f"--dbname={connection.settings_dict['NAME']}", str(dump))


def _load_sqlite(dump: Path) -> None:
    source = sqlite3.connect(f"file:{dump}?mode=ro", uri=True)
    here = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        source.backup(here)
    finally:
        here.close()
        source.close()


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL on our database; Refused with what it said if it fails."""
    known = connection.get_connection_params()
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    given = {variable: str(known[name]) for name, variable in names.items() if known.get(name)}
    try:
        subprocess.run(
            [_program(program), *options], env=os.environ | given, check=True, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as failed:
        raise Refused(
            Sentence("{program} ist gescheitert: {why}", program=program, why=failed.stderr.strip()[-1500:])
        ) from failed


def _program(name: str) -> str:
    """The newest of the installed ones: an older one refuses a newer server."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if not found:
        raise Refused(
            Sentence("Es fehlt {name}. Unter Debian hilft: apt-get install postgresql-client", name=name)
        )
    return found


# What may begin


def _insist_on_version(manifest: Manifest) -> None:
    here = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if there := set(manifest.migrations) - here:
        raise Refused(
            Sentence(
                "Die Sicherung ist von einer neueren Fassung des Programms (sie kennt {name}). "
                "Spielen Sie sie mit der Fassung ein, die sie gemacht hat.",
                name=min(there),
            )
        )
    if lacking := here - set(manifest.migrations):
        raise Refused(
            Sentence(
                "Die Sicherung ist von einer älteren Fassung des Programms (ihr fehlt {name}). "
                "Spielen Sie sie mit der Fassung ein, die sie gemacht hat, und aktualisieren Sie danach.",
                name=min(lacking),
            )
        )


def _insist_on_alone() -> None:
    if connection.vendor != "postgresql":
        return  # serve holds its lock file; the command asks for it
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"  # the server tidies up by itself
        )
        if others := cursor.fetchone()[0]:
            raise Refused(
                Sentence(
                    "Mit der Datenbank sind noch {others} andere verbunden. Halten Sie zuerst web, worker und beat an.",
                    others=others,
                )
            )


def _has_tables() -> bool:
    with connection.cursor() as cursor:
        return Restore._meta.db_table in connection.introspection.table_names(cursor)


def _found_here() -> str:
    """What lies here already, in words; empty for a place that nobody has used."""
    if _has_tables() and (Dossier.objects.exists() or User.objects.exists()):
        return "Akten oder Konten in der Datenbank"
    files = settings.MEDIA_ROOT
    return (
        Sentence("Dateien in {place}", place=str(files))
        if Path(files).is_dir() and any(Path(files).iterdir())
        else ""
    )


# Files


def _copied(
    source: Path, target: Path, *, only: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Copy files and tell path, size and digest of each; one that is removed meanwhile is left out."""
    paths = [Path(source) / name for name in only] if only else sorted(Path(source).rglob("*"))
    for path in paths:
        if not path.is_file():
            continue
        name = path.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copyfile(path, target / name)
        except FileNotFoundError:
            continue
        (target / name).chmod(0o600)
        yield name.as_posix(), _proof(target / name)


def _put_files(source: Path, manifest: Manifest) -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        media.rename(media.with_name(f"{media.name}.before-{database_now():%Y%m%dT%H%M%S}"))
    media.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _ in _copied(source / "files", media):
        pass
    for name in KEYS:
        if f"keys/{name}" in manifest.files and not (settings.VAR_DIR / name).exists():
            shutil.copy2(source / "keys" / name, settings.VAR_DIR / name)


def _missing_files() -> Iterator[str]:
    """The names of files that rows name and that do not lie here."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.FileField):
                named = model._default_manager.exclude(**{column.attname: ""})
                for name in named.values_list(column.attname, flat=True).iterator():
                    if name and not column.storage.exists(name):
                        yield name


def _proof(path: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _compare(manifest: Manifest) -> None:
    """What was loaded is what was dumped: rows of every table, and the heads of all chains."""
    with connection.cursor() as cursor:

        def ask(sql: str) -> list[tuple]:
            cursor.execute(sql)
            rows: list[tuple] = cursor.fetchall()
            return rows

        tables = {name: count for name, count in manifest.tables.items() if name != Restore._meta.db_table}
        counted = _said(ask, list(tables), "")
    if counted["tables"] != tables or counted["heads"] != manifest.heads:
        raise Refused(
            "Nach dem Einspielen stimmen Zahl der Zeilen oder Protokolle nicht. Bitte melden Sie das."
        )
