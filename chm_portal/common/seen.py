"""Forms that say what their reader had before them, so that two people never overwrite each other unawares."""

from django import forms


class SeenForm(forms.Form):
    """A form with the mark of what stood there when the page was made; without the mark nothing is compared."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def now_seen(self, mark: str) -> None:
        """Let what is sent next be of somebody who has read what stands now; what was typed stays in the fields."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = mark
