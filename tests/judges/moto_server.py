"""Runs moto's server on 127.0.0.1 with an Organization in it, until stdin closes. Usage: moto_server.py PORT [--bare]

Port 0 takes a free one. The first line of stdout is {"url", "organization", "management_account", "root"} as JSON; `--bare` makes
no Organization, and then there is only the url.
"""

import json
import logging
import sys

from judging import Endpoint


def main():
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(sys.argv[1]), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    about = {"url": f"http://{host}:{port}"}
    if "--bare" not in sys.argv[2:]:
        about.update(organization_at(about["url"]))
    print(json.dumps(about), flush=True)
    sys.stdin.read()
    server.stop()


def organization_at(url):
    """Makes an Organization, and says what it is."""
    api = Endpoint(url).client("organizations")
    organization = api.create_organization(FeatureSet="ALL")["Organization"]
    return {
        "organization": organization["Id"],
        "management_account": organization["MasterAccountId"],
        "root": api.list_roots()["Roots"][0]["Id"],
    }


if __name__ == "__main__":
    main()
