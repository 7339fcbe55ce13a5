from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import BadHeaderError, send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render


class ContactForm(forms.Form):
    name = forms.CharField(max_length=80)
    email = forms.EmailField()
    message = forms.CharField(widget=forms.Textarea)


def contact(request):
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            send_mail(
                "Contact from " + data["name"],
                data["message"] + "\n\n" + data["email"],
                settings.DEFAULT_FROM_EMAIL,
                ["office@climbing-hall.example"],
            )
        except BadHeaderError:
            return HttpResponse("Invalid header", status=400)
        messages.success(request, "Thanks!")
        return redirect("contact")
    return render(request, "contact.html", {"form": form})
