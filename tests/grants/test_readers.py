"""What is internal stays inside: of what the office types, letters repeat only what its move lets out."""

import json
import re
from datetime import date
from inspect import signature

import pytest

import grants.urls  # noqa: F401  # all forms are there once the views are
from grants.forms.check import ItemForm, ListForm
from grants.forms.fields import LongTextField, TextField
from grants.forms.kept import ANNOUNCED, GOES_OUT, GOES_TO_BODY, KeptForm
from grants.forms.measures import ASKED, PaperForm
from grants.forms.messages import MessageForm
from grants.forms.moves import MoveForm
from grants.models import Application, Transition
from grants.readers import READERS
from tests.factories import drive
from tests.grants.marked import text_fields
from workflows.machine import asks_of
from workflows.programmes import PROGRAMMES
from workflows.readers import Reader
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def said_and_sent(story, move):
    """What was typed into the move's form, and the texts of its letters."""
    private = json.loads(Transition.objects.filter(dossier=story.case.dossier_id, move=move).last().private)
    return private["data"], json.dumps(private["letters"], ensure_ascii=False)


def test_reason_of_a_deferral_stays_in_the_file_and_asked_documents_go_out(world):
    said, sent = said_and_sent(drive(world, Stage.DEFERRED, title="Vertagtes Vorhaben"), "defer")
    assert "vertagt" in sent
    assert said["reason"]
    assert said["reason"] not in sent
    said, sent = said_and_sent(
        drive(world, Stage.DOCUMENTS_REQUESTED, title="Unvollständiges Vorhaben"), "request_documents"
    )
    assert said["items"].splitlines()[0] in sent


def test_form_announces_what_goes_out():
    machine = PROGRAMMES["wir20-kleinprojekt"]
    asks = {found.slug: asks_of(found) for found in machine.moves()}
    assert GOES_OUT in MoveForm(asks["request_documents"]).as_p()
    deferral = MoveForm(asks["defer"])
    assert [GOES_OUT in deferral[name].help_text for name in ("reason", "told")] == [False, True]
    assert GOES_OUT not in MoveForm(asks["withdraw"]).as_p()  # the applicants write it themselves


def test_forms_of_the_desk_announce_who_reads_their_texts():
    """Found by their base class: a form names the record that it writes, and the table says who reads its fields."""
    wrong, announced = [], set()
    for kind in writing_forms():
        for name, field in made(kind).fields.items():
            reader = READERS.get((kind.writes.__name__, name))
            told = [sentence for sentence in (GOES_OUT, GOES_TO_BODY) if sentence in field.help_text]
            if told != ([ANNOUNCED[reader]] if reader in ANNOUNCED else []):
                wrong.append((kind.__name__, name, told))
            announced |= {(kind.__name__, name) for _ in told}
    assert wrong == []
    assert {
        ("RefusalForm", "reasons"),
        ("AdviceForm", "advice"),
        ("ReviewForm", "low_share_reason"),
    } <= announced


SAYS_IT_ITSELF = {"AddressForm", "MeasureForm", "SittingForm", "PaperForm"}
"""An address, what is public by itself, and what a council said (see below)."""
MOTIONS = {"ItemForm", "ChangeForm", "AmendForm", "ListForm"}
"""What a body votes on; the field says that it is read out."""
STAYS = {"ReleaseForm", "ProofCheckForm", "ExcludeForm", "RequestForm", "RaiseForm", "UnlistForm"}
"""Reasons and notes that are kept in the file."""
APPLICANTS_OWN = {"AccountForm"}


def test_every_form_with_a_text_names_its_record_or_is_known_here():
    silent = {
        kind.__name__
        for kind in subclasses(KeptForm)
        if kind.writes is None
        and any(isinstance(field, LongTextField | TextField) for field in kind.base_fields.values())
    }
    assert silent == SAYS_IT_ITSELF | MOTIONS | STAYS | APPLICANTS_OWN
    assert all("verlesen" in kind.base_fields["motion"].help_text for kind in (ItemForm, ListForm))


def test_what_a_council_said_is_announced_like_in_the_forms_of_the_moves():
    asks = {
        (found.slug, ask.name): ask.goes_out
        for found in PROGRAMMES["wir20-grossprojekt"].moves()
        for ask in asks_of(found)
    }
    for move, names in ASKED.items():
        for name in names:
            if field := PaperForm.base_fields.get(name):
                assert (GOES_OUT in field.help_text) == asks[move, name], (move, name)


def test_message_of_the_office_says_who_reads_it():
    assert "Die Antragstellenden lesen die Nachricht" in MessageForm(internal=True)["text"].help_text
    assert MessageForm()["text"].help_text == ""


def subclasses(kind):
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def writing_forms():
    return [kind for kind in subclasses(KeptForm) if kind.writes]


def made(kind):
    """A fresh form of the kind."""
    asked = {"today": date(2026, 3, 2), "programme": "wir20-grossprojekt"}
    return kind(
        **{name: value for name, value in asked.items() if name in signature(kind.__init__).parameters}
    )


def test_each_text_of_a_record_says_who_may_read_it():
    found = {(model.__name__, field.name) for model, field in text_fields()}
    assert found - set(READERS) == set()
    assert set(READERS) - found == set()


MARKED = ("Application", "Review", "ProofOfUse", "ProofLine", "Mittelabruf")


@pytest.mark.rest
def test_internal_texts_of_a_case_stand_on_no_page_of_its_applicant(world, client):
    story = drive(world, Stage.PROOF_IN_REVIEW, title="Vorhaben mit Vermerken")
    words = {}
    for model, field in text_fields():
        place = (model.__name__, field.name)
        if READERS[place] is Reader.OFFICE and model.__name__ in MARKED:
            words[place] = f"Vermerk-{len(words)}-innen"
            model.objects.update(**{field.name: words[place]})
    assert len(words) >= 6
    Application.objects.update(closed_on=story.day)  # only then the reason of an end is shown
    pages = read_pages(client, story, story.staff("sachbearbeitung"))
    assert any(word in pages for word in words.values())  # the control: the office does read them
    pages = read_pages(client, story, story.applicant)
    assert "Vorhaben mit Vermerken" in pages
    assert {place for place, word in words.items() if word in pages} == set()


def read_pages(client, story, person):
    """All pages that links lead to from the page of the case, two steps deep, within the portal."""
    client.force_login(person)
    start = story.case.get_absolute_url()
    texts, todo, seen = [], [start], {start}
    for depth in range(2):
        following = []
        for address in todo:
            answer = client.get(address)
            if answer.streaming:
                for close in answer._resource_closers:  # an upload, not a page; close() would end the request
                    close()
                continue
            texts.append(answer.content.decode(errors="replace"))
            if depth == 0:
                following += re.findall(rf'href="({re.escape(start)}[^"#?]*)"', texts[-1])
        todo = [address for address in dict.fromkeys(following) if address not in seen]
        seen |= set(todo)
    return "\n".join(texts)
