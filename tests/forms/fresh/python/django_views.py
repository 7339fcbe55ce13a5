from django import forms
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, send_mail
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render


class ContactForm(forms.Form):
    subject = forms.CharField(max_length=100)
    message = forms.CharField(widget=forms.Textarea)
    sender = forms.EmailField()


def contact(request):
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            mail = EmailMessage(
                data["subject"], data["message"], settings.DEFAULT_FROM_EMAIL, ["info@example.com"], reply_to=[data["sender"]]
            )
            mail.send()
        except BadHeaderError:
            return HttpResponse("Invalid header found.")
        return HttpResponseRedirect("/thanks/")
    return render(request, "contact.html", {"form": form})


def quick(request):
    text = request.POST.get("text", "")
    send_mail("Quick feedback", text, settings.DEFAULT_FROM_EMAIL, [settings.CONTACT], fail_silently=True)
    return HttpResponse("ok")
