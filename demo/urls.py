"""The address of the stage."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("demo/anmelden/", views.sign_in, name="sign_in")]
