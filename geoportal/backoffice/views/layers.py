"""Layers and uploaded datasets: what there is, how it looks, who sees it, which version."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from geoportal.backoffice.recording import EDIT, changes_between
from geoportal.backoffice.views.access import for_duty
from importers.models import ImportRun
from layers.datasets.actions import DatasetError, Description, delete_dataset, describe_dataset, purge, show_version, undo
from layers.datasets.looks import Look, columns_to_classify_by, look_of
from layers.datasets.models import Dataset, DatasetVersion
from layers.departments import Department
from layers.lookups import all_layers
from layers.reading import read_summary
from layers.revisions import Revision
from layers.viewers import STAFF

SHOWN = "geoportal.version_shown"
PURGED = "geoportal.version_purged"
DELETED = "geoportal.dataset_deleted"
_RUNS = 30


class DatasetForm(forms.Form):
    title_el = forms.CharField(label=gettext_lazy("Τίτλος"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Τίτλος στα αγγλικά"), max_length=200, required=False)
    description_el = forms.CharField(label=gettext_lazy("Περιγραφή"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    description_en = forms.CharField(label=gettext_lazy("Περιγραφή στα αγγλικά"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    attribution = forms.CharField(label=gettext_lazy("Πηγή"), max_length=200, required=False)
    label_column = forms.ChoiceField(label=gettext_lazy("Στήλη με το όνομα"), required=False)
    maintainer = forms.ModelChoiceField(
        label=gettext_lazy("Υπηρεσία που το συντηρεί"),
        queryset=Department.objects.defer("jurisdiction"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Όλος ο Δήμος"),
    )
    colour = forms.CharField(label=gettext_lazy("Χρώμα στον χάρτη"), widget=forms.TextInput(attrs={"type": "color"}))
    size_px = forms.FloatField(
        label=gettext_lazy("Μέγεθος σε px"), required=False, help_text=gettext_lazy("Διάμετρος του σημείου ή πάχος της γραμμής, έως 64.")
    )
    opacity = forms.FloatField(label=gettext_lazy("Αδιαφάνεια"), required=False, help_text=gettext_lazy("Από 0 (δεν φαίνεται) έως 1."))
    label_from_zoom = forms.IntegerField(
        label=gettext_lazy("Ονόματα από το επίπεδο εστίασης"), min_value=0, max_value=22, required=False, help_text=gettext_lazy("0: ποτέ.")
    )
    classify_by = forms.ChoiceField(
        label=gettext_lazy("Χρώμα ανά τιμή της στήλης"),
        required=False,
        help_text=gettext_lazy("Κάθε τιμή παίρνει δικό της χρώμα και γραμμή στο υπόμνημα."),
    )
    is_public = forms.BooleanField(label=gettext_lazy("Το βλέπουν όλοι"), required=False)

    def __init__(self, data: Any, *, dataset: Dataset) -> None:
        initial = {name: getattr(dataset, name) for name in ("title_el", "title_en", "description_el", "description_en", "attribution")}
        initial |= {
            "label_column": dataset.label_column,
            "maintainer": dataset.maintainer,
            **asdict(look_of(dataset)),
            "is_public": dataset.is_public,
        }
        super().__init__(data, initial=initial)
        columns = dataset.current_version.columns if dataset.current_version else []
        field: Any = self.fields["label_column"]
        field.choices = [("", _("Καμία")), *((entry["name"], entry["name"]) for entry in columns)]
        classified: Any = self.fields["classify_by"]
        classified.choices = [("", _("Ένα χρώμα για όλα")), *((name, name) for name in columns_to_classify_by(dataset.current_version))]


@for_duty("manage_layers")
@require_safe
def layers(request: HttpRequest) -> HttpResponse:
    revisions = {revision.layer: revision for revision in Revision.objects.all()}
    rows = Dataset.objects.select_related("current_version")
    datasets = {dataset.slug: dataset for dataset in rows}
    entries = []
    for layer in all_layers(viewer=STAFF):
        revision = revisions.get(layer.slug)
        entries.append(
            {
                "layer": layer,
                "count": read_summary(layer, revision=revision.number if revision else None).count,
                "changed_at": revision.changed_at if revision else None,
                "dataset": datasets.pop(layer.slug, None),
            }
        )
    context = {
        "entries": entries,
        "empty": list(datasets.values()),
        "departments": dict(Department.objects.values_list("code", "name_el")),
        "runs": ImportRun.objects.select_related("by")[:_RUNS],
    }
    return render(request, "backoffice/layers.html", context)


@for_duty("manage_layers")
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """What staff say of an uploaded dataset, and its versions."""
    entry = get_object_or_404(Dataset.objects.select_related("current_version", "maintainer"), slug=slug)
    form = DatasetForm(request.POST or None, dataset=entry)
    if request.method == "POST" and form.is_valid():
        try:
            _describe(entry, form, request.user)
        except DatasetError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Αποθηκεύτηκε: %(title)s") % {"title": form.cleaned_data["title_el"]})
            return redirect("backoffice_dataset", slug=slug)
    context = {"dataset": entry, "form": form, "versions": entry.versions.select_related("created_by")}
    return render(request, "backoffice/dataset.html", context, status=422 if form.errors else 200)


def _describe(entry: Dataset, form: DatasetForm, user: Any) -> None:
    given = form.cleaned_data
    look = Look(**{entry.name: given[entry.name] for entry in fields(Look)})
    rest = {name: value for name, value in given.items() if not hasattr(look, name)}
    description = Description(look=look, **{**rest, "maintainer": given["maintainer"].code if given["maintainer"] else ""})
    describe_dataset(entry, description)
    names = form.changed_data
    labels = {name: str(form.fields[name].label) for name in names}
    changes = changes_between({name: form[name].initial for name in names}, given, labels, Dataset)
    log(instance=entry, action=EDIT, user=user, data={"changes": changes}, content_changed=bool(names))


@for_duty("manage_layers")
@require_POST
def change_version(request: HttpRequest, slug: str, number: int, action: str) -> HttpResponse:
    """Show an earlier version to readers, or drop its rows."""
    version = get_object_or_404(DatasetVersion.objects.select_related("dataset"), dataset__slug=slug, number=number)
    act, code, told = {
        "show": (show_version, SHOWN, _("Όλοι βλέπουν τώρα την έκδοση %(number)d.")),
        "purge": (purge, PURGED, _("Οι γραμμές της έκδοσης %(number)d διαγράφηκαν.")),
    }[action]
    try:
        act(version)
    except DatasetError as error:
        messages.error(request, str(error))
    else:
        log(instance=version.dataset, action=code, user=request.user, data={"number": number})
        messages.success(request, told % {"number": number})
    return redirect("backoffice_dataset", slug=slug)


@for_duty("manage_layers")
@require_POST
def undo_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Go back to the version before the present one."""
    entry = get_object_or_404(Dataset, slug=slug)
    try:
        version = undo(entry)
    except DatasetError as error:
        messages.error(request, str(error))
    else:
        log(instance=entry, action=SHOWN, user=request.user, data={"number": version.number})
        messages.success(request, _("Όλοι βλέπουν τώρα την έκδοση %(number)d.") % {"number": version.number})
    return redirect("backoffice_dataset", slug=slug)


@for_duty("manage_layers")
def remove_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, then remove a dataset with all its versions."""
    entry = get_object_or_404(Dataset, slug=slug)
    if request.method == "POST":
        log(instance=entry, action=DELETED, user=request.user, deleted=True)
        delete_dataset(entry)
        messages.success(request, _("Διαγράφηκε: %(title)s") % {"title": entry.title_el})
        return redirect(reverse("backoffice_layers"))
    return render(request, "backoffice/dataset_delete.html", {"dataset": entry, "versions": entry.versions.count()})
