"""Serves a cell: page, target and all else on the ports of cell.json, on this machine alone.

Start it with `python3 server.py`; it needs nothing but Python.
"""

import json
import random
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent
CELL = json.loads((FOLDER / "cell.json").read_text("utf-8"))
PAGE = (FOLDER / "page.html").read_text("utf-8")
RUN = {"marker": CELL["marker"], "log": []}


def new_marker():
    """Returns a marker like the one in the lines, so that no text changes its length."""
    first, second, third = (random.choice("0123456789abcdef") for _ in range(3))
    return f"{first}-{second}.{third}"


class Handler(BaseHTTPRequestHandler):
    """Answers each request of the cell."""

    def __getattr__(self, name):
        # The cell chooses the method.
        if name.startswith("do_"):
            return self.handle_request
        raise AttributeError(name)

    def handle_request(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, paths = self.path.split("?")[0], CELL["paths"]
        if path == "/cell.json":
            self.answer_json(CELL)
        elif path == "/reset":
            RUN.update(marker=new_marker(), log=[])
            self.answer_json({"marker": RUN["marker"]})
        elif path == "/log":
            self.answer_json({"log": RUN["log"]})
        elif path in (paths["set"], paths["then"], paths["echo"]):
            cookie = self.headers.get("Cookie") or ""
            RUN["log"].append({"method": self.command, "path": path, "cookie": cookie})
            if self.command == "OPTIONS":
                self.answer(**CELL["preflight"])
                return
            lines = []
            if path == paths["set"] and CELL["set_by"] != "script":
                lines.append(CELL["line"])
            if path == paths["then"] and CELL["then_by"] != "script" and CELL["then"]:
                lines.append(CELL["then"])
            self.answer(**CELL["response"], lines=lines, body="asked")
        elif path in (paths["page"], paths["probe"]):
            self.answer(200, body=PAGE, kind="text/html")
        else:
            self.answer(404)

    def answer_json(self, value):
        self.answer(200, body=json.dumps(value), kind="application/json")

    def answer(self, status, headers=(), lines=(), body="", kind="text/plain"):
        """Writes fields as octets: Python's own functions refuse some that are tested."""
        octets = b"" if status in (204, 304) else body.encode()
        fields = [
            ("content-type", f"{kind}; charset=utf-8"),
            ("cache-control", "no-store"),
            ("connection", "close"),
        ]
        if status not in (204, 304):
            fields.append(("content-length", len(octets)))
        fields += headers
        marked = (line.replace(CELL["marker"], RUN["marker"]) for line in lines)
        fields += [(CELL["set_cookie"], line) for line in marked]
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        self.wfile.write(f"HTTP/1.1 {status} Answered\r\n{head}\r\n".encode() + octets)
        self.close_connection = True

    def log_message(self, *arguments):
        pass


class IPv6Server(ThreadingHTTPServer):
    """Listens on ::1."""

    address_family = socket.AF_INET6


def main():
    for port in CELL["ports"]:
        for server, host in ((ThreadingHTTPServer, "127.0.0.1"), (IPv6Server, "::1")):
            try:
                listening = server((host, port), Handler)
            except OSError as error:
                print(f"not listening on {host}: {error}", file=sys.stderr)
                continue
            threading.Thread(target=listening.serve_forever).start()
    print(f"open {CELL['page']}{CELL['paths']['page']}", flush=True)


main()
