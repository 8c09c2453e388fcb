#!/usr/bin/env python3
"""Plays exported cells in real browsers, without harness and proxy: docs/export.md.

Each cell is exported, served by node and by Python, and opened in a new profile of Chromium,
Firefox and WebKitGTK. What the page sees must be what was recorded of the browser. Needs the
browsers, their drivers in PATH, node, and Xvfb for WebKitGTK.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "target/exported-cells"
DISPLAY = ":97"
BY_RESPONSE = "topology=same-origin/cookie-set-by=client/request=credentialed"

CELLS = [
    f"attributes-max-age/{BY_RESPONSE}/max-age-form=plus-zero",
    f"attributes-expires/{BY_RESPONSE}/expires-form=one-digit-year",
    f"attributes-names/{BY_RESPONSE}/name-form=empty",
    f"attributes-same-site/{BY_RESPONSE}/same-site-form=none/secure=no",
    "prefixes/topology=same-origin/request=credentialed/prefix=secure/secure=no/http-only=no/"
    "prefix-scope=root",
    "field-names/topology=http-siblings/made-by=fetch-include/preflight=not-needed/"
    "field-names=lower/allow-origin=twice-with-empty/allow-credentials=true",
    "http-only-twins/topology=same-origin/request=credentialed/then-by=script/"
    "http-only-twin=below-the-document",
    "cors-credentials/topology=cross-site/credentials=xhr-with-credentials/"
    "preflight=like-response/allow-origin=exact/allow-credentials=true/domain=absent/"
    "same-site=none/secure=yes/partitioned=yes/http-only=no",
]

SERVERS = {"node": ["node", "server.mjs"], "python": [sys.executable, "server.py"]}

# The driver of each browser, its port, and what it is asked for.
BROWSERS = {
    "chromium": (
        ["chromedriver", "--port=9701"],
        9701,
        {"goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox"]}},
    ),
    "firefox": (
        ["geckodriver", "--port=9702"],
        9702,
        {"moz:firefoxOptions": {"args": ["-headless"]}},
    ),
    "webkitgtk": (["WebKitWebDriver", "--port=9703"], 9703, {}),
}


@contextlib.contextmanager
def running(command, **options):
    """Runs a program as long as the block lasts."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def eventually(ask):
    """Asks until there is an answer, for ten seconds."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            answer = ask()
            if answer is not None:
                return answer
        time.sleep(0.1)
    return None


def driver(port, method, path, body=None):
    """Sends a command of WebDriver, and returns its value."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=90) as response:
        return json.load(response)["value"]


def play(cell, port, capabilities):
    """Opens the page of a cell in a new session, and returns what it sees."""
    wanted = {"capabilities": {"alwaysMatch": capabilities}}
    session = f"/session/{driver(port, 'POST', '/session', wanted)['sessionId']}"
    script = {"script": "return document.body?.dataset.seen ?? null;", "args": []}
    try:
        url = cell["page"] + cell["paths"]["page"]
        driver(port, "POST", f"{session}/url", {"url": url})
        seen = eventually(lambda: driver(port, "POST", f"{session}/execute/sync", script))
    finally:
        driver(port, "DELETE", session)
    return None if seen is None else json.loads(seen)


def words(sight):
    """Returns what was seen in a few words."""
    if sight is None:
        return "nothing"
    facts = {
        "readable-on-page": "readable on page",
        "readable-on-target": "readable on target",
        "sent": "sent",
    }
    return ", ".join([sight["response"], *(word for fact, word in facts.items() if sight[fact])])


def main():
    is_as_recorded = True
    with contextlib.ExitStack() as stack:
        stack.enter_context(running(["Xvfb", DISPLAY]))
        environment = {**os.environ, "DISPLAY": DISPLAY, "GDK_BACKEND": "x11"}
        for command, port, _ in BROWSERS.values():
            stack.enter_context(running(command, env=environment))
            eventually(lambda port=port: driver(port, "GET", "/status"))
        print(f"| cell | {' | '.join(BROWSERS)} |\n| --- | --- | --- | --- |")
        for number, name in enumerate(CELLS):
            folder = OUT / str(number)
            export = ["cargo", "--quiet", "xtask", "export", name, "--out", str(folder)]
            subprocess.run(export, cwd=ROOT, check=True, capture_output=True)
            cell = json.loads((folder / "stand-alone/cell.json").read_text("utf-8"))
            seen = {browser: [] for browser in BROWSERS}
            for command in SERVERS.values():
                with running(command, cwd=folder / "stand-alone"):
                    address = f"http://127.0.0.1:{cell['ports'][0]}/cell.json"
                    eventually(lambda address=address: urllib.request.urlopen(address))
                    for browser, (_, port, capabilities) in BROWSERS.items():
                        seen[browser].append(play(cell, port, capabilities))
            for browser, sights in seen.items():
                wanted = [
                    one["sight"] for one in cell["expected"] if one["who"].startswith(browser)
                ]
                is_as_recorded &= sights == wanted * len(SERVERS)
            sights = " | ".join(words(sights[-1]) for sights in seen.values())
            print(f"| `{name}` | {sights} |", flush=True)
    if not is_as_recorded:
        sys.exit("a browser does something else than was recorded of it")


main()
