"""A proxy between groundline and a sandbox that counts the calls, and at a chosen one calls a function instead of answering."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

READS = ("Describe", "List", "Get", "AssumeRole")
# These belong to one connection, and are set anew on each side.
OWN_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class CountingProxy(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1 and forwards to one address."""

    daemon_threads = True

    def __init__(self, url):
        super().__init__(("127.0.0.1", 0), Forwarder)
        self.upstream = urlsplit(url).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._lock = threading.Lock()
        self.expect()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def expect(self, trap=None):
        """Counts from zero again, with this trap or none."""
        with self._lock:
            self.calls = 0
            self.writes = 0
            self._trap = trap

    def count(self, is_write):
        """Counts a call; gives the trap where it is the one that was chosen."""
        with self._lock:
            self.calls += 1
            self.writes += is_write
            trap = self._trap
            if trap is None or (trap.only_writes and not is_write):
                return None
            if (self.writes if trap.only_writes else self.calls) != trap.at:
                return None
            self._trap = None
            return trap

    def handle_error(self, request, client_address):
        """A client that was killed leaves broken connections behind, which is the point."""


class Trap:
    """At which call to spring, and whether the sandbox gets that call before."""

    def __init__(self, at, only_writes, after_effect, spring):
        self.at = at
        self.only_writes = only_writes
        self.after_effect = after_effect
        self.spring = spring


class Forwarder(BaseHTTPRequestHandler):
    """Forwards one connection's requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body of an answer go out together.
    wbufsize = -1

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trap = self.server.count(self.is_write())
        if trap and not trap.after_effect:
            trap.spring()
            self.close_connection = True
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=60)
        try:
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        if trap:
            trap.spring()
            self.close_connection = True
            return
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = forward

    def is_write(self):
        """Whether the call changes something, as far as its name says: the query and REST services count as reads."""
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        return bool(operation) and not operation.startswith(READS)

    def log_message(self, format, *arguments):
        """Stays silent: the judge's own words are the output."""
