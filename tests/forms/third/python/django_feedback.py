#!/usr/bin/env python3
"""A Django site in one file: feedback to the editors."""
import sys

from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="example",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    EMAIL_HOST="localhost",
    EMAIL_PORT=1025,
    MIDDLEWARE=[],
)

from django import forms  # noqa: E402
from django.core.mail import BadHeaderError, send_mail  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.http import HttpResponse, HttpResponseBadRequest  # noqa: E402
from django.urls import path  # noqa: E402


class Feedback(forms.Form):
    topic = forms.CharField(max_length=100)
    sender = forms.CharField(max_length=100, required=False)
    text = forms.CharField(widget=forms.Textarea)


def feedback(request):
    form = Feedback(request.POST or None)
    if not form.is_valid():
        return HttpResponse(form.as_p())
    data = form.cleaned_data
    try:
        send_mail("Feedback: " + data["topic"], data["text"], data["sender"] or "web@example.com", ["editors@example.com"])
    except BadHeaderError:
        return HttpResponseBadRequest("Line breaks are not allowed.")
    return HttpResponse("Thank you.")


urlpatterns = [path("feedback", feedback)]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", "127.0.0.1:5003"])
