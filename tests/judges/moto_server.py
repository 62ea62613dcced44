"""Runs moto's server on 127.0.0.1 with an Organization in it, until stdin closes. Usage: moto_server.py PORT

Port 0 takes a free one. The first line of stdout is {"url", "organization", "management_account", "root"} as JSON.
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
    url = f"http://{host}:{port}"
    api = Endpoint(url).client("organizations")
    organization = api.create_organization(FeatureSet="ALL")["Organization"]
    about = {
        "url": url,
        "organization": organization["Id"],
        "management_account": organization["MasterAccountId"],
        "root": api.list_roots()["Roots"][0]["Id"],
    }
    print(json.dumps(about), flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
