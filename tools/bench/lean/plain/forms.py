from django import forms

from plain.models import Category, Ticket


class TicketFilter(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Ticket.State.choices], required=False)
    category = forms.ModelChoiceField(Category.objects.all(), label="类别", required=False)


class TicketForm(forms.ModelForm):
    class Meta:
        model = Ticket
        fields = ["title", "words", "place", "urgency", "category", "due_on"]
