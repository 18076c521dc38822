"""A month of the office through the HTTP API, in virtual time: June 2022, fourteen people, over a restart and a SIGKILL. Every mail, every
clock, every number of the digests and of the cases, and what each person may and may not do, is checked on the way."""
import base64
import datetime
import hashlib

from harness import Days, Person

ADMINS = [("system_admin", "sys"), ("security_admin", "sec"), ("audit_admin", "aud")]
UNITS = [("bureau", "示范分局", "bureau", ""), ("jinping", "锦屏街道", "street", "bureau"), ("xikou", "溪口镇", "town", "bureau"),
         ("water", "水利局", "department", "bureau")]
PEOPLE = [("clerk1", "信访甲", "bureau", ["clerk"]), ("leader1", "局领导甲", "bureau", ["leader"]),
          ("command1", "指挥甲", "bureau", ["command_room"]), ("accept1", "验收甲", "bureau", ["acceptance"]),
          ("jh", "锦屏承办", "jinping", ["handler"]), ("jl", "锦屏负责", "jinping", ["unit_leader"]), ("jg", "锦屏网格", "jinping", ["grid_member"]),
          ("xh", "溪口承办", "xikou", ["handler"]), ("xl", "溪口负责", "xikou", ["unit_leader"]), ("xg", "溪口网格", "xikou", ["grid_member"]),
          ("wh", "水利承办", "water", ["handler"]), ("wl", "水利负责", "water", ["unit_leader"])]
# Nothing of this may ever stand in a message.
SECRET = {"name": "虚构人示例", "phone": "13800001234", "address": "示例路九号"}


def password(person):
    """Long enough, and without the name in it."""
    return "Ju-Ni-Yue-2022-" + person.encode().hex()


class Office:
    """The people, the cases by a letter each, and the checks."""

    def __init__(self, server, mail):
        self.server, self.mail, self.days = server, mail, Days()
        self.people, self.cases, self.numbers = {}, {}, {}
        self.passed, self.failed = 0, 0

    # -- checks ------------------------------------------------------------------------------------------------------------------
    def check(self, what, found, wanted):
        self.holds(found == wanted, f"{what}\n  wanted {wanted}\n  found  {found}")

    def holds(self, truth, otherwise):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{self.now}: {otherwise}", flush=True)

    def refused(self, who, method, path, body, status, code=None):
        found, answer, _ = self.people[who].call(method, path, body)
        self.check(f"{who} {method} {path} {body}: {answer}", found, status)
        if code:
            self.check(f"{who} {method} {path} {body}", answer["code"], code)

    # -- time --------------------------------------------------------------------------------------------------------------------
    def until(self, at):
        self.now = at if "T" in at else f"{self.date}T{at}"
        self.date = self.now[:10]
        self.server.until(self.now)

    def mails(self, *wanted):
        """Exactly these mails came since the last look: (person, case letter, phrases of its lines)."""
        found = []
        for person, subject, text, _ in self.mail.take():
            self.check_words(text)
            letter = next((letter for letter, number in self.numbers.items() if text.startswith(number)), "digest")
            found.append((person, letter, text))
        self.compare("mail", found, wanted)

    def compare(self, what, found, wanted):
        left = list(found)
        for person, letter, *phrases in wanted:
            hit = next((each for each in left if each[:2] == (person, letter) and lines_say(each[2], phrases)), None)
            self.holds(hit is not None, f"no {what} to {person} of {letter} saying {phrases}")
            if hit is not None:
                left.remove(hit)
        self.check(f"{what} that nobody expected", left, [])

    def check_words(self, text):
        says_too_much = any(word in text for word in SECRET.values())
        self.holds(not says_too_much and "{" not in text and "http://office.test/" in text,
                   f"a message that says too much or does not explain itself: {text}")

    def morning(self, date, *leaders):
        """Lets time pass to the digest of `date` and checks its figures against what each leader's own pages say."""
        self.date = date
        self.until(f"{date}T08:29")
        seen = self.mail.take()
        figures = {who: self.figures(who) for who in leaders or ("leader1", "jl", "xl", "wl")}
        self.until("08:30")
        wanted = []
        for who, numbers in figures.items():
            if self.days.works(datetime.date.fromisoformat(date)) and any(numbers):
                wanted.append((who, "digest", self.digest_text(date, numbers)))
        self.compare("digest", [(p, "digest", t) for p, s, t, _ in self.mail.take() if s == "每日提醒"], wanted)
        self.mail.letters = seen + self.mail.letters

    @staticmethod
    def digest_text(date, numbers):
        overdue, today, week, supervised, approvals = numbers
        year, month, day = map(int, date.split("-"))
        return (f"{year}年{month}月{day}日每日提醒：超期 {overdue} 件，今日到期 {today} 件，七日内到期 {week} 件，督办 {supervised} 件，待您审批 {approvals} 件。"
                "请打开待办处理。")

    def figures(self, who):
        rows = self.people[who].get("/cases?open=true&limit=200")["items"]
        tonight = instant(f"{self.date}T24:00")
        week = tonight + datetime.timedelta(7)
        at = instant(f"{self.date}T08:30")
        dues = [(instant(row["due"]) if row["due"] else None, row["overdue"]) for row in rows]
        work = self.people[who].get("/work")["groups"]
        items = [item for group in work.values() for item in group]
        return (sum(late for _, late in dues), sum(bool(due) and not late and at <= due <= tonight for due, late in dues),
                sum(bool(due) and not late and tonight < due <= week for due, late in dues), sum(row["supervised"] > 0 for row in rows),
                sum(item["kind"] in ("approval", "extension") for item in items))

    # -- what people do ----------------------------------------------------------------------------------------------------------
    def file(self, letter, who, workflow, fields, number=None, **more):
        answer = self.people[who].do("POST", "/cases", {"workflow": workflow, "fields": fields, **more})
        self.cases[letter], self.numbers[letter] = answer["id"], answer["number"]
        if number:
            self.check("number", answer["number"], number)

    def path(self, letter, rest=""):
        return f"/cases/{self.cases[letter]}{rest}"

    def fire(self, who, letter, event, **fields):
        return self.people[who].do("POST", self.path(letter, "/events"), {"event": event, "fields": fields})

    def see(self, who, letter):
        return self.people[who].get(self.path(letter))

    def see_history(self, letter):
        return self.people["clerk1"].get(self.path(letter, "/history"))["items"]

    def task(self, letter, unit):
        tasks = [task for task in self.see("clerk1", letter)["tasks"] if task["unit"]["id"] == unit]
        return self.path(letter, f"/tasks/{tasks[-1]['id']}")

    def sign(self, who, letter, unit):
        self.people[who].do("POST", self.task(letter, unit) + "/sign", {})

    def give_back(self, who, letter, unit, reason, note):
        self.people[who].do("POST", self.task(letter, unit) + "/return", {"reason": reason, "note": note})

    def complete(self, who, letter, unit, **fields):
        self.people[who].do("POST", self.task(letter, unit) + "/complete", {"fields": fields})

    def decide(self, who, letter, approval, approve=True, note=""):
        self.people[who].do("POST", self.path(letter, f"/approvals/{approval}"), {"approve": approve, "note": note})

    def photo(self, who, letter, name):
        before = {each["id"] for each in self.see(who, letter)["attachments"]}
        picture = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
        self.people[who].do("POST", self.path(letter, f"/attachments?name={name}.png&purpose=after&field=after_photos"), raw=picture,
                            headers={"Content-Type": "image/png"})
        return next(each["id"] for each in self.see(who, letter)["attachments"] if each["id"] not in before)

    # -- what is seen ------------------------------------------------------------------------------------------------------------
    def states(self, letter, *wanted):
        self.check(f"states of {letter}", [state["id"] for state in self.see("leader1", letter)["states"]], list(wanted))

    def clocks(self, of, **wanted):
        """Running clocks of a case and their last days (an instant for those in hours): all of them, and no others."""
        found = {}
        for clock in self.see("leader1", of)["clocks"]:
            if clock["state"] == "running":
                due = local(clock["due"])
                found[clock["id"].replace("@", "_")] = str(due.date() - datetime.timedelta(1)) if due.hour == due.minute == 0 else due.strftime("%Y-%m-%dT%H:%M")
        self.check(f"clocks of {of}", found, wanted)

    def offers(self, who, letter, *wanted):
        found = [offer["event"] for offer in self.see(who, letter)["offers"] if not offer["refusal"]]
        self.check(f"what {who} may do in {letter}", sorted(found), sorted(wanted))

    def unread(self, who, *wanted):
        """The unread messages in the app: one a case, newest first; each with its sentences."""
        items = self.people[who].get("/inbox?unread=true")["items"]
        found = []
        for item in items:
            letter = next((letter for letter, id in self.cases.items() if id == item["case_id"]), "digest")
            found.append((letter, item["text"]))
        self.check(f"unread of {who}: {found}", len(found), len(wanted))
        for (letter, text), (want, *phrases) in zip(found, wanted):
            self.check(f"unread of {who}: {text}", (letter, lines_say(text, phrases)), (want, True))
        self.people[who].do("POST", "/inbox/read_all")


def lines_say(text, phrases):
    lines = [line for line in text.split("\n") if line and not line.startswith("http://")]
    return len(lines) == len(phrases) and all(phrase in line for phrase, line in zip(phrases, lines))


def instant(text):
    if text.endswith("24:00"):
        return instant(text[:10] + "T00:00") + datetime.timedelta(1)
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def local(text):
    return instant(text).astimezone(datetime.timezone(datetime.timedelta(hours=8)))


def place(text, unit):
    return {"text": text, "lat": 29.65, "lon": 121.4, "unit": unit, "grid": ""}


def set_up(office):
    """The first day: the set-up link, units, people, roles and passwords, each by the administrator whose it is."""
    server = office.server
    nobody = Person(server, "nobody")
    nobody.do("POST", "/setup", {"token": server.setup, "administrators": [
        {"role": role, "person": person, "name": person, "password": password(person)} for role, person in ADMINS]})
    for _, person in ADMINS:
        office.people[person] = Person(server, person)
        office.people[person].sign_in(password(person))
    root = office.people["sys"].get("/units")["items"][0]["id"]
    for id, title, kind, parent in UNITS:
        office.people["sys"].do("POST", "/units", {"id": id, "title": title, "kind": kind, "parent": parent or root})
    office.refused("sec", "POST", "/people", {"id": "x", "name": "x", "unit": "jinping"}, 403, "role_missing")
    for id, name, unit, roles in PEOPLE:
        office.people["sys"].do("POST", "/people", {"id": id, "name": name, "unit": unit, "mail": f"{id}@office.test"})
        office.people["sec"].do("PUT", f"/people/{id}/roles", {"roles": [{"role": role, "unit": unit} for role in roles]})
        token = office.people["sec"].do("POST", f"/people/{id}/reset")["token"]
        nobody.do("POST", "/link", {"token": token, "password": password(id)})
        office.people[id] = Person(server, id)
        office.people[id].sign_in(password(id))
    office.check("who is signed in", office.people["jh"].get("/me")["landing"], "work")
