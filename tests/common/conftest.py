"""What the tests of the guarded client share: sites of a small public web."""

from tests.common.web import allow, listener, names, secure_site, site, trusted

__all__ = ["allow", "listener", "names", "secure_site", "site", "trusted"]
