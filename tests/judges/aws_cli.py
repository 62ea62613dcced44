"""The AWS CLI, for which hosts below 127.0.0.1 are this machine. Usage: aws_cli.py WORDS"""

import sys

import loopback  # noqa: F401
from awscli.clidriver import main

sys.exit(main())
