"""Facts for the tests of letters: one ordinary sample a kind."""

from datetime import UTC, date, datetime
from decimal import Decimal

from grants import letter_facts as facts
from tests.notifications.later_samples import samples

SENDER = facts.Sender(
    city="Landeshauptstadt Hannover",
    head="Der Oberbürgermeister",
    department="Fachbereich Gesellschaftliche Teilhabe",
    unit="OE 56.10",
    street="Blumenauer Straße 3–7",
    place="30449 Hannover",
)
CONTACT = facts.ContactPerson(
    name="Zuwendungsteam WIR2.0", phone="0511 168-00000", email="wir2.0@beispiel.example", room="214"
)
COMMON = {
    "case_number": "WIR2-2026-0042",
    "programme": "WIR2.0-Förderprogramm: Kleinprojekte",
    "round": "Sommerrunde 2026",
    "title": "Erzählcafé der Nachbarschaft Vahrenheide",
    "applicant": "Nachbarschaftshilfe Beispiel e. V.",
    "applied_on": date(2026, 5, 28),
    "sender": SENDER,
    "contact": CONTACT,
    "recipient": facts.Recipient(
        lines=(
            "Nachbarschaftshilfe Beispiel e. V.",
            "z. H. Frau Amina Beispiel",
            "Musterweg 12",
            "30179 Hannover",
        ),
        salutation="Sehr geehrte Frau Beispiel,",
    ),
    "signature": facts.Signature(name="Beispiel"),
    "link": "https://portal.beispiel.example/f/7kq2",
}
STATIONS = (
    "Beratung",
    "Eingereicht",
    "Prüfung",
    "Gremium",
    "Bescheid",
    "Durchführung",
    "Nachweis",
    "Abschluss",
)
REMEDY = facts.Remedy(court="Verwaltungsgericht Hannover", lines=("Leonhardtstraße 15", "30175 Hannover"))
GUIDELINE = "Richtlinie für das WIR2.0-Förderprogramm (Drucksache 0993/2022)"


def way(now: str) -> tuple[facts.Station, ...]:
    """Return the way with one station now, the ones before it done."""
    at = STATIONS.index(now)
    states = ["done"] * at + ["now"] + ["next"] * (len(STATIONS) - at - 1)
    return tuple(
        facts.Station(label=label, state=state) for label, state in zip(STATIONS, states, strict=True)
    )


def line(side, number, label, requested, approved, in_kind=False):
    """Return one line of the plan."""
    return facts.PlanLine(
        side=side,
        number=number,
        label=label,
        requested=Decimal(requested),
        approved=Decimal(approved),
        in_kind=in_kind,
    )


PLAN = (
    line("expense", "1.1", "Honorare für Erzähler*innen, 12 × 3 Stunden × 60 €", "2160.00", "2160.00"),
    line("expense", "1.2", "Raummiete, 12 × 90 €", "1080.00", "1080.00"),
    line("expense", "1.3", "Bewirtung", "900.00", "300.00"),
    line("expense", "1.4", "Druck und Öffentlichkeitsarbeit", "660.00", "360.00"),
    line("expense", "1.5", "Unentgeltliche Arbeit, 80 Stunden × 15 €", "1200.00", "1200.00", True),
    line("income", "2.1", "Zuwendung der Landeshauptstadt Hannover", "4800.00", "3900.00"),
    line("income", "2.2", "Unentgeltliche Arbeit", "1200.00", "1200.00", True),
)

GRANT = dict(
    COMMON,
    way=way("Bescheid"),
    grantee="Nachbarschaftshilfe Beispiel e. V.",
    signatories=("Amina Beispiel", "Jonas Muster"),
    budget_year=2026,
    requested=Decimal("4800.00"),
    awarded=Decimal("3900.00"),
    kind="festbetrag",
    eligible=Decimal("5100.00"),
    own=Decimal("1200.00"),
    purpose="Zwölf moderierte Erzählcafés bringen Nachbar*innen verschiedener Herkunft und Generation ins Gespräch. "
    "Aus den Geschichten entsteht eine mehrsprachige Broschüre.",
    target_group="Erwachsene aus Vahrenheide, etwa 25 Personen je Treffen",
    venue="Nachbarschaftstreff, 30179 Hannover",
    measures=("12 Erzählcafés zu je 3 Stunden", "eine mehrsprachige Broschüre, 300 Stück"),
    goals=("mindestens 120 verschiedene Teilnehmer*innen", "mindestens vier Erstsprachen auf dem Podium"),
    period_from=date(2026, 9, 1),
    period_to=date(2027, 3, 15),
    project_from=date(2026, 9, 15),
    project_to=date(2027, 2, 28),
    guideline=GUIDELINE,
    guideline_version="2025",
    body="Arbeitsausschuss des Kuratoriums WIR2.0",
    decided_on=date(2026, 7, 6),
    reasons=(
        "Das Projekt dient den Zielen von WIR2.0 im Handlungsfeld Stadtleben und Kultur. Es erreicht Menschen "
        "verschiedener Herkunft an einem gut zugänglichen Ort und wirkt über die Treffen hinaus.",
    ),
    partial_reasons=(
        "Bewirtung ist nur in geringem Umfang notwendig, um den Zweck zu erreichen. Anerkannt wurden 25 € je Treffen.",
        "Für den Druck genügt nach dem Vergleich ähnlicher Vorhaben ein Betrag von 360 €.",
    ),
    obligations=("Legen Sie die Broschüre vor dem Druck zur Kenntnis vor.",),
    plan=PLAN,
    iban_end="4711",
    proof_due=date(2027, 8, 31),
    remedy=REMEDY,
)

PARTIAL = facts.Zuwendungsbescheid(**GRANT)
FULL = facts.Zuwendungsbescheid(
    **GRANT
    | {
        "awarded": Decimal("8400.00"),
        "requested": Decimal("8400.00"),
        "partial_reasons": (),
        "kind": "anteil",
        "rate": Decimal("78.75"),
        "eligible": Decimal("10666.67"),
        "own": Decimal("2266.67"),
        "conditions": ("Sie weisen nach, dass der Mietvertrag für die Räume geschlossen ist.",),
        "instalments": (
            facts.Instalment(label="1. Teilbetrag", amount=Decimal("5000.00"), earliest=date(2026, 9, 1)),
            facts.Instalment(label="2. Teilbetrag", amount=Decimal("2560.00"), earliest=date(2027, 1, 4)),
        ),
        "retained": Decimal("840.00"),
        "early_start_on": date(2026, 8, 1),
        "bound_until": date(2029, 12, 31),
        "interim_proof_due": date(2027, 1, 29),
        "forwarding": True,
        "signatories": ("Amina Beispiel",),
    }
)
REFUSAL = dict(
    COMMON,
    way=way("Bescheid"),
    requested=Decimal("4800.00"),
    situation=(
        "Mit Ihrem Antrag haben Sie 4.800,00 € für zwölf Erzählcafés im Stadtteil Vahrenheide beantragt.",
        "Ihr Antrag war vollständig und ist fristgerecht eingegangen.",
    ),
    reasons=(
        "Der Beitrag des Projekts zu den Zielen von WIR2.0 war im Vergleich geringer als bei den geförderten "
        "Projekten: Der Antrag nennt keine Wirkung über die Treffen hinaus.",
        "Ich habe abgewogen, ob eine geringere Förderung in Betracht kommt. Sie hätte den Zweck nicht erreichen "
        "können, weil die Honorare den größten Teil der Ausgaben ausmachen.",
    ),
    body="Arbeitsausschuss des Kuratoriums WIR2.0",
    decided_on=date(2026, 7, 6),
    applications=23,
    guideline=GUIDELINE,
    guideline_version="2025",
    alternatives=(
        "In der nächsten Runde können Sie einen überarbeiteten Antrag stellen.",
        "Für Feste und Treffen im Stadtteil fördern auch die Stadtbezirksräte.",
    ),
    remedy=REMEDY,
)
MAIL = {
    "case_number": COMMON["case_number"],
    "title": COMMON["title"],
    "link": COMMON["link"],
    "contact": CONTACT,
    "sender": SENDER,
}

SAMPLES = {
    "zuwendungsbescheid": FULL,
    "zuwendungsbescheid-teilweise": PARTIAL,
    "eingangsbestaetigung": facts.Eingangsbestaetigung(
        **COMMON,
        way=way("Eingereicht"),
        received_at=datetime(2026, 5, 28, 21, 59, 59, tzinfo=UTC),
        requested=Decimal("4800.00"),
        attachments=(
            facts.Attachment(name="Kosten-und-Finanzierungsplan.xlsx", digest="9f86d081884c7d65" * 4),
            facts.Attachment(name="Satzung.pdf", digest="60303ae22b998861" * 4),
        ),
        missing=(facts.Missing(what="Vereinsregisterauszug", why="nicht älter als ein Jahr"),),
        sitting_on=date(2026, 7, 6),
        body="Arbeitsausschuss des Kuratoriums WIR2.0",
        call_ends_on=date(2026, 6, 1),
        answers=(
            facts.Entry(label="Titel des Projekts", text=COMMON["title"]),
            facts.Entry(
                label="Kurzbeschreibung", text="Zwölf moderierte Treffen.\nEine mehrsprachige Broschüre."
            ),
            facts.Entry(label="Beantragte Zuwendung", text="4.800,00 €"),
        ),
        privacy_link="https://portal.beispiel.example/datenschutz",
    ),
    "nachforderung": facts.Nachforderung(
        **COMMON,
        way=way("Prüfung"),
        missing=(
            facts.Missing(what="Vereinsregisterauszug", why="nicht älter als ein Jahr"),
            facts.Missing(what="Angebot für den Druck der Broschüre"),
            facts.Missing(what="Ort der Treffen", why="Im Antrag steht nur der Stadtteil."),
        ),
        due=date(2026, 8, 14),
        note="Der Finanzierungsplan ist ausgeglichen; dazu brauche ich nichts mehr.",
    ),
    "vorzeitiger_beginn": facts.VorzeitigerBeginn(
        **COMMON, way=way("Prüfung"), asked_on=date(2026, 8, 15), early_start_on=date(2026, 8, 15)
    ),
    "vorzeitiger_beginn-spaeter": facts.VorzeitigerBeginn(
        **COMMON,
        way=way("Prüfung"),
        asked_on=date(2026, 8, 1),
        early_start_on=date(2026, 8, 15),
        remedy=REMEDY,
    ),
    "ablehnungsbescheid": facts.Ablehnungsbescheid(**REFUSAL),
    "ablehnungsbescheid-formal": facts.Ablehnungsbescheid(
        **REFUSAL
        | {
            "formal": True,
            "body": "",
            "decided_on": None,
            "applications": None,
            "alternatives": (),
            "situation": (
                "Ihr Antrag ist am 28. Mai 2026 eingegangen. Mit dem Projekt wurde am 2. Mai 2026 begonnen.",
            ),
            "reasons": (
                "Nach der Richtlinie werden Projekte nicht gefördert, die vor dem Bescheid begonnen haben.",
            ),
        }
    ),
    "auszahlungsmitteilung": facts.Auszahlungsmitteilung(
        **COMMON,
        way=way("Durchführung"),
        decision_on=date(2026, 7, 13),
        call_number=1,
        requested=Decimal("2000.00"),
        recognised=Decimal("1850.50"),
        paid=Decimal("1850.50"),
        deviation="Die Bewirtung ist nur mit 25 € je Treffen bewilligt.",
        account_holder="Nachbarschaftshilfe Beispiel e. V.",
        iban_end="4711",
        executed_on=date(2026, 9, 14),
        end_to_end="WIR2-2026-0042-A1",
        granted=Decimal("3900.00"),
        paid_total=Decimal("1850.50"),
        remaining=Decimal("2049.50"),
        use_by=date(2026, 11, 14),
    ),
    "abschlussmitteilung": facts.Abschlussmitteilung(
        **COMMON,
        way=way("Abschluss"),
        decision_on=date(2026, 7, 13),
        proof_on=date(2027, 6, 30),
        granted=Decimal("3900.00"),
        eligible=Decimal("5100.00"),
        recognised_expenses=Decimal("5034.20"),
        recognised=Decimal("3834.20"),
        paid=Decimal("3500.00"),
        rest=Decimal("334.20"),
        notes=("Zu Beleg 7 fehlte der Zahlungsnachweis; der Betrag ist nicht anerkannt.",),
        keep_until=date(2032, 6, 30),
    ),
    "bescheid_unterwegs": facts.BescheidUnterwegs(**MAIL, posted_on=date(2026, 7, 13)),
    "sachstand": facts.Sachstand(
        **MAIL,
        state="Vertagt",
        lines=("Das Gremium hat die Beratung verschoben.", "Sie brauchen nichts zu tun."),
        next_on=date(2026, 9, 7),
    ),
    "ratsgremien": facts.Sachstand(
        **MAIL,
        state="In den Ratsgremien",
        lines=("Das Gremium empfiehlt die Förderung. Jetzt beraten die Ratsgremien.",),
        next_on=None,
    ),
    "nachrueckliste": facts.Sachstand(
        **MAIL,
        state="Nachrückliste, Platz 2",
        lines=("Ihr Antrag ist förderwürdig, das Geld reicht zurzeit nicht.",),
        next_on=None,
    ),
    "plan_anpassen": facts.Sachstand(
        **MAIL,
        state="Angepasster Finanzierungsplan angefordert",
        lines=(
            "Das Gremium hat 3.900,00 € beschlossen, weniger als beantragt.",
            "Bitte passen Sie den Plan an.",
        ),
        next_on=date(2026, 7, 27),
    ),
    "nachweis_nachforderung": facts.Sachstand(
        **MAIL,
        state="Nachforderung zum Verwendungsnachweis",
        lines=("Zum Verwendungsnachweis fehlt noch etwas:", "Zahlungsnachweis zu Beleg 7"),
        next_on=date(2027, 9, 20),
    ),
    "einladung": facts.Sachstand(
        **MAIL | {"case_number": "Arbeitsausschuss, 12. Sitzung", "title": "12. Sitzung Arbeitsausschuss"},
        state="06.07.2026, 17:00 Uhr",
        lines=("Ort: Rathaus", "TOP 1: Erzählcafé der Nachbarschaft Vahrenheide"),
        next_on=date(2026, 7, 6),
    ),
    "erinnerung": facts.Erinnerung(
        **MAIL,
        reminder="proof_due",
        subject="Der Verwendungsnachweis ist bald fällig",
        what="Bitte legen Sie den Verwendungsnachweis vor.",
        due=date(2027, 8, 31),
    ),
    **samples(COMMON, MAIL, REMEDY),
}
"""Sample name (letter key, perhaps with a variant behind a hyphen) → facts."""
