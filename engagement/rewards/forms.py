from django import forms


class BuyForm(forms.Form):
    """The price that was shown, and the ticket of the form: sent twice, it is had once."""

    price = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    ticket = forms.CharField(max_length=40)
