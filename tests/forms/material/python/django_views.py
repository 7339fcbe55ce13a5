from django.core.mail import EmailMessage, send_mail
from django.http import HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def contact(request):
    send_mail("Contact", request.POST["text"], "form@example.jp", ["office@example.jp"])
    return HttpResponse("Thank you")


@require_POST
def recommend(request):
    friends = [one.strip() for one in request.POST["friends"].split(",")]
    mail = EmailMessage("A recommendation", request.POST["note"], "form@example.jp", friends)
    mail.send()
    return HttpResponse("Sent")
