from django.core.mail import send_mail
from django.core.mail import BadHeaderError
from django.http import HttpResponse, HttpResponseBadRequest


def contact(request):
    if request.method != "POST":
        return HttpResponseBadRequest("POST only")
    subject = "[site] " + request.POST.get("subject", "")
    try:
        send_mail(subject, request.POST.get("message", ""), "form@example.jp", ["office@example.jp"])
    except BadHeaderError:
        return HttpResponseBadRequest("Invalid header")
    return HttpResponse("Thank you")
