"""Amounts of money as people write them: whole numbers, and the currencies of ISO 4217."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_DIGITS = 15
# Currencies in use, without funds, metals and test codes.
_IN_USE = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_IN_USE.split())
_SEPARATOR = "[ \u00a0\u2009\u202f'\u2019.,\u060c\u066c]"
_WRITTEN = re.compile(rf"[0-9]+|[0-9]{{1,3}}({_SEPARATOR})[0-9]{{3}}(?:\1[0-9]{{3}})*")


class AmountField(forms.CharField):
    """A whole amount above nothing; the clean value is its digits: "1500000" of 1 500 000, 1,500,000 or ١٥٠٠٠٠٠."""

    empty_message = _("Write a whole number, without cents and without the currency, such as 1500000.")

    def __init__(self, **kwargs):
        super().__init__(empty_value=None, **kwargs)

    def to_python(self, value) -> str | None:
        text = super().to_python(value)
        if text is None:
            return None
        text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text.strip())
        digits = re.sub("[^0-9]", "", text).lstrip("0")
        if not _WRITTEN.fullmatch(text) or not digits:
            raise ValidationError(self.empty_message, code="invalid")
        if len(digits) > MOST_DIGITS:
            raise ValidationError(_("This is more than %(most)d digits."), code="large", params={"most": MOST_DIGITS})
        return digits

    def widget_attrs(self, widget) -> dict:
        return {"size": "20", "dir": "ltr", "inputmode": "numeric"} | super().widget_attrs(widget)


class CurrencyField(forms.CharField):
    """A currency by its three letters."""

    def to_python(self, value) -> str:
        code = super().to_python(value).upper()
        if code and code not in CURRENCIES:
            message = _("“%(code)s” is no currency in use: write its three letters, such as EUR, USD or XOF.")
            raise ValidationError(message, code="invalid", params={"code": code[:20]})
        return code

    def widget_attrs(self, widget) -> dict:
        return {"size": "5", "dir": "ltr"} | super().widget_attrs(widget)
