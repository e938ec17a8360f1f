"""What one fund alone knows about an application, as its rules see it."""

from grants.models import Application
from workflows.case import OwnFacts
from workflows.own_facts import own_facts_from
from workflows.programmes import PROGRAMMES
from workflows.questions import Typed, answer_of


def own_facts_of(application: Application) -> OwnFacts:
    """What the fund's moves have set, and the answers that its rules judge; one that is unreadable counts as none."""
    programme = PROGRAMMES[application.programme]
    stored = dict(application.own_facts)
    for question in programme.form.questions:
        kept = application.project.answers.get(question.key) if question.judged else None
        if kept is not None and not isinstance(answer_of(question, kept), Typed):
            stored[question.key] = kept
    return own_facts_from(programme.own_facts, stored)
