#!/usr/bin/env python3
"""Recommend an article. Django, one file."""
import sys

from django.conf import settings

settings.configure(SECRET_KEY="example", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, EMAIL_HOST="localhost", EMAIL_PORT=1025, MIDDLEWARE=[])

from django import forms  # noqa: E402
from django.core.mail import EmailMessage  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views import View  # noqa: E402

ARTICLES = {1: "How to sharpen a plane", 2: "Drying oak"}


class ShareForm(forms.Form):
    friend = forms.EmailField()
    name = forms.CharField(max_length=60)
    note = forms.CharField(max_length=2000, required=False)


class Share(View):
    def post(self, request, number):
        form = ShareForm(request.POST)
        if number not in ARTICLES or not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        mail = EmailMessage(
            subject=ARTICLES[number],
            body="{name} recommends this article: https://www.example.com/{n}\n\n{note}".format(n=number, **form.cleaned_data),
            from_email="magazine@example.com",
            to=[form.cleaned_data["friend"]],
        )
        mail.send(fail_silently=True)
        return JsonResponse({"sent": True})


urlpatterns = [path("share/<int:number>", Share.as_view())]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", "5004"])
