"""What the month is played with: the server process with a clock that is set, people who speak HTTP, a mail server that keeps what it gets,
and working days counted anew from the table of public holidays. python3 of Debian 12, nothing else."""
import base64
import csv
import datetime
import email
import email.policy
import http.client
import itertools
import json
import os
import pathlib
import signal
import socket
import socketserver
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ZONE = datetime.timezone(datetime.timedelta(hours=8))


def day(text):
    return datetime.date.fromisoformat(text)


class Days:
    """Working days by the State Council's notices: weekends, but for the table of exceptions."""

    def __init__(self):
        with open(ROOT / "tests/data/cn-public-holidays.csv", encoding="utf-8") as table:
            self.special = {day(row["date"]): row["kind"] for row in csv.DictReader(table)}

    def works(self, date):
        return self.special.get(date, "off" if date.weekday() >= 5 else "work") == "work"

    def next_working(self, date):
        while not self.works(date):
            date += datetime.timedelta(1)
        return date

    def calendar(self, start, count):
        """Last day of a limit in calendar days: the day of the start is not counted, a day off moves it."""
        return str(self.next_working(day(start) + datetime.timedelta(count)))

    def working(self, start, count):
        date = day(start)
        while count:
            date += datetime.timedelta(1)
            count -= self.works(date)
        return str(date)


class MailServer:
    """Takes every mail over SMTP on a loopback port; `down` refuses, as a broken one does. What goes to the archive is kept apart."""

    def __init__(self):
        self.letters, self.archive, self.down = [], [], False
        box = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                say = lambda line: self.wfile.write(line.encode() + b"\r\n")
                if box.down:
                    return say("421 closed")
                say("220 test")
                to = ""
                for line in self.rfile:
                    word = line.decode().strip()
                    if word.upper().startswith("RCPT"):
                        to = word[word.index("<") + 1:word.index(">")]
                    if word.upper() == "DATA":
                        say("354 go on")
                        lines = list(itertools.takewhile(lambda each: each != b".\r\n", self.rfile))
                        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                        kept = box.archive if to.startswith("archive@") else box.letters
                        kept.append((to.split("@")[0], str(letter["Subject"]), letter.get_content().strip(), str(letter["Message-ID"])))
                        say("250 taken")
                    elif word.upper() == "QUIT":
                        return say("221 bye")
                    else:
                        say("250 ok")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Talk)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self):
        """What came since the last look."""
        letters, self.letters = self.letters, []
        return letters


class Server:
    """tests/office/server.cpp over one data folder; killed and started again as often as one likes."""

    def __init__(self, program, folder, mail_port):
        self.program = program
        self.config = pathlib.Path(folder) / "config.yaml"
        self.config.write_text(f"""data: {folder}/data
server: {{port: 0}}
limits: {{requests_per_minute: 0, sign_ins_per_minute: 0}}
session: {{idle_minutes: 1440, hours: 720}}
reminders: {{digest_at: "08:30", quiet_from: "20:00", quiet_to: "07:30"}}
mail: {{server: "smtp://127.0.0.1:{mail_port}", from: office@office.test, tls: false}}
audit: {{heads_to: [archive@outside.test], checkpoint_hours: 24}}
""", encoding="utf-8")
        self.setup = None
        self.process = None

    def start(self, at):
        self.process = subprocess.Popen([self.program, "--config", str(self.config), "--at", at], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for line in self.process.stdout:
            if line.startswith("port "):
                self.port = int(line.split()[1])
            if "/setup#" in line:
                self.setup = line.strip().split("#")[1]
            if line.strip() == "ready":
                return
        raise RuntimeError("the server did not start")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def until(self, at):
        answer = self.ask("until " + at)
        if not answer.startswith("at " + at):
            raise RuntimeError(f"time did not pass: {answer}")

    def stop(self):
        self.process.stdin.close()
        if self.process.wait(60) != 0:
            raise RuntimeError("the server did not end well")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)


class Person:
    """Somebody who is signed in; a session ends after a day without a request, and then they sign in again."""
    requests = itertools.count(1)

    def __init__(self, server, name):
        self.server, self.name, self.cookie, self.password, self.sign_ins = server, name, None, None, 0

    def call(self, method, path, body=None, key=None, raw=None, headers=None):
        """(status, answer as JSON or text, headers)."""
        key = key or f"{self.name}-{next(self.requests)}"
        status, answer, headers_back = self.once(method, path, body, key, raw, headers)
        if status == 401 and answer["code"] == "session_over" and self.password:
            self.sign_in(self.password)
            return self.once(method, path, body, key, raw, headers)
        return status, answer, headers_back

    def once(self, method, path, body, key, raw=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        origin = f"127.0.0.1:{self.server.port}"
        send = {"Host": origin, "Origin": f"http://{origin}", "Idempotency-Key": key, **(headers or {})}
        if self.cookie:
            send["Cookie"] = self.cookie
        data = raw
        if body is not None:
            data, send["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            connection.request(method, "/api/v1" + path, data, send)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.headers.get("Set-Cookie"):
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        try:
            return answer.status, json.loads(text) if text else None, answer.headers
        except ValueError:
            return answer.status, text, answer.headers

    def get(self, path):
        status, answer, _ = self.call("GET", path)
        if status != 200:
            raise RuntimeError(f"{self.name} GET {path}: {status} {answer}")
        return answer

    def do(self, method, path, body=None, **more):
        status, answer, _ = self.call(method, path, body, **more)
        if status >= 300:
            raise RuntimeError(f"{self.name} {method} {path} {body}: {status} {answer}")
        return answer

    def sign_in(self, password):
        self.cookie, self.password, self.sign_ins = None, None, self.sign_ins + 1
        self.do("POST", "/session", {"person": self.name, "password": password})
        self.password = password
