"""What stands still: since when, in a German sentence, and what is to be done about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from grants.actions.heartbeats import BACKUP, BEAT
from grants.clock import day_of
from grants.models import Heartbeat
from grants.wording import long_day, moment
from notifications import broker
from notifications.condition import Condition, Waiting
from notifications.files import WHOLE
from notifications.models import Post
from workflows.rules.deadlines import next_sending_time
from workflows.sentence import Sentence

SWEEP = "sweep"
WATCH = "watch"
SILENT = timedelta(minutes=3)
"""The beat ticks and the sweep runs every few seconds, the watch every minute."""
RESTART = "Die Betriebsstelle startet den Prozess neu; nachgeholt wird von selbst, was liegen geblieben ist."
PROCESSES = {
    BEAT: (
        BEAT,
        "Der Taktgeber (beat) gibt kein Lebenszeichen.",
        "Ohne ihn laufen keine Fristen, und was warten muss, geht nicht hinaus. " + RESTART,
    ),
    "worker": (
        SWEEP,
        "Die Aufgaben (worker) werden nicht abgearbeitet.",
        "Briefe und Fristen bleiben liegen. " + RESTART,
    ),
    "mailer": (
        WATCH,
        "Die Aufgaben des Postversands (mailer) werden nicht abgearbeitet.",
        "E-Mails bleiben liegen, auch die zu Konten. " + RESTART,
    ),
}
"""Process → the task by which it is heard, what is said when it is silent, and what to do."""
TASKS = {
    "clock": (timedelta(minutes=15), "Fristenuhr"),
    "remind": (timedelta(hours=1), "Erinnerungen"),
    "seal": (timedelta(hours=3), "Siegeln des Tages"),
    "anchor": (timedelta(hours=3), "Versand der Tagessiegel"),
    "forget": (timedelta(hours=3), "Löschen nach Ablauf (Akten)"),
    "forget_post": (timedelta(hours=3), "Löschen nach Ablauf (Post)"),
    "batches": (timedelta(minutes=15), "Stapel"),
    "bounces": (timedelta(hours=1), "Zurückgekommene E-Mails"),
    "files": (timedelta(hours=30), "Aufräumen der Dateien"),
}
"""Periodic task → how long it may be silent, and what people call it."""
MAILED = (Post.Kind.MAIL, Post.Kind.REMINDER)
PATIENCE = {Post.Kind.LETTER: timedelta(minutes=15), **dict.fromkeys(MAILED, timedelta(minutes=30))}
"""Kind of a row that the house works by itself → how long it may wait."""
NAMES = {Post.Kind.LETTER: "Schreiben", Post.Kind.MAIL: "E-Mails", Post.Kind.REMINDER: "Erinnerungen"}
OF_THE_SERVER = (
    "Nimmt der Mailserver nichts an, gehen sie hinaus, sobald er es wieder tut. Sonst ist die Betriebsstelle gefragt: "
    "Läuft der Postversand (mailer)?"
)
TO_WAIT = {
    Post.Kind.LETTER: "Die Betriebsstelle sieht nach: Laufen die Aufgaben (worker)?",
    **dict.fromkeys(MAILED, OF_THE_SERVER),
}
ONE_NIGHT = timedelta(hours=12)
UNPOSTED = timedelta(minutes=10)

BY_THE_LOG = "Die Betriebsstelle liest im Protokoll des Prozesses nach, woran es liegt."


@dataclass(frozen=True)
class Finding:
    """One thing that stands still."""

    key: str
    sentence: Sentence
    advice: str
    since: datetime | date | None = None
    concerns_office: bool = False
    """Letters, mails and clocks: whoever waits for them in the office has to know."""
    page: str = ""
    """The name of the address where one sees more; "" if there is none."""

    @property
    def since_when(self) -> str:
        """``since`` in words."""
        match self.since:
            case datetime():
                return moment(self.since)
            case date():
                return long_day(self.since)
        return ""


def findings(found: Condition) -> tuple[Finding, ...]:
    """What stands still, what holds up the most first; empty if all is well."""
    return (*_machines(found), *_post(found), *_days(found), *_tasks(found), *_safety(found))


def silent(signs: Mapping[str, Heartbeat], now: datetime) -> list[str]:
    """The processes that give no sign of life: ``beat``, ``worker``, ``mailer``."""
    gone = [name for name, (task, _, _) in PROCESSES.items() if _is_silent(signs.get(task), now, SILENT)]
    return gone[:1] if BEAT in gone else gone  # without a beat nobody asks the others for anything


def _is_silent(sign: Heartbeat | None, now: datetime, allowed: timedelta) -> bool:
    return sign is None or now - sign.last > allowed


def _last(found: Condition, name: str) -> datetime | None:
    return found.signs[name].last if name in found.signs else None


def _machines(found: Condition) -> Iterator[Finding]:
    if not broker.answers():
        yield Finding(
            "broker",
            Sentence("Der Vermittler der Aufgaben (Redis) antwortet nicht."),
            "Die Betriebsstelle startet ihn neu. Verloren geht nichts: Was zu tun ist, steht in der Datenbank.",
        )
    for name in silent(found.signs, found.now):
        task, sentence, advice = PROCESSES[name]
        yield Finding(name, Sentence(sentence), advice, _last(found, task), concerns_office=True)
    if found.free < settings.DISK_LEAST:
        yield Finding(
            "disk",
            Sentence("Auf der Platte sind nur noch {left} MB frei.", left=found.free // 10**6),
            "Die Betriebsstelle schafft Platz. Ist die Platte voll, lässt sich nichts mehr speichern.",
        )


def _post(found: Condition) -> Iterator[Finding]:
    if found.unmade.count:
        yield Finding(
            "unmade",
            Sentence(
                "Schritte, zu denen sich keine Schreiben anlegen lassen: {count}.", count=found.unmade.count
            ),
            "Im Postausgang steht, zu welchen und warum. Melden Sie es der Betriebsstelle; versucht wird es von selbst "
            "immer wieder.",
            found.unmade.since,
            concerns_office=True,
            page="notifications:outbox",
        )
    elif found.unposted.since and found.now - found.unposted.since > UNPOSTED:
        yield Finding(
            "unposted",
            Sentence(
                "Schritte, zu denen noch keine Schreiben angelegt sind: {count}.", count=found.unposted.count
            ),
            RESTART,
            found.unposted.since,
            concerns_office=True,
        )
    if found.accounts.since and found.now - found.accounts.since > PATIENCE[Post.Kind.MAIL]:
        yield Finding(
            "waiting account",
            Sentence("Es warten E-Mails zu Konten ({count}).", count=found.accounts.count),
            OF_THE_SERVER,
            found.accounts.since,
            concerns_office=True,
        )
    for each in found.posts:
        if each.kind not in PATIENCE:
            continue
        kind = Post.Kind(each.kind)
        count, what = each.count, NAMES[kind]
        if each.state == Post.State.DEAD:
            yield Finding(
                f"dead {kind}",
                Sentence("Gescheitert: {what} ({count}).", what=what, count=count),
                "Im Postausgang steht, woran es lag. Dort lässt es sich noch einmal versuchen.",
                each.since,
                concerns_office=True,
                page="notifications:outbox",
            )
        elif each.state in (Post.State.DUE, Post.State.CLAIMED) and found.now - _from(each) > PATIENCE[kind]:
            yield Finding(
                f"waiting {kind}",
                Sentence(
                    "Es warten {what} ({count}), die längst hinaus sein müssten.", what=what, count=count
                ),
                TO_WAIT[kind],
                each.since,
                concerns_office=True,
                page="notifications:outbox",
            )


def _from(each: Waiting) -> datetime:
    """From when a row could have gone out: reminders leave the house on working days only."""
    return next_sending_time(each.since) if each.kind == Post.Kind.REMINDER else each.since


def _days(found: Condition) -> Iterator[Finding]:
    if found.overdue.count:
        yield Finding(
            "overdue",
            Sentence(
                "Fristtage, die ohne den Schritt der Fristenuhr vergangen sind: {count}.",
                count=found.overdue.count,
            ),
            "Die Fristenuhr holt ihn von selbst nach, mit dem richtigen Tag. Bleibt es dabei, steht der Grund im "
            "Protokoll der Aufgaben (worker).",
            found.overdue.first,
            concerns_office=True,
        )


def _tasks(found: Condition) -> Iterator[Finding]:
    """A task that is silent while the others run; if none runs, that has been said."""
    if silent(found.signs, found.now):
        return
    for name, (allowed, title) in TASKS.items():
        if name in found.signs and _is_silent(found.signs[name], found.now, allowed):
            last = found.signs[name].last
            yield Finding(
                f"task {name}",
                Sentence("„{title}“ läuft nicht mehr.", title=title),
                BY_THE_LOG,
                last,
                concerns_office=name == "clock",
            )


def _safety(found: Condition) -> Iterator[Finding]:
    today, day = day_of(found.now), timedelta(days=1)
    whole, looked = _last(found, WHOLE), _last(found, "files")
    if whole and looked and looked - whole > ONE_NIGHT:
        yield Finding(
            "lost files",
            Sentence("Zu Anlagen oder Schreiben fehlen Dateien."),
            "Die Betriebsstelle liest im Protokoll oder mit manage.py files, welche es sind, und holt sie aus einer "
            "Sicherung zurück.",
            whole,
            concerns_office=True,
        )
    if found.sealed and found.sealed < today - 2 * day:
        yield Finding(
            "seal",
            Sentence("Das letzte Tagessiegel ist das vom {day}.", day=found.sealed),
            BY_THE_LOG,
            found.sealed,
        )
    if settings.SEAL_TO and found.inside and found.inside < today - 2 * day:
        yield Finding(
            "anchor",
            Sentence("Seit dem Tagessiegel vom {day} ist keines nach außen gegangen.", day=found.inside),
            "Kommen andere E-Mails an, stimmt die Adresse SEAL_TO nicht. Sonst wartet auch dieses auf den Mailserver.",
            found.inside,
        )
    if settings.BACKUP_HOURS:
        sign = found.signs.get(BACKUP)
        if _is_silent(sign, found.now, timedelta(hours=settings.BACKUP_HOURS)):
            never = Sentence("Es ist noch keine Sicherung vermerkt.")
            late = Sentence(
                "Seit mehr als {hours} Stunden ist keine Sicherung vermerkt.", hours=settings.BACKUP_HOURS
            )
            yield Finding(
                "backup",
                late if sign and sign.at else never,
                "Die Betriebsstelle sichert mit manage.py backup, das sich selbst vermerkt. Wer anders sichert, "
                "vermerkt es mit manage.py heartbeat backup.",
                sign.last if sign else None,
            )
