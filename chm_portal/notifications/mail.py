"""Letters to people about what happened to their work; the writing itself is accounts.mail, which sign-in needs too."""

from chm_portal.accounts.mail import tell, tell_address

__all__ = ["tell", "tell_address"]
