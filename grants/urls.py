"""Every address of the records. Views live by workplace: public, portal, desk, Kuratorium, treasury."""

from django.urls import include, path

from grants.views import (
    account,
    applications,
    attachments,
    ballots,
    batches,
    case,
    cases,
    changes,
    desk,
    first_day,
    fit,
    funded,
    interim_proofs,
    measures,
    moves,
    paying,
    payment_lists,
    payment_runs,
    payments,
    portal,
    profile,
    proofs,
    public,
    refunds,
    releasing,
    reopening,
    rights,
    sitting_list,
    sittings,
    undoing,
)

app_name = "grants"

one_case = [
    path("", case.case, name="case"),
    path("schritt/<slug:move>/", moves.move, {"kind": "application"}, name="move"),
    path("antrag/", applications.application, name="application"),
    path("anlagen/", attachments.upload_file, name="attachments"),
    path("anlagen/<uuid:file_id>/", attachments.download, name="attachment"),
    path("anlagen/<uuid:file_id>/entfernen/", attachments.remove, name="remove_attachment"),
    path("nachrichten/", case.messages, name="messages"),
    path("freigabe/", releasing.release, name="release"),
    path("beratung/", desk.advice, name="advice"),
    path("pruefung/", desk.review, name="review"),
    path("bescheid/", desk.draft, name="draft"),
    path("tagesordnung/", desk.list_item, name="list_item"),
    path("zuweisung/", desk.assign, name="assign"),
    path("anschrift/", desk.correct_address, name="correct_address"),
    path("ruecknahme/", undoing.undo, name="undo"),
    path("bankverbindung/", desk.verify_iban, name="verify_iban"),
    path("konto/", account.change_account, name="change_account"),
    path("abruf/", payments.new_mittelabruf, name="new_mittelabruf"),
    path("aenderung/", changes.new_change, name="new_change"),
    path("zwischennachweis/", interim_proofs.new_interim_proof, name="new_interim_proof"),
    path("erstattung/", refunds.new_refund, name="new_refund"),
    path("wiederaufnahme/", reopening.agree, name="agree_reopening"),
    path("nachweis/", proofs.proof, name="proof"),
    path("nachweis/pruefung/", desk.check_proof, name="check_proof"),
    path("befangenheit/", sittings.exclude, name="exclude"),
]

one_sitting = [
    path("", sittings.sitting, name="sitting"),
    path("schritt/<slug:move>/", moves.move, {"kind": "sitzung"}, name="sitting_move"),
    path("anwesenheit/", sittings.presence, name="presence"),
    path("top/<int:position>/", ballots.item, name="item"),
    path("top/<int:position>/aendern/", sittings.change_item, name="change_item"),
    path("top/<int:position>/absetzen/", sittings.unlist_item, name="unlist_item"),
    path("top/<int:position>/antrag/", ballots.amend_item, name="amend_item"),
    path("top/<int:position>/eroeffnen/", ballots.open_ballot, name="open_ballot"),
    path("top/<int:position>/stimme/", ballots.cast, name="cast"),
    path("top/<int:position>/schliessen/", ballots.close_ballot, name="close_ballot"),
]

urlpatterns = [
    # Public
    path("", portal.home, name="home"),
    path("passt-das/", fit.check_fit, name="fit"),
    path("gefoerdert/", funded.funded, name="funded"),
    path("programme/<slug:slug>/", public.programme, name="programme"),
    path("impressum/", public.imprint, name="imprint"),
    path("barrierefreiheit/", public.accessibility, name="accessibility"),
    path("datenschutz/", public.privacy, name="privacy"),
    path("nebenbestimmungen/", public.conditions, name="conditions"),
    # One's own account
    path("angemeldet/", profile.signed_in, name="signed_in"),
    path("name/", profile.profile, name="profile"),
    path("rechte/", rights.rights, name="rights"),
    # Portal and desk: the cases
    path("runden/", portal.rounds, name="rounds"),
    path("faelle/", cases.cases, name="cases"),
    path("faelle/neu/", portal.new_case, name="new_case"),
    path("faelle/<uuid:public_id>/", include(one_case)),
    # Money
    path("abrufe/", payment_lists.mittelabrufe, name="mittelabrufe"),
    path("abrufe/<uuid:public_id>/", payments.mittelabruf, name="mittelabruf"),
    path(
        "abrufe/<uuid:public_id>/schritt/<slug:move>/",
        moves.move,
        {"kind": "mittelabruf"},
        name="mittelabruf_move",
    ),
    path("auszahlungen/", paying.paying, name="paying"),
    path("zahlungslaeufe/", payment_runs.payment_runs, name="payment_runs"),
    path("zahlungslaeufe/<uuid:public_id>/", payment_runs.payment_run, name="payment_run"),
    path("zahlungslaeufe/<uuid:public_id>/datei/", payment_runs.run_file, name="run_file"),
    path("rueckmeldungen/<slug:digest>/", payment_runs.bank_report, name="bank_report"),
    # Nach der Bewilligung
    path("aenderungen/<uuid:public_id>/", changes.change, name="change"),
    path(
        "aenderungen/<uuid:public_id>/schritt/<slug:move>/",
        moves.move,
        {"kind": "aenderungsantrag"},
        name="change_move",
    ),
    path("zwischennachweise/<uuid:public_id>/", interim_proofs.interim_proof, name="interim_proof"),
    path(
        "zwischennachweise/<uuid:public_id>/schritt/<slug:move>/",
        moves.move,
        {"kind": "verwendungsnachweis"},
        name="interim_proof_move",
    ),
    path("erstattungen/<uuid:public_id>/", refunds.refund, name="refund"),
    path(
        "erstattungen/<uuid:public_id>/schritt/<slug:move>/",
        moves.move,
        {"kind": "erstattung"},
        name="refund_move",
    ),
    # Kuratorium
    path("sitzungen/", sitting_list.sittings, name="sittings"),
    path("sitzungen/neu/", sittings.new_sitting, name="new_sitting"),
    path("sitzungen/<uuid:public_id>/", include(one_sitting)),
    # Ratsgremien
    path("massnahmen/", measures.measures, name="measures"),
    path("massnahmen/neu/", measures.new_measure, name="new_measure"),
    path("massnahmen/<uuid:public_id>/", measures.measure, name="measure"),
    path(
        "massnahmen/<uuid:public_id>/schritt/<slug:move>/",
        moves.move,
        {"kind": "massnahme"},
        name="measure_move",
    ),
    path("drucksachen/", measures.papers, name="papers"),
    # Vieles auf einmal
    path("stapel/<uuid:public_id>/", batches.batch, name="batch"),
    # Leitung
    path("toepfe/", payment_lists.pots, name="pots"),
    path("gremien/", sittings.bodies, name="bodies"),
    # Administration
    path("erster-tag/", first_day.first_day, name="first_day"),
    path("erster-tag/<slug:key>/", first_day.step, name="first_day_step"),
    path("erster-tag/<slug:key>/<slug:subject>/", first_day.step, name="first_day_part"),
]
