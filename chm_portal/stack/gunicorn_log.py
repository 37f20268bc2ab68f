"""What gunicorn itself has to say, in the format of the portal's log."""

import re

from gunicorn.glogging import Logger

from chm_portal import env
from chm_portal.common import logs

_ADDRESS = re.compile(r"\bip=\S+")


class PortalLogger(Logger):
    """Gunicorn's log of its own doings; requests are told by the portal (common/request_log.py), without addresses."""

    def setup(self, cfg) -> None:
        """Give gunicorn's handlers the formatter that PORTAL_LOG_FORMAT names."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(env.choice("PORTAL_LOG_FORMAT", logs.FORMATS)))

    def warning(self, msg, *args, **kwargs) -> None:
        """Warn; of who sent what is no request, the address is left out."""
        super().warning(_ADDRESS.sub("ip=...", str(msg)), *args, **kwargs)
