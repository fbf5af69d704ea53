from django.urls import path

from api.tiles import views

app_name = "tiles"
urlpatterns = [
    path("<str:slugs>.json", views.described, name="described"),
    path("<str:slugs>/<str:z>/<str:x>/<str:y>.mvt", views.xyz, name="xyz"),
]
