from django import forms
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.views.generic.edit import FormView


class OrderForm(forms.Form):
    name = forms.CharField()
    email = forms.EmailField()
    order = forms.CharField(widget=forms.Textarea)
    cc_myself = forms.BooleanField(required=False)


class OrderView(FormView):
    template_name = "order.html"
    form_class = OrderForm
    success_url = "/thanks/"

    def form_valid(self, form):
        recipients = ["orders@example.com"]
        if form.cleaned_data["cc_myself"]:
            recipients.append(form.cleaned_data["email"])
        text = render_to_string("order.txt", form.cleaned_data)
        send_mail("Order", form.cleaned_data["order"] + "\n" + text, "shop@example.com", recipients)
        return super().form_valid(form)
