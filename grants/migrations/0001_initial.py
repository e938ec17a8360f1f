# Constraints and indexes stand with their tables: each added by itself would render all models anew, which costs
# seconds at the first start.

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import grants.models.programmes
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="BaseRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="gültig ab")),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="Basiszinssatz in %"),
                ),
            ],
            options={
                "verbose_name": "Basiszinssatz",
                "verbose_name_plural": "Basiszinssätze",
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "programme",
                    models.CharField(
                        choices=grants.models.programmes.programme_choices,
                        max_length=40,
                        verbose_name="Programm",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="Bezeichnung")),
                ("theme", models.CharField(blank=True, max_length=200, verbose_name="Thematischer Wunsch")),
                ("opens_on", models.DateField(verbose_name="beginnt am")),
                ("closes_on", models.DateField(verbose_name="Antragsfrist (letzter Tag)")),
                ("earliest_start", models.DateField(verbose_name="frühester Projektbeginn")),
                ("latest_end", models.DateField(verbose_name="spätestes Projektende")),
            ],
            options={
                "verbose_name": "Förderrunde",
                "verbose_name_plural": "Förderrunden",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__gte", models.F("opens_on")),
                            ("latest_end__gte", models.F("earliest_start")),
                        ),
                        name="call_days_in_order",
                    ),
                    models.UniqueConstraint(fields=("programme", "title"), name="one_call_per_title"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("length", models.PositiveIntegerField(default=0)),
                (
                    "head",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "verbose_name": "Akte",
                "verbose_name_plural": "Akten",
            },
        ),
        migrations.CreateModel(
            name="OfficeData",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="gültig ab")),
                ("authority", models.CharField(max_length=120, verbose_name="Behörde")),
                ("head", models.CharField(max_length=120, verbose_name="Leitung der Behörde")),
                ("department", models.CharField(max_length=160, verbose_name="Fachbereich")),
                ("unit", models.CharField(max_length=20, verbose_name="Organisationseinheit")),
                ("street", models.CharField(max_length=120, verbose_name="Straße")),
                ("postcode", models.CharField(max_length=5, verbose_name="Postleitzahl")),
                ("city", models.CharField(max_length=80, verbose_name="Ort")),
                ("phone", models.CharField(max_length=40, verbose_name="Telefon")),
                ("email", models.EmailField(max_length=254, verbose_name="E-Mail")),
                ("website", models.CharField(max_length=200, verbose_name="Adresse des Portals")),
                ("court", models.CharField(max_length=120, verbose_name="Gericht")),
                ("court_address", models.CharField(max_length=200, verbose_name="Anschrift des Gerichts")),
                ("product", models.CharField(max_length=40, verbose_name="Produkt")),
                ("account", models.CharField(max_length=40, verbose_name="Sachkonto")),
                ("cash_office", models.CharField(max_length=120, verbose_name="Kasse")),
                ("iban", models.CharField(max_length=34, verbose_name="IBAN der Kasse")),
                ("bic", models.CharField(max_length=11, verbose_name="BIC")),
                ("bank", models.CharField(max_length=80, verbose_name="Bank")),
                ("confirmed", models.BooleanField(default=False, verbose_name="Angaben bestätigt")),
            ],
            options={
                "verbose_name": "Angaben der Behörde",
                "verbose_name_plural": "Angaben der Behörde",
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("expense", "Ausgaben"), ("income", "Einnahmen")],
                        max_length=10,
                        verbose_name="Seite",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("staff", "Personalausgaben"),
                            ("fees", "Honorare und Künstlersozialabgabe"),
                            (
                                "allowances",
                                "Aufwandsentschädigungen, Übungsleiter*innen- und Ehrenamtspauschalen",
                            ),
                            ("material", "Sach- und Verbrauchsmaterial"),
                            ("rooms", "Raummiete und Nebenkosten"),
                            ("rented_equipment", "Technik und Miete von Geräten"),
                            ("purchases", "Anschaffungen und Geräte"),
                            ("travel", "Reise-, Fahrt-, Transport- und Übernachtungskosten"),
                            ("catering", "Verpflegung"),
                            ("publicity", "Öffentlichkeitsarbeit, Druck, Web"),
                            ("access", "Dolmetschen, Übersetzung, Kinderbetreuung, Barrierefreiheit"),
                            ("insurance", "Versicherungen, GEMA, Gebühren"),
                            ("overhead", "Verwaltungs- und Gemeinkosten"),
                            ("documentation", "Dokumentation und Evaluation"),
                            ("in_kind", "Unbare Leistungen"),
                            ("own_cash", "Eigenmittel (bar)"),
                            ("own_in_kind", "Eigenleistungen (unbar)"),
                            ("contributions", "Teilnahmebeiträge, Eintritt, Verkauf"),
                            ("donations", "Spenden und Sponsoring"),
                            ("third_party", "Zuwendungen Dritter"),
                            ("city", "Weitere Mittel der Landeshauptstadt Hannover"),
                            ("requested", "Beantragte Zuwendung"),
                        ],
                        max_length=30,
                        verbose_name="Art",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=160, verbose_name="Bezeichnung")),
                ("calculation", models.CharField(blank=True, max_length=160, verbose_name="Berechnung")),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                ("eligible", models.BooleanField(default=True, verbose_name="zuwendungsfähig")),
                ("in_kind", models.BooleanField(default=False, verbose_name="unbar")),
                (
                    "third_party_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("applied", "beantragt"),
                            ("granted", "bewilligt"),
                            ("refused", "abgelehnt"),
                        ],
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zeile des Plans",
                "verbose_name_plural": "Kosten- und Finanzierungsplan",
                "ordering": ["side", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gte", 0)), name="plan_line_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "category__in",
                                    [
                                        "staff",
                                        "fees",
                                        "allowances",
                                        "material",
                                        "rooms",
                                        "rented_equipment",
                                        "purchases",
                                        "travel",
                                        "catering",
                                        "publicity",
                                        "access",
                                        "insurance",
                                        "overhead",
                                        "documentation",
                                        "in_kind",
                                    ],
                                ),
                                ("side", "expense"),
                            ),
                            models.Q(
                                (
                                    "category__in",
                                    [
                                        "own_cash",
                                        "own_in_kind",
                                        "contributions",
                                        "donations",
                                        "third_party",
                                        "city",
                                        "requested",
                                    ],
                                ),
                                ("side", "income"),
                            ),
                            _connector="OR",
                        ),
                        name="plan_line_category_of_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="Tag")),
                ("dossiers", models.PositiveIntegerField(verbose_name="Akten")),
                ("lines", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="Siegel")),
                ("previous", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("anchored_at", models.DateTimeField(null=True, verbose_name="Nach außen gegeben")),
            ],
            options={
                "verbose_name": "Tagessiegel",
                "verbose_name_plural": "Tagessiegel",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="E-Mail-Adresse")),
                ("name", models.CharField(max_length=150, verbose_name="Name")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "Person",
                "verbose_name_plural": "Personen",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="one_account_per_address",
                        violation_error_message="Mit dieser E-Mail-Adresse gibt es schon ein Konto.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=30, null=True, unique=True, verbose_name="Aktenzeichen"
                    ),
                ),
                (
                    "programme",
                    models.CharField(
                        choices=grants.models.programmes.programme_choices,
                        max_length=40,
                        verbose_name="Programm",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("consultation", "Beratung"),
                            ("draft", "Entwurf"),
                            ("submitted", "Eingereicht"),
                            ("formal_check", "Formale Prüfung"),
                            ("documents_requested", "Nachforderung offen"),
                            ("expert_check", "Fachliche und zuwendungsrechtliche Prüfung"),
                            ("ready_for_sitting", "Sitzungsreif"),
                            ("in_sitting", "Im Gremium"),
                            ("deferred", "Vertagt"),
                            ("endorsed", "Positives Votum"),
                            ("declined", "Negatives Votum"),
                            ("in_council", "In den Ratsgremien"),
                            ("plan_adjustment", "Angepasster Finanzierungsplan angefordert"),
                            ("award_drafted", "Bewilligungsbescheid in Erstellung"),
                            ("refusal_drafted", "Ablehnungsbescheid in Erstellung"),
                            ("awarded", "Bewilligt, Bescheid versandt"),
                            ("refused", "Abgelehnt, Bescheid versandt"),
                            ("final", "Bestandskräftig"),
                            ("running", "In Durchführung"),
                            ("proof_due", "Verwendungsnachweis fällig"),
                            ("proof_in_review", "Verwendungsnachweis in Prüfung"),
                            ("proof_incomplete", "Nachforderung zum Verwendungsnachweis"),
                            ("hearing", "Anhörung"),
                            ("refund_claimed", "Rückforderung festgesetzt"),
                            ("enforcement", "Mahnung/Vollstreckung"),
                            ("closed", "Abgeschlossen"),
                            ("withdrawn", "Zurückgezogen"),
                            ("waived", "Verzicht"),
                            ("discontinued", "Eingestellt"),
                            ("archived", "Archiviert"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="Ergebnis"),
                ),
                ("outcome_reason", models.TextField(blank=True, editable=False, verbose_name="Grund")),
                (
                    "terms_text",
                    models.TextField(
                        blank=True, editable=False, verbose_name="Richtlinie zum Zeitpunkt des Antrags"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("submitted_on", models.DateField(editable=False, null=True, verbose_name="Eingang")),
                ("documents_due", models.DateField(editable=False, null=True)),
                ("documents_requested", models.TextField(blank=True, editable=False)),
                ("early_start_on", models.DateField(editable=False, null=True)),
                ("deferrals", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "reserve_rank",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="Platz der Nachrückliste"
                    ),
                ),
                (
                    "council_paper",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="Drucksache"),
                ),
                ("council_on", models.DateField(editable=False, null=True)),
                ("council_advised_on", models.DateField(editable=False, null=True)),
                ("endorsed_cents", models.BigIntegerField(editable=False, null=True)),
                ("plan_due", models.DateField(editable=False, null=True)),
                ("plan_confirmed", models.BooleanField(default=False, editable=False)),
                ("awarded_cents", models.BigIntegerField(editable=False, null=True)),
                ("period_begins", models.DateField(editable=False, null=True)),
                ("period_ends", models.DateField(editable=False, null=True)),
                ("released_on", models.DateField(editable=False, null=True)),
                ("posted_on", models.DateField(editable=False, null=True)),
                ("posting", models.CharField(default="post", editable=False, max_length=10)),
                ("notified_on", models.DateField(editable=False, null=True)),
                ("returned_on", models.DateField(editable=False, null=True)),
                ("instructed", models.BooleanField(default=True, editable=False)),
                ("waived_remedies_on", models.DateField(editable=False, null=True)),
                ("final_on", models.DateField(editable=False, null=True)),
                ("contested_on", models.DateField(editable=False, null=True)),
                ("payments_suspended", models.BooleanField(default=False, editable=False)),
                ("condition_open", models.TextField(blank=True, editable=False)),
                ("proof_due", models.DateField(editable=False, null=True)),
                ("proof_filed_on", models.DateField(editable=False, null=True)),
                ("proof_documents_due", models.DateField(editable=False, null=True)),
                ("presented_on", models.DateField(editable=False, null=True)),
                ("interim_until", models.DateField(editable=False, null=True)),
                ("heard_from", models.CharField(blank=True, editable=False, max_length=20)),
                ("hearing_due", models.DateField(editable=False, null=True)),
                ("closed_on", models.DateField(editable=False, null=True)),
                ("erased_on", models.DateField(editable=False, null=True)),
                ("wake_on", models.DateField(editable=False, null=True)),
                ("waits_for", models.CharField(blank=True, editable=False, max_length=20)),
                ("next_label", models.CharField(blank=True, editable=False, max_length=80)),
                ("requested_cents", models.BigIntegerField(default=0, editable=False)),
                ("reserved_cents", models.BigIntegerField(default=0, editable=False)),
                ("committed_cents", models.BigIntegerField(default=0, editable=False)),
                ("paid_cents", models.BigIntegerField(default=0, editable=False)),
                ("refunded_cents", models.BigIntegerField(default=0, editable=False)),
                (
                    "caseworker",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="grants.call",
                        verbose_name="Förderrunde",
                    ),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to="grants.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "Antrag",
                "verbose_name_plural": "Anträge",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("wake_on__isnull", False)),
                        fields=["wake_on"],
                        name="application_wakes",
                    ),
                    models.Index(fields=["programme", "stage"], name="application_by_stage"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("submitted_on__isnull", True)),
                            models.Q(("number__isnull", False), ("submitted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_sent_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        "awarded",
                                        "final",
                                        "running",
                                        "proof_due",
                                        "proof_in_review",
                                        "proof_incomplete",
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("awarded_cents__gt", 0),
                                ("period_ends__isnull", False),
                                ("posted_on__isnull", False),
                                ("released_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="application_awarded_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        "final",
                                        "running",
                                        "proof_due",
                                        "proof_in_review",
                                        "proof_incomplete",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("final_on__isnull", False),
                            ("contested_on__isnull", False),
                            _connector="OR",
                        ),
                        name="application_final_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_on__isnull", True),
                            ("posted_on__gte", models.F("released_on")),
                            _connector="OR",
                        ),
                        name="application_posted_after_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed_cents__gte", 0),
                            ("paid_cents__gte", 0),
                            (
                                "paid_cents__lte",
                                django.db.models.functions.comparison.Coalesce(models.F("awarded_cents"), 0),
                            ),
                            ("refunded_cents__gte", 0),
                            ("reserved_cents__gte", 0),
                        ),
                        name="application_money_within_award",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reserve_rank__isnull", False)),
                        fields=("call", "reserve_rank"),
                        name="one_case_per_reserve_rank",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "hearing"), _negated=True),
                            models.Q(
                                models.Q(("heard_from", ""), _negated=True), ("hearing_due__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="application_heard_knows_from_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "closed"), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_closed_has_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("satzung", "Satzung"),
                            ("register", "Vereinsregisterauszug"),
                            ("freistellung", "Freistellungsbescheid"),
                            ("vollmacht", "Nachweis der Vertretung oder Vollmacht"),
                            ("konzept", "Projektkonzept"),
                            ("kooperation", "Kooperationszusage"),
                            ("drittmittel", "Nachweis anderer Förderungen"),
                            ("angebot", "Angebot oder Kalkulation"),
                            ("verzicht", "Rechtsbehelfsverzicht (unterschrieben)"),
                            ("nachweis", "Anlage zum Verwendungsnachweis"),
                            ("sonstiges", "Sonstiges"),
                        ],
                        default="sonstiges",
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="Dateiname")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="Größe in Byte")),
                ("sha256", models.CharField(max_length=64)),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("uploaded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="grants.application",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Anlage",
                "verbose_name_plural": "Anlagen",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True, verbose_name="Kürzel")),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                (
                    "seats_total",
                    models.PositiveSmallIntegerField(verbose_name="Sitze nach der Geschäftsordnung"),
                ),
                (
                    "regime",
                    models.CharField(
                        choices=[("nkomvg", "§§ 65, 66 NKomVG"), ("vwvfg", "§§ 88–93 VwVfG")],
                        max_length=10,
                        verbose_name="Verfahrensregeln",
                    ),
                ),
                ("regime_confirmed_on", models.DateField(editable=False, null=True)),
                (
                    "invitation_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="Einladungsfrist in Tagen"),
                ),
                (
                    "regime_confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Gremium",
                "verbose_name_plural": "Gremien",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seats_total__gte", 1)), name="body_has_seats")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="Nachricht")),
                ("internal", models.BooleanField(default=False, verbose_name="nur für die Verwaltung")),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="grants.application",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Nachricht",
                "verbose_name_plural": "Nachrichten",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("current", models.BooleanField(default=True)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            (
                                "zweckverfehlung",
                                "Mittel nicht für den Zweck verwendet (§ 49 Abs. 3 Satz 1 Nr. 1 VwVfG)",
                            ),
                            (
                                "auflage",
                                "Auflage nicht oder nicht fristgerecht erfüllt (§ 49 Abs. 3 Satz 1 Nr. 2 VwVfG)",
                            ),
                            (
                                "nicht_alsbald",
                                "Mittel nicht alsbald verwendet (§ 49 Abs. 3 Satz 1 Nr. 1 VwVfG)",
                            ),
                            ("ruecknahme_48", "Bewilligung von Anfang an rechtswidrig (§ 48 VwVfG)"),
                            ("bedingung", "Auflösende Bedingung eingetreten (§ 49a Abs. 1 VwVfG)"),
                            ("verzicht", "Verzicht auf die Zuwendung"),
                        ],
                        max_length=20,
                        verbose_name="Grund",
                    ),
                ),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                ("heard_amount_cents", models.BigIntegerField(verbose_name="Betrag der Anhörung in Cent")),
                ("known_on", models.DateField(verbose_name="Kenntnis seit")),
                ("limit", models.DateField(verbose_name="Ende der Jahresfrist")),
                ("heard_on", models.DateField(verbose_name="Anhörung vom")),
                ("answered_on", models.DateField(null=True, verbose_name="Antwort vom")),
                ("answer", models.TextField(blank=True, verbose_name="Antwort")),
                ("reasoning", models.TextField(blank=True, verbose_name="Begründung")),
                ("waive_interest", models.BooleanField(default=False)),
                ("released_on", models.DateField(null=True, verbose_name="Bescheid vom")),
                ("made_at", models.DateTimeField(null=True)),
                ("posted_on", models.DateField(null=True, verbose_name="Zur Post am")),
                ("notified_on", models.DateField(null=True, verbose_name="Zugegangen am")),
                ("due", models.DateField(null=True, verbose_name="Zu zahlen bis")),
                (
                    "interest_cents",
                    models.BigIntegerField(default=0, verbose_name="Zinsen bis zum Bescheid in Cent"),
                ),
                ("bears_interest", models.BooleanField(default=False)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="grants.application",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Anhörung und Rückforderung",
                "verbose_name_plural": "Anhörungen und Rückforderungen",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("application",),
                        name="one_current_claim",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="claim_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__lte", models.F("heard_amount_cents"))),
                        name="claim_at_most_as_heard",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interest_cents__gte", 0)), name="claim_interest_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_on__lte", models.F("heard_on")), ("limit__gt", models.F("known_on"))
                        ),
                        name="claim_year_after_knowledge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("heard_on")),
                            _connector="OR",
                        ),
                        name="claim_answered_after_hearing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(
                                ("drafted_by__isnull", False),
                                ("released_on__isnull", False),
                                models.Q(("released_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_on__isnull", True),
                            ("posted_on__gte", models.F("released_on")),
                            _connector="OR",
                        ),
                        name="claim_posted_after_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notified_on__isnull", True),
                            models.Q(
                                ("notified_on__gte", models.F("posted_on")), ("posted_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="claim_notified_after_posting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="Tag des Gesprächs")),
                ("topics", models.CharField(max_length=200, verbose_name="Themen")),
                ("advice", models.TextField(max_length=4000, verbose_name="Rat")),
                ("at", models.DateTimeField()),
                (
                    "advisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultation_notes",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Beratungsnotiz",
                "verbose_name_plural": "Beratungsnotizen",
                "ordering": ["held_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="CouncilVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paper", models.CharField(max_length=20, verbose_name="Drucksache")),
                ("body", models.CharField(max_length=80, verbose_name="Gremium")),
                ("held_on", models.DateField(verbose_name="Tag")),
                ("votes", models.CharField(blank=True, max_length=20, verbose_name="Ja:Nein:Enthaltung")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("advised", "beraten"),
                            ("deferred", "vertagt"),
                            ("approved", "zugestimmt"),
                            ("refused", "abgelehnt"),
                        ],
                        max_length=10,
                        verbose_name="Ergebnis",
                    ),
                ),
                ("amount_cents", models.BigIntegerField(null=True, verbose_name="Betrag in Cent")),
                ("recorded_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_votes",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Behandlung in den Ratsgremien",
                "verbose_name_plural": "Behandlungen in den Ratsgremien",
                "ordering": ["held_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "approved"), _negated=True),
                            ("amount_cents__gt", 0),
                            _connector="OR",
                        ),
                        name="council_approval_has_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("value", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="counter_has_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("award", "Bewilligung"), ("refusal", "Ablehnung")],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("rests_on_vote", models.BooleanField(default=False, editable=False)),
                ("current", models.BooleanField(default=True)),
                ("amount_cents", models.BigIntegerField(default=0, verbose_name="Zuwendung in Cent")),
                ("purpose", models.TextField(blank=True, max_length=4000, verbose_name="Zuwendungszweck")),
                ("duties", models.TextField(blank=True, max_length=4000, verbose_name="Besondere Auflagen")),
                (
                    "condition",
                    models.TextField(blank=True, max_length=1000, verbose_name="Aufschiebende Bedingung"),
                ),
                ("reasons", models.TextField(blank=True, max_length=8000, verbose_name="Begründung")),
                ("period_begins", models.DateField(null=True, verbose_name="Bewilligungszeitraum von")),
                ("period_ends", models.DateField(null=True, verbose_name="Bewilligungszeitraum bis")),
                ("drafted_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(editable=False, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="grants.application",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Bescheidentwurf",
                "verbose_name_plural": "Bescheidentwürfe",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("application",),
                        name="one_current_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_ends__isnull", True),
                            ("period_begins__isnull", True),
                            ("period_ends__gte", models.F("period_begins")),
                            _connector="OR",
                        ),
                        name="draft_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Function",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("advisor", "Berater*in"),
                            ("caseworker", "Sachbearbeitung"),
                            ("lead", "Leitung"),
                            ("office", "Geschäftsstelle"),
                            ("certifier", "Feststeller*in"),
                            ("orderer", "Anordnungsbefugte*r"),
                            ("treasury", "Stadtkasse"),
                            ("auditor", "Rechnungsprüfungsamt"),
                            ("dpo", "Datenschutzbeauftragte*r"),
                            ("admin", "Fachadministration"),
                        ],
                        max_length=20,
                        verbose_name="Funktion",
                    ),
                ),
                (
                    "programme",
                    models.CharField(
                        blank=True, help_text="Leer: alle Programme", max_length=40, verbose_name="Programm"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gültig ab")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="functions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Funktion",
                "verbose_name_plural": "Funktionen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "role", "programme", "valid_from"), name="function_once_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="function_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundsCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(verbose_name="Nummer des Abrufs")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("filed", "Eingegangen"),
                            ("returned", "Zurückgegeben"),
                            ("call_refused", "Abgelehnt"),
                            ("certified", "Sachlich und rechnerisch festgestellt"),
                            ("ordered", "Angeordnet"),
                            ("paid", "Ausgezahlt"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                (
                    "need",
                    models.TextField(
                        max_length=2000,
                        verbose_name="Wofür wird das Geld in den nächsten zwei Monaten gebraucht?",
                    ),
                ),
                ("iban", models.CharField(max_length=34, verbose_name="IBAN")),
                ("account_holder", models.CharField(max_length=140, verbose_name="Kontoinhaber*in")),
                ("filed_on", models.DateField(null=True)),
                ("certified_note", models.TextField(blank=True)),
                ("recognised_cents", models.BigIntegerField(null=True)),
                ("ordered_on", models.DateField(null=True)),
                ("paid_on", models.DateField(null=True)),
                ("paid_cents", models.BigIntegerField(null=True)),
                ("returned_reason", models.TextField(blank=True)),
                ("paid_despite", models.TextField(blank=True)),
                ("reasoning", models.TextField(blank=True, verbose_name="Begründung der Ablehnung")),
                ("decided_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("posted_on", models.DateField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds_calls",
                        to="grants.application",
                    ),
                ),
                (
                    "certified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Mittelabruf",
                "verbose_name_plural": "Mittelabrufe",
                "ordering": ["application_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "position"), name="one_call_per_position"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="call_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recognised_cents__isnull", True),
                            models.Q(
                                ("recognised_cents__gt", 0),
                                ("recognised_cents__lte", models.F("amount_cents")),
                            ),
                            _connector="OR",
                        ),
                        name="call_recognised_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered_by__isnull", True),
                            models.Q(
                                ("certified_by__isnull", False),
                                models.Q(("ordered_by", models.F("certified_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_certifier_is_not_orderer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_by__isnull", True),
                            models.Q(
                                ("ordered_by__isnull", False),
                                ("paid_cents__isnull", False),
                                ("paid_on__isnull", False),
                                models.Q(("paid_by", models.F("certified_by")), _negated=True),
                                models.Q(("paid_by", models.F("ordered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_treasury_is_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                ("decided_on__isnull", False),
                                ("drafted_by__isnull", False),
                                models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="call_refusal_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_on__isnull", True),
                            ("posted_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="call_posted_after_refusal",
                    ),
                ],
            },
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name="Guideline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.CharField(
                        choices=grants.models.programmes.programme_choices,
                        max_length=40,
                        verbose_name="Programm",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="Fassung")),
                ("valid_from", models.DateField(verbose_name="gültig ab")),
                ("terms_text", models.TextField(verbose_name="Werte")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="Quelle")),
            ],
            options={
                "verbose_name": "Richtlinienfassung",
                "verbose_name_plural": "Richtlinienfassungen",
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "version"), name="one_guideline_per_version")
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="guideline",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="grants.guideline",
                verbose_name="Richtlinie",
            ),
        ),
        migrations.CreateModel(
            name="InterimProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("interim_filed", "Zwischennachweis eingegangen"),
                            ("interim_accepted", "Zwischennachweis anerkannt"),
                            ("interim_returned", "Zwischennachweis zurückgegeben"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                ("since", models.DateField(null=True, verbose_name="Stichtag davor")),
                ("until", models.DateField(verbose_name="Stichtag")),
                ("report", models.TextField(max_length=8000, verbose_name="Was ist bisher geschehen?")),
                ("spent_cents", models.BigIntegerField(verbose_name="Ausgaben bis zum Stichtag in Cent")),
                ("filed_on", models.DateField(null=True)),
                ("checked_on", models.DateField(null=True)),
                ("note", models.TextField(blank=True, verbose_name="Ergebnis der Prüfung")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interim_proofs",
                        to="grants.application",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Zwischennachweis",
                "verbose_name_plural": "Zwischennachweise",
                "ordering": ["application_id", "until", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("spent_cents__gte", 0)), name="interim_spent_not_negative"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("stage", "interim_returned"),
                            _negated=True,
                        ),
                        fields=("application", "until"),
                        name="one_interim_proof_a_day",
                    ),
                ],
            },
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="TOP")),
                ("motion", models.TextField(max_length=2000, verbose_name="Beschlussvorschlag")),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                ("listed_cents", models.BigIntegerField(editable=False, null=True)),
                ("listed_motion", models.TextField(blank=True, editable=False)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "challenged",
                    models.BooleanField(default=False, verbose_name="Beschlussfähigkeit angezweifelt"),
                ),
                ("yes", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="Ja")),
                ("no", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="Nein")),
                (
                    "abstained",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="Enthaltung"),
                ),
                (
                    "present",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="Stimmberechtigt anwesend"
                    ),
                ),
                (
                    "excluded",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="Ausgeschlossen"
                    ),
                ),
                ("quorate", models.BooleanField(editable=False, null=True, verbose_name="beschlussfähig")),
                ("carried", models.BooleanField(editable=False, null=True, verbose_name="angenommen")),
                ("approval_needed", models.BooleanField(default=False, editable=False)),
                (
                    "regime",
                    models.CharField(
                        blank=True,
                        choices=[("nkomvg", "§§ 65, 66 NKomVG"), ("vwvfg", "§§ 88–93 VwVfG")],
                        editable=False,
                        max_length=10,
                        verbose_name="ausgezählt nach",
                    ),
                ),
                ("reasons", models.JSONField(default=list, editable=False, verbose_name="Begründungsblatt")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Tagesordnungspunkt",
                "verbose_name_plural": "Tagesordnungspunkte",
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="item_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carried__isnull", True), ("closed_at__isnull", True)),
                            models.Q(
                                ("carried__isnull", False),
                                ("closed_at__isnull", False),
                                ("opened_at__isnull", False),
                                ("quorate__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="item_closed_has_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("present__isnull", True),
                            (
                                "present__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("yes"), "+", models.F("no")
                                    ),
                                    "+",
                                    models.F("abstained"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="item_no_more_votes_than_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("listed_cents__isnull", True),
                            ("amount_cents__lte", models.F("listed_cents")),
                            _connector="OR",
                        ),
                        name="item_amended_to_no_more",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lawsuit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=20, verbose_name="Richtet sich")),
                ("filed_on", models.DateField(verbose_name="Eingang beim Gericht")),
                ("closed_on", models.DateField(null=True, verbose_name="Beendet")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lawsuits",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Klage",
                "verbose_name_plural": "Klagen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("filed_on")),
                            _connector="OR",
                        ),
                        name="lawsuit_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "programme",
                    models.CharField(
                        choices=grants.models.programmes.programme_choices,
                        max_length=40,
                        verbose_name="Programm",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Maßnahme")),
                ("field_of_action", models.CharField(max_length=40, verbose_name="Handlungsfeld")),
                ("unit", models.CharField(max_length=160, verbose_name="Kontakt in der Verwaltung")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("catalogued", "Im Katalog"),
                            ("selected", "Ausgewählt"),
                            ("announced", "Bekanntgegeben"),
                            ("done", "Beendet"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                ("cap_cents", models.BigIntegerField(editable=False, verbose_name="Höchstbetrag in Cent")),
                (
                    "used_cents",
                    models.BigIntegerField(default=0, editable=False, verbose_name="Vergeben in Cent"),
                ),
                ("selected_on", models.DateField(editable=False, null=True, verbose_name="Ausgewählt am")),
                (
                    "selected_with",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="Stimmen"),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure",
                        to="grants.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "Maßnahme",
                "verbose_name_plural": "Maßnahmen",
                "ordering": ["-selected_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "title"), name="one_measure_per_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cap_cents__gte", models.F("used_cents")), ("used_cents__gte", 0)
                        ),
                        name="measure_keeps_its_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        "selected",
                                        "announced",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("selected_on__isnull", False),
                            _connector="OR",
                        ),
                        name="measure_selected_has_day",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="measure",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="grants.measure",
                verbose_name="Maßnahme",
            ),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("verein", "Eingetragener Verein (e. V.)"),
                            ("stiftung", "Gemeinnützige GmbH oder Stiftung"),
                            ("verband", "Verband"),
                            ("initiative", "Nicht eingetragener Verein, Initiative oder Kollektiv"),
                            ("person", "Einzelperson"),
                        ],
                        max_length=20,
                        verbose_name="Art der Antragsteller*in",
                    ),
                ),
                (
                    "migrant_led",
                    models.BooleanField(default=False, verbose_name="Migrant*innen(selbst)organisation"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name der Organisation oder Person")),
                (
                    "register_number",
                    models.CharField(blank=True, max_length=40, verbose_name="Vereinsregister-Nummer"),
                ),
                (
                    "register_court",
                    models.CharField(blank=True, max_length=80, verbose_name="Registergericht"),
                ),
                (
                    "street",
                    models.CharField(blank=True, max_length=120, verbose_name="Straße und Hausnummer"),
                ),
                ("postcode", models.CharField(blank=True, max_length=5, verbose_name="Postleitzahl")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="Ort")),
                (
                    "representatives",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="Vertretungsberechtigte Personen"
                    ),
                ),
                (
                    "signatures_needed",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="Wie viele Personen vertreten gemeinsam?"
                    ),
                ),
                (
                    "jointly_liable",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="Zwei gesamtschuldnerisch haftende Personen"
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="Geburtsdatum")),
                (
                    "input_tax",
                    models.CharField(
                        blank=True,
                        choices=[("nein", "Nein"), ("teilweise", "Teilweise"), ("ja", "Ja")],
                        max_length=10,
                        verbose_name="Vorsteuerabzug nach § 15 UStG",
                    ),
                ),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                (
                    "account_holder",
                    models.CharField(blank=True, max_length=140, verbose_name="Kontoinhaber*in"),
                ),
                ("iban_verified_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("fictitious", models.BooleanField(default=False, verbose_name="Erfunden (Vorführdaten)")),
                (
                    "iban_verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Organisation",
                "verbose_name_plural": "Organisationen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signatures_needed__gte", 1), ("signatures_needed__lte", 5)),
                        name="organisation_signatures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("iban_verified_at__isnull", True), ("iban_verified_by__isnull", True)),
                            models.Q(
                                ("iban_verified_at__isnull", False),
                                ("iban_verified_by__isnull", False),
                                models.Q(("iban", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_iban_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signatory", models.BooleanField(default=False, verbose_name="vertretungsberechtigt")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="grants.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "user"), name="one_membership_per_person")
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="grants.organisation",
                verbose_name="Antragsteller*in",
            ),
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(verbose_name="Nummer des Antrags")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("change_filed", "Änderung beantragt"),
                            ("extension_filed", "Verlängerung beantragt"),
                            ("granted", "Genehmigt"),
                            ("refused", "Abgelehnt"),
                            ("taken_back", "Zurückgenommen"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("plan", "Kosten- und Finanzierungsplan (Umschichtung)"),
                            ("content", "Inhalt des Vorhabens"),
                            ("period", "Verlängerung des Bewilligungszeitraums"),
                        ],
                        max_length=10,
                        verbose_name="Was soll sich ändern?",
                    ),
                ),
                ("wish", models.TextField(max_length=2000, verbose_name="Was genau soll gelten?")),
                ("why", models.TextField(max_length=2000, verbose_name="Warum ist die Änderung nötig?")),
                ("shift_cents", models.BigIntegerField(default=0, verbose_name="Umschichtung in Cent")),
                ("new_ends", models.DateField(null=True, verbose_name="Neues Ende")),
                ("filed_on", models.DateField(null=True)),
                ("reasoning", models.TextField(blank=True, verbose_name="Begründung der Entscheidung")),
                ("decided_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("posted_on", models.DateField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="grants.application",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="grants.planline",
                    ),
                ),
                (
                    "to_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="grants.planline",
                    ),
                ),
            ],
            options={
                "verbose_name": "Änderungsantrag",
                "verbose_name_plural": "Änderungsanträge",
                "ordering": ["application_id", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "position"), name="one_change_per_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shift_cents__gte", 0)), name="change_shift_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("new_ends__isnull", False), ("subject", "period")),
                            models.Q(
                                models.Q(("subject", "period"), _negated=True), ("new_ends__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="change_extension_names_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                ("decided_on__isnull", False),
                                ("drafted_by__isnull", False),
                                models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="change_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_on__isnull", True),
                            ("posted_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="change_posted_after_decision",
                    ),
                ],
            },
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name="Pot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="Bezeichnung")),
                (
                    "programme",
                    models.CharField(
                        choices=grants.models.programmes.programme_choices,
                        max_length=40,
                        verbose_name="Programm",
                    ),
                ),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="Haushaltsjahr")),
                ("total_cents", models.BigIntegerField(verbose_name="Ansatz in Cent")),
                (
                    "override_cents",
                    models.BigIntegerField(default=0, editable=False, verbose_name="Erhöhung in Cent"),
                ),
                (
                    "reserved_cents",
                    models.BigIntegerField(default=0, editable=False, verbose_name="Reserviert in Cent"),
                ),
                (
                    "committed_cents",
                    models.BigIntegerField(default=0, editable=False, verbose_name="Festgelegt in Cent"),
                ),
                (
                    "paid_cents",
                    models.BigIntegerField(default=0, editable=False, verbose_name="Gezahlt in Cent"),
                ),
            ],
            options={
                "verbose_name": "Topf",
                "verbose_name_plural": "Töpfe",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "budget_year", "title"), name="one_pot_per_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cents__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("reserved_cents"), "+", models.F("committed_cents")
                                        ),
                                        "+",
                                        models.F("paid_cents"),
                                    ),
                                    "-",
                                    models.F("override_cents"),
                                ),
                            )
                        ),
                        name="pot_never_overspent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed_cents__gte", 0),
                            ("override_cents__gte", 0),
                            ("paid_cents__gte", 0),
                            ("reserved_cents__gte", 0),
                            ("total_cents__gte", 0),
                        ),
                        name="pot_sums_not_negative",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="pot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="grants.pot",
                verbose_name="Topf",
            ),
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="Ansprechperson")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="E-Mail der Ansprechperson"),
                ),
                (
                    "other_applications",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="Weitere Anträge bei der Stadt in diesem Jahr",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="Projekttitel")),
                (
                    "summary",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="Kurzbeschreibung (öffentlich)"
                    ),
                ),
                (
                    "situation",
                    models.TextField(blank=True, max_length=4000, verbose_name="Ausgangslage und Bedarf"),
                ),
                (
                    "goals",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="Ziele, und woran Sie sie messen"
                    ),
                ),
                (
                    "field_of_action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bildung", "Bildung"),
                            ("soziales", "Soziales"),
                            ("demokratie", "Demokratie"),
                            ("kultur", "Stadtleben und Kultur"),
                            ("wirtschaft", "Wirtschaft"),
                            ("verwaltung", "Stadtverwaltung und interkulturelle Öffnung"),
                        ],
                        max_length=20,
                        verbose_name="Handlungsfeld",
                    ),
                ),
                (
                    "wir2_goal",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="Bezug zu den Zielen von WIR2.0"
                    ),
                ),
                (
                    "focus",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gesellschaft", "Gesellschaftsbildung: Dialog und Partizipation"),
                            ("sprache", "Eine Sprache für alle – viele Sprachen für Hannover"),
                            ("zusammen_wirken", "Zusammen Wirken: Bildung, Ausbildung, Beschäftigung"),
                            ("vor_ort", "Vor Ort: Stadtteil, Freiraum, Nachbarschaft"),
                        ],
                        max_length=20,
                        verbose_name="Themenschwerpunkt",
                    ),
                ),
                ("innovation", models.TextField(blank=True, max_length=2000, verbose_name="Was ist neu?")),
                (
                    "lasting_effect",
                    models.TextField(blank=True, max_length=2000, verbose_name="Was bleibt nach dem Ende?"),
                ),
                (
                    "documentation",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="Wie zeigen Sie die Ergebnisse?"
                    ),
                ),
                (
                    "against_discrimination",
                    models.TextField(blank=True, max_length=2000, verbose_name="Antidiskriminierung: Wie?"),
                ),
                (
                    "fewer_barriers",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="Abbau von Zugangsbarrieren: Wie?"
                    ),
                ),
                ("diversity", models.TextField(blank=True, max_length=2000, verbose_name="Diversität: Wie?")),
                ("target_group", models.TextField(blank=True, max_length=2000, verbose_name="Zielgruppe")),
                (
                    "participants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="Erwartete Teilnehmende"),
                ),
                ("begins", models.DateField(blank=True, null=True, verbose_name="Beginn")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="Ende")),
                (
                    "early_start_from",
                    models.DateField(blank=True, null=True, verbose_name="Vorzeitiger Beginn ab"),
                ),
                (
                    "early_start_reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="Warum vor dem Bescheid?"),
                ),
                ("districts", models.JSONField(blank=True, default=list, verbose_name="Stadtbezirke")),
                (
                    "place",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="Durchführungsort und seine Barrierefreiheit",
                    ),
                ),
                (
                    "follow_up_of",
                    models.CharField(
                        blank=True, max_length=30, verbose_name="Folgeprojekt von (Aktenzeichen)"
                    ),
                ),
                (
                    "low_share_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="Warum ist die Eigenbeteiligung geringer?"
                    ),
                ),
                ("declarations", models.JSONField(blank=True, default=list, verbose_name="Erklärungen")),
                ("saved_at", models.DateTimeField(editable=False, null=True)),
                ("expenses_cents", models.BigIntegerField(default=0, editable=False)),
                ("income_cents", models.BigIntegerField(default=0, editable=False)),
                ("eligible_cents", models.BigIntegerField(default=0, editable=False)),
                ("cash_cents", models.BigIntegerField(default=0, editable=False)),
                ("own_cents", models.BigIntegerField(default=0, editable=False)),
                ("requested_cents", models.BigIntegerField(default=0, editable=False)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Vorhaben",
                "verbose_name_plural": "Vorhaben",
            },
        ),
        migrations.AddField(
            model_name="planline",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plan_lines", to="grants.project"
            ),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="Baustein")),
                ("begins", models.DateField(blank=True, null=True, verbose_name="von")),
                ("ends", models.DateField(blank=True, null=True, verbose_name="bis")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="Ort")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="grants.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "position"), name="one_milestone_per_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__isnull", True),
                            ("begins__isnull", True),
                            ("ends__gte", models.F("begins")),
                            _connector="OR",
                        ),
                        name="milestone_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofOfUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fulfilled_on",
                    models.DateField(blank=True, null=True, verbose_name="Projekt abgeschlossen am"),
                ),
                (
                    "report",
                    models.TextField(
                        blank=True, max_length=12000, verbose_name="Sachbericht: Verlauf und Ergebnis"
                    ),
                ),
                (
                    "goals_reached",
                    models.TextField(
                        blank=True,
                        max_length=6000,
                        verbose_name="Welche Ziele wurden erreicht, welche nicht?",
                    ),
                ),
                (
                    "participants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="Teilnehmende"),
                ),
                (
                    "publicity",
                    models.TextField(
                        blank=True,
                        max_length=3000,
                        verbose_name="Öffentlichkeitsarbeit und Hinweis auf die Förderung",
                    ),
                ),
                (
                    "further_income_cents",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="Weitere Einnahmen, die nicht im Plan standen, in Cent",
                    ),
                ),
                (
                    "further_income_from",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="Von wem kommen die weiteren Einnahmen?"
                    ),
                ),
                ("declarations", models.JSONField(blank=True, default=list)),
                ("saved_at", models.DateTimeField(editable=False, null=True)),
                ("check_note", models.TextField(blank=True, max_length=6000, verbose_name="Prüfungsvermerk")),
                (
                    "recognised_cents",
                    models.BigIntegerField(null=True, verbose_name="Anerkannte Ausgaben in Cent"),
                ),
                (
                    "recognised_cash_cents",
                    models.BigIntegerField(null=True, verbose_name="davon bare Ausgaben in Cent"),
                ),
                (
                    "recognised_income_cents",
                    models.BigIntegerField(null=True, verbose_name="Anerkannte weitere Einnahmen in Cent"),
                ),
                (
                    "recognised_grant_cents",
                    models.BigIntegerField(
                        editable=False, null=True, verbose_name="Anerkannte Zuwendung in Cent"
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof",
                        to="grants.application",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Verwendungsnachweis",
                "verbose_name_plural": "Verwendungsnachweise",
            },
        ),
        migrations.CreateModel(
            name="ProofLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actual_cents", models.BigIntegerField(verbose_name="Ist in Cent")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Bemerkung")),
                (
                    "plan_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.planline"
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="grants.proofofuse",
                    ),
                ),
            ],
            options={
                "ordering": ["plan_line__side", "plan_line__position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("proof", "plan_line"), name="one_proof_line_per_plan_line"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual_cents__gte", 0)), name="proof_line_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="Nr.")),
                ("invoiced_on", models.DateField(verbose_name="Rechnungsdatum")),
                ("paid_on", models.DateField(verbose_name="bezahlt am")),
                ("payee", models.CharField(max_length=160, verbose_name="Empfänger*in")),
                ("reason", models.CharField(max_length=200, verbose_name="Grund")),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="grants.proofofuse",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("proof", "position"), name="one_receipt_per_position"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="receipt_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("refund_open", "Zum Einzug angeordnet"),
                            ("refund_paid", "Beglichen"),
                            ("refund_given_up", "Niedergeschlagen oder erlassen"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                ("ordered_on", models.DateField(null=True)),
                ("deferred_until", models.DateField(null=True, verbose_name="Gestundet bis")),
                ("instalment_cents", models.BigIntegerField(default=0, verbose_name="Rate in Cent")),
                ("reminded_on", models.DateField(null=True, verbose_name="Gemahnt am")),
                ("dunning_due", models.DateField(null=True, verbose_name="Frist der Mahnung")),
                ("ended_on", models.DateField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="grants.application",
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refund", to="grants.claim"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Erstattung",
                "verbose_name_plural": "Erstattungen",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["", "refund_open"]),
                            ("ended_on__isnull", False),
                            _connector="OR",
                        ),
                        name="refund_ended_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("instalment_cents__gte", 0)),
                        name="refund_instalment_not_negative",
                    ),
                ],
            },
            bases=(models.Model,),
        ),
        migrations.CreateModel(
            name="RefundPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="Eingang")),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="grants.refund",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zahlungseingang",
                "verbose_name_plural": "Zahlungseingänge",
                "ordering": ["received_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="refund_payment_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="grants.application",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "user", "digest"), name="one_release_per_content"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked", models.JSONField(blank=True, default=list, verbose_name="Prüfliste")),
                (
                    "assessment",
                    models.TextField(blank=True, max_length=8000, verbose_name="Fachliche Bewertung"),
                ),
                (
                    "unit_statement",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="Stellungnahme der Facheinheit"
                    ),
                ),
                (
                    "eligible_cents",
                    models.BigIntegerField(null=True, verbose_name="Zuwendungsfähige Ausgaben in Cent"),
                ),
                ("own_cents", models.BigIntegerField(null=True, verbose_name="Eigenbeteiligung in Cent")),
                (
                    "low_share_reason",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="Begründung der geringeren Eigenbeteiligung"
                    ),
                ),
                (
                    "state_aid",
                    models.TextField(blank=True, max_length=1000, verbose_name="Beihilferecht (De-minimis)"),
                ),
                (
                    "proposal_cents",
                    models.BigIntegerField(null=True, verbose_name="Vorgeschlagene Zuwendung in Cent"),
                ),
                ("written_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="grants.application",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Prüfvermerk",
                "verbose_name_plural": "Prüfvermerke",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="Sitz für")),
                ("chair", models.BooleanField(default=False, verbose_name="Vorsitz")),
                ("valid_from", models.DateField(verbose_name="gültig ab")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="grants.body"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Sitz",
                "verbose_name_plural": "Sitze",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "user", "valid_from"), name="one_seat_per_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("chair", True), ("valid_to__isnull", True)),
                        fields=("body",),
                        name="one_chair_per_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="seat_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ground", models.CharField(max_length=300, verbose_name="Grund")),
                ("declared_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="grants.application",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="grants.seat",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("application", "seat"), name="one_exclusion_per_seat")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("yes", "Ja"), ("no", "Nein"), ("abstained", "Enthaltung")],
                        max_length=10,
                        verbose_name="Stimme",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="grants.item"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="grants.seat"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "seat"), name="one_ballot_per_seat")],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="Nummer")),
                ("held_on", models.DateField(verbose_name="Tag")),
                ("starts_at", models.TimeField(verbose_name="Uhrzeit")),
                ("place", models.CharField(max_length=160, verbose_name="Ort")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "Geplant"),
                            ("invited", "Eingeladen"),
                            ("open", "Eröffnet"),
                            ("closed", "Geschlossen"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="Stand",
                    ),
                ),
                ("invited_on", models.DateField(editable=False, null=True)),
                ("opened_with", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("challenged_item", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("again_with", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("wake_on", models.DateField(editable=False, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sittings", to="grants.body"
                    ),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sitting",
                        to="grants.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "Sitzung",
                "verbose_name_plural": "Sitzungen",
                "ordering": ["-held_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("body", "number"), name="one_sitting_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "stage__in",
                                    [
                                        "open",
                                        "closed",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("opened_with__gte", 1),
                            _connector="OR",
                        ),
                        name="sitting_open_knows_presence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again_with__isnull", True), ("challenged_item__isnull", False), _connector="OR"
                        ),
                        name="sitting_quorate_again_after_doubt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("came_at", models.DateTimeField(verbose_name="gekommen")),
                ("left_at", models.DateTimeField(null=True, verbose_name="gegangen")),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="grants.seat",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presences",
                        to="grants.sitting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "seat"), name="one_presence_per_seat")
                ],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="grants.sitting"
            ),
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("log_version", models.PositiveSmallIntegerField(default=1)),
                ("record", models.CharField(max_length=80)),
                ("move", models.CharField(max_length=40)),
                ("source", models.CharField(blank=True, max_length=20)),
                ("target", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("role", models.CharField(max_length=20)),
                ("facts", models.TextField()),
                ("facts_salt", models.CharField(max_length=64)),
                ("facts_digest", models.CharField(max_length=64)),
                ("private", models.TextField(null=True)),
                ("private_salt", models.CharField(max_length=64, null=True)),
                ("private_digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("key", models.CharField(max_length=64, null=True)),
                ("data_digest", models.CharField(blank=True, max_length=64)),
                ("posted_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="grants.dossier",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Protokolleintrag",
                "verbose_name_plural": "Protokolleinträge",
                "ordering": ["dossier_id", "sequence"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("posted_at__isnull", True)),
                        fields=["id"],
                        name="transition_not_posted",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "sequence"), name="one_entry_per_sequence"),
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)),
                        fields=("user", "dossier", "key"),
                        name="one_entry_per_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debit", models.CharField(max_length=10, verbose_name="Soll")),
                ("credit", models.CharField(max_length=10, verbose_name="Haben")),
                ("amount_cents", models.BigIntegerField(verbose_name="Betrag in Cent")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Grund")),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="grants.application",
                    ),
                ),
                (
                    "pot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="grants.pot"
                    ),
                ),
                (
                    "transition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="grants.transition",
                    ),
                ),
            ],
            options={
                "verbose_name": "Buchung",
                "verbose_name_plural": "Buchungen",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="entry_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="entry_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit__in", ["council", "budget", "reserved", "committed", "paid"]),
                            ("debit__in", ["council", "budget", "reserved", "committed", "paid"]),
                        ),
                        name="entry_known_accounts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("iban", models.CharField(max_length=34, verbose_name="IBAN")),
                ("account_holder", models.CharField(max_length=140, verbose_name="Kontoinhaber*in")),
                ("asked_at", models.DateTimeField()),
                ("effective_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_changes",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "Änderung der Bankverbindung",
                "verbose_name_plural": "Änderungen der Bankverbindung",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("effective_at__isnull", True)),
                        fields=("application",),
                        name="one_account_change_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="Fassung")),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("requested_cents", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="grants.application",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "number"), name="one_version_per_number")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.UniqueConstraint(
                fields=("project", "side", "position"), name="one_line_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("sitting", "application"), name="one_item_per_case"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("sitting", "position"), name="one_item_per_position"),
        ),
    ]
