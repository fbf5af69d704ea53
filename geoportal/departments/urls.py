from django.urls import path

from geoportal.departments import views

app_name = "departments"
urlpatterns = [
    path("", views.departments, name="departments"),
    path("<slug:code>/", views.department, name="department"),
]
