"""A Django site around the settings of a recipe: `/` shows who is signed in."""

import secrets
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.http import JsonResponse
from django.urls import include, path

import recipe

application, address, port = sys.argv[1:]
chosen = {name: value for name, value in vars(recipe).items() if name.isupper()}
settings.configure(
    SECRET_KEY=secrets.token_hex(),
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DEBUG=True,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "site.sqlite3"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        application,
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    LOGGING={"version": 1, "handlers": {"all": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["all"]}},
    **chosen,
)
django.setup()


def who(request):
    user = request.user
    return JsonResponse({"email": getattr(user, "email", None), "username": user.get_username()})


mounted = {
    "mozilla_django_oidc": path("oidc/", include("mozilla_django_oidc.urls")),
    "social_django": path("", include("social_django.urls", namespace="social")),
}
urlpatterns = [path("", who), mounted[application]]

call_command("migrate", verbosity=0)
call_command("runserver", f"{address}:{port}", use_reloader=False)
