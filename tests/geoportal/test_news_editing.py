"""Publications from an editor's desk: written, approved, previewed, compared."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail.models import Page as TreePage

from geoportal.accounts.models import User
from geoportal.news.kinds import Kind
from geoportal.news.publications import Position, TenderPage
from tests.publications import HARBOUR, make_publication, section_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser(username="editor", password="a-long-password")


def test_an_editor_writes_a_tender_in_the_back_office(client: Client, editor: User) -> None:
    section = section_of(Kind.TENDER)
    client.force_login(editor)
    form = {
        "title": "Στέγες", "slug": "roofs", "lead": "", "body-count": "0", "published_on": "2026-11-20", "deadline": "2030-12-01 14:00",
        "procedure": "open", "budget": "1000", "cpv": "45233141-9,45000000-7", "geom": "35.518, 24.0171", "address": "Χαλέπα",
        "attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip
    address = f"/backoffice/pages/add/news/tenderpage/{section.pk}/"
    assert client.get(address).status_code == 200

    refused = client.post(address, form | {"cpv": "4523314-9", "geom": "24.0, 35.5"}).content.decode()
    assert "«4523314-9»" in refused
    assert "Το πλάτος γράφεται πρώτο" in refused
    assert client.post(address, form).status_code == 302

    page = TenderPage.objects.get(slug="roofs")
    assert (page.kind, page.cpv, page.geom.coords, page.live) == (Kind.TENDER, ["45233141-9", "45000000-7"], (24.0171, 35.518), True)
    assert client.get("/tenders/roofs/").status_code == 200
    history = client.get(f"/backoffice/pages/{page.pk}/edit/")
    assert "35.518, 24.0171" in history.content.decode()


def test_a_draft_waits_for_its_approval(client: Client, editor: User) -> None:
    task = GroupApprovalTask.objects.create(name="Έγκριση")
    task.groups.add(Group.objects.create(name="Εγκρίνοντες"))
    workflow = Workflow.objects.create(name="Δημοσιεύσεις")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=TreePage.objects.get(pk=section_of(Kind.PRESS).pk))
    page = make_publication(is_live=False, geom=HARBOUR)
    page.save_revision()

    state = page.get_workflow().start(page, editor)
    assert client.get("/news/press/story/").status_code == 404
    state.current_task_state.approve(user=editor)

    assert client.get("/news/press/story/").status_code == 200


def test_a_preview_shows_what_is_not_saved_yet(client: Client, editor: User) -> None:
    page = make_publication(Kind.VACANCY, is_live=False, positions=[Position(title="Ναυαγοσώστες", count=2)])
    page.title = "Πριν τη δημοσίευση"

    answer = page.make_preview_request()

    assert answer.status_code == 200
    assert "Πριν τη δημοσίευση" in answer.render().content.decode() if hasattr(answer, "render") else answer.content.decode()


def test_two_versions_of_a_publication_are_compared(client: Client, editor: User) -> None:
    page = make_publication(title="Κλείνει ο δρόμος", geom=HARBOUR)
    page.save_revision()
    page.title, page.address = "Ανοίγει ο δρόμος", "Χαλέπα"
    page.save_revision()
    client.force_login(editor)

    told = client.get(f"/backoffice/pages/{page.pk}/revisions/compare/earliest...latest/").content.decode()
    assert '<span class="deletion">Κλείνει' in told
    assert '<span class="addition">Ανοίγει' in told
    assert "Χαλέπα" in told
