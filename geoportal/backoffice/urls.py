"""Addresses of our own pages within the back office."""

from django.urls import path

from geoportal.backoffice.desk.urls import urlpatterns as desk
from geoportal.backoffice.views import gaps, history, jobs, layers, messages, tokens, wordings

urlpatterns = [
    *desk,
    path("tokens/", tokens.tokens, name="backoffice_tokens"),
    path("tokens/add/", tokens.issue_token, name="backoffice_token_add"),
    path("tokens/<slug:prefix>/revoke/", tokens.revoke_token, name="backoffice_token_revoke"),
    path("jobs/", jobs.jobs, name="backoffice_jobs"),
    path("jobs/<int:number>/retry/", jobs.retry_job, name="backoffice_job_retry"),
    path("jobs/<int:number>/cancel/", jobs.cancel_job, name="backoffice_job_cancel"),
    path("messages/", messages.message_log, name="backoffice_messages"),
    path("messages/<int:number>/", messages.message_page, name="backoffice_message"),
    path("messages/<int:number>/again/", messages.send_again, name="backoffice_message_again"),
    path("messages/<int:number>/hold/", messages.hold, name="backoffice_message_hold"),
    path("messages/texts/", wordings.wordings, name="backoffice_wordings"),
    path("messages/texts/<slug:slug>/<slug:language>/", wordings.wording, name="backoffice_wording"),
    path("messages/texts/<slug:slug>/<slug:language>/restore/", wordings.restore, name="backoffice_wording_restore"),
    path("layers/", layers.layers, name="backoffice_layers"),
    path("layers/<slug:slug>/", layers.dataset, name="backoffice_dataset"),
    path("layers/<slug:slug>/undo/", layers.undo_version, name="backoffice_dataset_undo"),
    path("layers/<slug:slug>/delete/", layers.remove_dataset, name="backoffice_dataset_delete"),
    path("layers/<slug:slug>/<int:number>/show/", layers.change_version, {"action": "show"}, name="backoffice_version_show"),
    path("layers/<slug:slug>/<int:number>/purge/", layers.change_version, {"action": "purge"}, name="backoffice_version_purge"),
    path("history/", history.all_changes, name="backoffice_history"),
    path("history/results/", history.results, name="backoffice_history_results"),
    path("gaps/", gaps.gaps, name="backoffice_gaps"),
    path("gaps/<slug:name>/<slug:code>/", gaps.gap, name="backoffice_gap"),
]
