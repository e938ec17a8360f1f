"""The exit export: everything that the house holds, in files that other programs and people read without us.

* ``vorgaenge/<number>/``: ``vorgang.json``, ``briefe/`` (PDF/A), ``anlagen/``
* ``tabellen/<model>.jsonl``: every record, one a line; passwords, sessions and second factors are left out, and so are
  votes on what is not closed
* ``protokoll/``: the log with its seals and a program that proves it with nothing but Python
* ``SHA256SUMS``: the digest of every file, for ``sha256sum --check``
"""

import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField, Model, QuerySet

from grants.actions.export import lines
from grants.folders import whole_folder
from grants.models import Application, Ballot, User
from grants.models.canonical import canonical
from notifications.access import readable_documents
from workflows.sentence import Sentence

ROOMS = ("grants", "notifications")
UNTOLD = {"User": {"password"}, "Post": {"token"}, "BatchRow": {"token"}}
"""Model → columns that stay inside."""
BESIDE = ("project", "review", "proof")
"""What belongs to a case and has rows of its own."""
VERIFIER = settings.BASE_DIR / "tools/verify_log.py"
README = """Mittelweg: Auszug aller Daten

vorgaenge/    je Vorgang ein Ordner: vorgang.json, Briefe (PDF/A), Anlagen
tabellen/     alle Angaben, eine Zeile je Datensatz (JSON)
protokoll/    das Protokoll; prüfen: python3 protokoll/verify_log.py protokoll/log.jsonl
SHA256SUMS    Prüfsummen; prüfen: sha256sum --check SHA256SUMS

Der Auszug enthält persönliche Daten.
"""


class NoExport(Exception):
    """The export does not begin or is not whole; the sentence says why."""


def export_all(target: Path) -> int:
    """Write everything into the new folder ``target``; return the number of cases.

    The folder appears whole or not at all. Raises NoExport if it is there, or if a file of ours is not what it was.
    """
    try:
        with whole_folder(target) as part:
            return _write(part)
    except FileExistsError as there:
        raise NoExport(
            Sentence("{place} gibt es schon. Der Auszug kommt in einen neuen Ordner.", place=str(target))
        ) from there


def _write(part: Path) -> int:
    (part / "LIESMICH.txt").write_text(README, encoding="utf-8")
    _write_log(part / "protokoll")
    _write_tables(part / "tabellen")
    cases = Application.objects.select_related("organisation", "project").order_by("pk")
    count = 0
    for count, case in enumerate(cases.iterator(chunk_size=100), 1):  # noqa: B007  # how many there were
        _write_case(part / "vorgaenge" / (case.number or f"entwurf-{case.public_id}"), case)
    sums = sorted(
        (path.relative_to(part).as_posix(), _digest(path)) for path in part.rglob("*") if path.is_file()
    )
    text = "".join(f"{digest}  {name}\n" for name, digest in sums)
    (part / "SHA256SUMS").write_text(text, encoding="utf-8")
    return count


def _write_log(folder: Path) -> None:
    folder.mkdir()
    with (folder / "log.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines())
    shutil.copyfile(VERIFIER, folder / VERIFIER.name)


def _write_tables(folder: Path) -> None:
    folder.mkdir()
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            with (folder / f"{model.__name__.lower()}.jsonl").open(
                "w", encoding="utf-8", newline="\n"
            ) as file:
                rows = _told(model._default_manager.order_by("pk"))
                file.writelines(f"{canonical(_columns(row))}\n" for row in rows.iterator(chunk_size=500))


def _told(rows: QuerySet[Model]) -> QuerySet[Model]:
    """Votes on what is not closed are in no export, as they are on no page."""
    return rows.exclude(item__closed_at=None) if rows.model is Ballot else rows


def _columns(row: Model) -> dict[str, object]:
    """The columns of a row by name, as plain values; those that stay inside are left out."""
    left_out = UNTOLD.get(type(row).__name__, set())
    return {
        field.attname: str(value) if isinstance(field, FileField) else value
        for field in row._meta.concrete_fields
        if field.attname not in left_out
        for value in [getattr(row, field.attname)]
    }


def _write_case(folder: Path, case: Application) -> None:
    folder.mkdir(parents=True)
    letters, files = list(_letters(folder / "briefe", case)), list(_files(folder / "anlagen", case))
    about: dict[str, object] = {
        "vorgang": _columns(case),
        "organisation": _columns(case.organisation),
        "personen": _people(case),
        "dazu": dict(_rows_of(case)),
        "briefe": letters,
        "anlagen": files,
    }
    (folder / "vorgang.json").write_text(canonical(about) + "\n", encoding="utf-8")


def _rows_of(record: Model) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Every record that stands beside a case, and beside its project, review and proof, by model."""
    for relation in record._meta.related_objects:
        if relation.related_model is Ballot or relation.related_model._meta.app_label not in ROOMS:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: record.pk}).order_by(
            "pk"
        )
        if found := list(rows):
            yield relation.related_model.__name__.lower(), [_columns(row) for row in found]
        for row in found if relation.get_accessor_name() in BESIDE else ():
            yield from _rows_of(row)


def _people(case: Application) -> dict[str, str]:
    """The names behind the ids: members of the organisation, and the caseworker."""
    members = User.objects.filter(memberships__organisation=case.organisation_id)
    people = members.union(User.objects.filter(pk__in=[case.caseworker_id] if case.caseworker_id else []))
    return {str(user.pk): user.name for user in people}


def _letters(folder: Path, case: Application) -> Iterator[Mapping[str, object]]:
    for letter in readable_documents().filter(dossier=case.dossier_id).order_by("pk"):
        name = f"{letter.number}.pdf"
        _copy(str(letter.file.path), folder / name, letter.sha256)
        yield {
            "number": letter.number,
            "title": letter.title,
            "file": f"briefe/{name}",
            "sha256": letter.sha256,
        }


def _files(folder: Path, case: Application) -> Iterator[Mapping[str, object]]:
    for file in case.attachments.filter(removed_at=None).order_by("pk"):
        name = f"{file.public_id}{Path(file.name).suffix}"
        _copy(str(file.file.path), folder / name, file.sha256)
        yield {"name": file.name, "kind": file.kind, "file": f"anlagen/{name}", "sha256": file.sha256}


def _copy(source: str, target: Path, digest: str) -> None:
    """Copy a file, if it is the one that was kept; NoExport otherwise."""
    target.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError as gone:
        raise NoExport(Sentence("Die Datei {name} fehlt.", name=source)) from gone
    if _digest(target) != digest:
        raise NoExport(Sentence("Die Datei {name} ist nicht mehr die, die aufbewahrt wurde.", name=source))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
