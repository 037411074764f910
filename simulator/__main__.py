"""`python -m simulator`: the stand-in for Twilio and the phone in the browser. Refuses to start in production."""

import sys

import uvicorn
from pydantic import ValidationError

from simulator.app import RefusedInProduction, create_app
from simulator.server import GRACE_SECONDS, Server
from simulator.settings import load


def main() -> None:
    """Serve until stopped. Exit code 2: the configuration forbids it."""
    try:
        settings = load()
        app = create_app(settings)
    except (RefusedInProduction, ValidationError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.simulator_port,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(app, config).run()


if __name__ == "__main__":
    main()
