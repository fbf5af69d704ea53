"""Who changed what, everywhere: rows, pages, accounts, tokens. Wagtail's own report shows of it what one may edit."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry

from geoportal.accounts.models import User
from geoportal.backoffice.views.access import for_duty


class _HistoryFilterSet(SiteHistoryReportFilterSet):
    def get_action_choices(self) -> list[Any]:
        return list(registry.get_choices())

    def get_user_choices(self) -> "QuerySet[User]":
        return User.objects.filter(is_staff=True).order_by("username")


class HistoryView(LogEntriesView):
    page_title = _("Ιστορικό όλων")
    filterset_class = _HistoryFilterSet
    index_url_name = "backoffice_history"
    index_results_url_name = "backoffice_history_results"

    def get_filtered_queryset(self) -> "QuerySet[Any]":
        """Return number, time and model of the entries of all logs, the last first."""
        self.log_models = list(registry.get_log_entry_models())
        first, *others = (
            self.filter_queryset(
                model.objects.values("pk", "timestamp").annotate(log_model_index=Value(index, output_field=IntegerField()))
            ).order_by()
            for index, model in enumerate(self.log_models)
        )
        found: QuerySet[Any] = first.union(*others, all=True).order_by("-timestamp")
        return found


all_changes = for_duty("see_history")(HistoryView.as_view())
results = for_duty("see_history")(HistoryView.as_view(results_only=True))
