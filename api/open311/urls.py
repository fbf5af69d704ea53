from django.urls import path

from api.open311 import media, views

urlpatterns = [
    path("discovery.<str:form>", views.discovery, name="open311_discovery"),
    path("services.<str:form>", views.service_list, name="open311_services"),
    path("services/<str:code>.<str:form>", views.service_definition, name="open311_service"),
    path("requests.<str:form>", views.requests, name="open311_requests"),
    path("requests/<str:identifier>.<str:form>", views.request_by_id, name="open311_request"),
    path("servicerequestupdates.<str:form>", views.updates, name="open311_updates"),
    path("media/<int:number>.jpg", media.picture, name="open311_media"),
    path("tokens/<str:text>.<str:form>", views.token, name="open311_token"),
]
