#!/usr/bin/env python3
"""A whole Django site in one file: contact form of the chess club."""
import sys

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="not-secret",
    ROOT_URLCONF=__name__,
    EMAIL_HOST="localhost",
    MIDDLEWARE=[],
)


class ContactForm(forms.Form):
    name = forms.CharField(max_length=80)
    email = forms.EmailField()
    message = forms.CharField(widget=forms.Textarea)


def contact(request):
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        EmailMessage(
            subject="Chess club: " + d["name"],
            body=d["message"],
            from_email="web@example.com",
            to=["chess@example.com"],
            reply_to=[d["email"]],
        ).send()
        return HttpResponse("Thank you")
    return HttpResponse("<form method='post'>%s<button>Send</button></form>" % form.as_p())


urlpatterns = [path("contact/", contact)]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", "--noreload", "3203"])
