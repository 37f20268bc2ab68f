"""`python -m chm_portal.stack ARGS`: what `./run ARGS` becomes once the packages are there."""

import sys

from chm_portal.stack.command_line import main

sys.exit(main(sys.argv[1:]))
