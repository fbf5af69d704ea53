"""Addresses of the desk within the back office."""

from django.urls import path, re_path

from geoportal.backoffice.desk.views import bulk, cases, filters, looked, notes, registering, rules

urlpatterns = [
    path("desk/", cases.desk, name="desk"),
    path("desk/<int:number>/", cases.case_page, name="desk_case"),
    path("desk/<int:number>/print/", cases.print_page, name="desk_print"),
    path("desk/<int:number>/do/<slug:action>/", cases.act_on, name="desk_act"),
    re_path(r"^desk/(?P<number>\d{1,18})/photos/(?P<photo>\d{1,18})-(?P<size>[a-z]+)\.jpg$", cases.photo, name="desk_photo"),
    path("desk/bulk/", bulk.bulk, name="desk_bulk"),
    path("desk/filters/", filters.keep_filter, name="desk_filter_keep"),
    path("desk/filters/<int:number>/drop/", filters.drop_filter, name="desk_filter_drop"),
    path("desk/new/", registering.register, name="desk_new"),
    path("desk/new/<int:number>/", registering.registered, name="desk_registered"),
    path("desk/replies/", notes.notes, name="desk_notes"),
    path("desk/replies/add/", notes.note_form, name="desk_note_add"),
    path("desk/replies/<int:number>/", notes.note_form, name="desk_note"),
    path("desk/replies/<int:number>/drop/", notes.drop_note, name="desk_note_drop"),
    path("desk/rules/", rules.rules, name="desk_rules"),
    path("desk/rules/add/", rules.rule_form, name="desk_rule_add"),
    path("desk/rules/simulation/", rules.simulation, name="desk_simulation"),
    path("desk/rules/<int:number>/", rules.rule_form, name="desk_rule"),
    path("desk/rules/<int:number>/<slug:change>/", rules.change_rule, name="desk_rule_change"),
    path("desk/looks/", looked.looks, name="desk_looks"),
]
