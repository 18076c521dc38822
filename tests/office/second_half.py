"""What happens in June 2022, hour by hour: the 13th to the 30th. A case has a letter: G grid report, P petition, R rectification,
L letter of the inspectors, C campaign, B a burst of reports."""
import threading
import time

from matters import REPORT, TASKS
from month import place


def third_week(o):
    o.morning("2022-06-13")
    o.until("09:00")
    o.mails(("jh", "P2", "热线办理还剩 2 天（2022年6月15日到期）"), ("clerk1", "P2", "热线办理还剩 2 天（2022年6月15日到期）"))
    o.fire("clerk1", "P3", "object", objection_reason="不属本区")
    o.states("P3", "objected")
    o.clocks("P3", reply_acceptance="2022-06-27")
    accept = {"class": "申诉求决", "route": "31-5", "dispatch_to": "water"}
    for wrong in ({**accept, "dispatch_to": "jinping"}, {**accept, "co_units": [{"unit": "jinping", "part": "现场"}]}):
        o.refused("clerk1", "POST", o.path("P4", "/events"), {"event": "accept", "fields": wrong}, 422, "unit_is_accused")
    o.fire("clerk1", "P4", "accept", **accept)
    for who in ("jh", "jl"):
        o.refused(who, "GET", o.path("P4"), None, 404)
        o.refused(who, "POST", o.path("P4", "/comments"), {"text": "?"}, 404)
        o.refused(who, "POST", o.path("P4", "/tasks/1/sign"), {}, 404)
    o.clocks("P4", answering=o.days.calendar("2022-06-13", 60), unit_handling_1=o.days.calendar("2022-06-13", 30), sign_1=o.days.working("2022-06-13", 1))
    o.file("L1", "clerk1", "inspection-letter", {"external_number": "D3ZJ202206120011", "subject": "废水直排", "summary": "举报废水直排。", "types": ["水"],
                                                "place": place("锦屏街道", "jinping"), "limit_date": "2022-06-24"}, "奉督〔2022〕001号")
    o.clocks("L1", dispatching=o.days.working("2022-06-13", 1))
    o.until("10:00")
    o.mails(("wh", "P4", "已交办你单位"), ("clerk1", "L1", "已收到，请立即转办"), ("leader1", "L1", "已收到，请立即转办"))
    o.fire("clerk1", "L1", "dispatch", dispatch_to="jinping")
    o.clocks("L1", letter="2022-06-24", unit_handling_1=o.days.calendar("2022-06-13", 7), sign_1=o.days.working("2022-06-13", 1))
    o.sign("wh", "P4", "water")
    o.sign("jh", "L1", "jinping")
    o.until("11:00")
    o.mails(("jh", "L1", "已交办你单位"))

    o.morning("2022-06-14")
    o.mails(("jh", "P2", "单位办理已于2022年6月13日到期，已超期 1 天"), ("clerk1", "P2", "单位办理已于2022年6月13日到期，已超期 1 天"))
    o.until("09:00")
    o.mails(("jh", "P2", "热线办理还剩 1 天"), ("clerk1", "P2", "热线办理还剩 1 天"))
    o.fire("clerk1", "P3", "sender_agrees")
    o.states("P3", "returned_to_sender")
    o.until("15:00")
    o.complete("jh", "P2", "jinping", result="已查处")
    o.until("15:30")
    o.mails(("jh", "P2", "各单位均已反馈"), ("clerk1", "P2", "各单位均已反馈"))

    o.morning("2022-06-15")
    o.until("09:00")
    # Two limits of one case at one moment are one message, the later of the file first.
    o.mails(("xh", "R1", "单位整改还剩 15 天（2022年6月30日到期）", "整改还剩 15 天（2022年6月30日到期）"), ("xl", "R1", "整改还剩 15 天"))

    o.morning("2022-06-16")
    o.mails(*[(who, "P2", "热线办理已于2022年6月15日到期，已超期 1 天") for who in ("jh", "jl", "clerk1")])
    o.until("10:00")
    o.refused("xl", "POST", o.path("R1", "/clocks/rectify/decide"), {"approve": True}, 409)
    o.people["xh"].do("POST", o.path("R1", "/clocks/rectify/extend"), {"days": 30, "reason": "汛期停工"})
    o.fire("clerk1", "P2", "answer_now", answer="已查处并回复")
    o.clocks("P2", rating_window=o.days.calendar("2022-06-16", 15))
    o.until("11:00")
    o.mails(("leader1", "R1", "申请延长整改（2022年6月30日到期，还剩 14 天），请审批"), ("clerk1", "P2", "已答复，请回访并登记满意度"))
    o.refused("xl", "POST", o.path("R1", "/clocks/rectify/decide"), {"approve": True}, 403, "not_your_role")
    o.people["leader1"].do("POST", o.path("R1", "/clocks/rectify/decide"), {"approve": True})
    o.clocks("R1", rectify="2022-07-30", unit_handling_1="2022-06-30")
    o.until("12:00")
    o.mails(("xh", "R1", "整改延期申请已批准，现至2022年7月30日，还剩 44 天"))
    o.fire("clerk1", "P2", "rate", satisfaction="满意")
    o.fire("clerk1", "P2", "close")
    o.states("P2", "closed")

    o.morning("2022-06-17")
    o.until("09:00")
    o.mails(("clerk1", "C1", "自查还剩 7 天（2022年6月24日到期）"), ("jh", "L1", "单位办理还剩 3 天（2022年6月20日到期）"))
    o.until("2022-06-19T12:00")
    o.mails()


def killed(o):
    """In the middle of a burst of reports, and in the middle of a morning: what was answered is there, and nothing twice."""
    o.morning("2022-06-20")
    o.until("10:00")
    o.mails()
    body = {"workflow": "grid-report", "fields": {**REPORT, "place": place("锦屏街道", "jinping")}}
    answered = {}

    def file(index):
        try:
            status, answer, _ = o.people["jg"].call("POST", "/cases", body, key=f"burst-{index}")
            if status == 201:
                answered[index] = answer["number"]
        except OSError:
            pass

    threads = [threading.Thread(target=file, args=(index,)) for index in range(12)]
    for thread in threads:
        thread.start()
    while not answered:
        time.sleep(0.001)  # the others are on their way
    o.server.kill()
    for thread in threads:
        thread.join()
    o.server.start(o.now)
    numbers = {}
    for index in range(12):
        answer = o.people["jg"].do("POST", "/cases", body, key=f"burst-{index}")
        o.cases[f"B{index}"], o.numbers[f"B{index}"] = answer["id"], answer["number"]
        numbers[index] = answer["number"]
    o.check("numbers that were answered before the kill", {i: numbers[i] for i in answered}, answered)
    o.check("numbers of the burst", sorted(numbers.values()), [f"奉网〔2022〕{n:05}号" for n in range(3, 15)])
    o.until("10:30")
    o.mails(*[("command1", f"B{i}", "新上报") for i in range(12)])
    for i in range(12):
        o.fire("command1", f"B{i}", "reject", rejection="重复上报")
    o.until("11:00")
    o.mails(*[("jg", f"B{i}", "不予立案") for i in range(12)])
    o.complete("jh", "L1", "jinping", result="已查处")
    o.complete("wh", "P4", "water", result="已查处")
    found = [{"subject": f"{n}号排口", "summary": "混排", "place": place("溪口镇", "xikou"), "goal": "分流", "limit_date": "2022-07-29"} for n in (1, 2)]
    o.fire("command1", "C1", "record", found=found)
    o.until("12:00")
    o.mails(("jh", "L1", "各单位均已反馈"), ("clerk1", "L1", "各单位均已反馈"), ("wh", "P4", "各单位均已反馈"), ("clerk1", "P4", "各单位均已反馈"))

    o.until("2022-06-21T08:29")
    o.mails()
    digest = {who: o.figures(who) for who in ("leader1", "jl", "xl", "wl")}
    o.server.process.stdin.write("until 2022-06-21T09:00\n")
    o.server.process.stdin.flush()
    time.sleep(0.02)
    o.server.kill()
    o.server.start(o.now)
    o.until("2022-06-21T09:00")
    # A mail under way when the program died may come twice, under one id; never one less.
    o.mail.letters = list({letter[3]: letter for letter in o.mail.letters}.values())
    o.mails(*[(who, "digest", o.digest_text("2022-06-21", figures)) for who, figures in digest.items() if any(figures)],
            *[(who, "L1", "办理还剩 3 天（2022年6月24日到期）") for who in ("jh", "jl", "clerk1")])


def last_days(o):
    o.until("2022-06-21T10:00")
    o.fire("clerk1", "C1", "open_items")
    o.until("10:05")
    items = o.see("clerk1", "C1")["progress"][0]
    o.check("progress", [items[key] for key in ("total", "opened", "closed", "overdue", "percent")], [2, 2, 0, 0, 0])
    for index, row in enumerate(items["cases"], 2):
        o.cases[f"R{index}"], o.numbers[f"R{index}"] = row["id"], row["number"]
        o.check("number of an item", row["number"], f"奉环改〔2022〕00{index}号")
    o.mails(("clerk1", "R2", "已入库，请派单"), ("clerk1", "R3", "已入库，请派单"))
    o.fire("clerk1", "R2", "dispatch", dispatch_to="water")
    o.fire("wh", "R2", "claim")
    o.fire("wh", "R2", "submit_plan", measures="分流", milestones=TASKS)
    o.decide("wl", "R2", "plan")
    o.decide("leader1", "R2", "plan")
    o.fire("wh", "R2", "report_progress", progress=40, progress_note="完成四成", milestones=TASKS)
    o.sign("wh", "R2", "water")
    items = o.see("clerk1", "C1")["progress"][0]
    o.check("progress", [items[key] for key in ("total", "opened", "closed", "overdue", "percent")], [2, 2, 0, 0, 20])
    o.refused("wh", "GET", o.path("C1"), None, 404)
    o.fire("clerk1", "R3", "dispatch", dispatch_to="xikou")
    o.until("11:00")
    # Everything of one case that came within the moment is one mail a person.
    o.mails(("wh", "R2", "整改方案已通过", "编制整改方案", "已派单，请认领"), ("wl", "R2", "整改方案已通过", "请审批", "编制整改方案", "已派单，请认领"),
            ("leader1", "R2", "请审批"), ("xh", "R3", "已派单，请认领"), ("xl", "R3", "已派单，请认领"))
    o.fire("xh", "R3", "claim")
    o.fire("jh", "L1", "submit", verdict="属实", findings="属实", actions="已关停", completion="已办结")
    o.fire("wh", "P4", "submit_answer", answer="已查处")
    o.decide("wl", "P4", "opinion")
    o.until("12:00")
    o.mails(("xh", "R3", "编制整改方案"), ("xl", "R3", "编制整改方案"), ("jl", "L1", "请审批"), ("wl", "P4", "请审批"), ("leader1", "P4", "请审批"))
    o.decide("jl", "L1", "reply")
    o.until("13:00")
    o.mails(("leader1", "L1", "请审批"))
    # The leader is away on the 22nd, and names a deputy.
    o.people["leader1"].do("POST", "/me/absences", {"deputy": "accept1", "from": "2022-06-22", "to": "2022-06-23", "reason": "出差"})
    o.refused("accept1", "POST", o.path("L1", "/approvals/reply"), {"approve": True}, 403)

    o.morning("2022-06-22", "leader1", "accept1", "jl", "xl", "wl")
    o.until("09:30")
    o.people["accept1"].do("POST", "/me/acting", {"person": "leader1"})
    o.decide("accept1", "L1", "reply")
    o.decide("accept1", "P4", "opinion", False, "事实不清")
    o.people["accept1"].do("POST", "/me/acting", {"person": None})
    history = o.people["clerk1"].get(o.path("L1", "/history"))["items"]
    given = [each for each in history if each["type"] == "ApprovalGiven"][-1]
    o.check("who decided for whom", (given["actor"]["person"], given["on_behalf_of"]["person"]), ("accept1", "leader1"))
    o.clocks("L1", publishing=o.days.working("2022-06-22", 5))
    o.until("10:00")
    o.mails(("clerk1", "L1", "办理情况已审定，请按期公开"), ("wh", "P4", "审批未通过，请修改后再报"), ("clerk1", "P4", "审批未通过，请修改后再报"))
    o.fire("clerk1", "L1", "publish", publish_url="https://example.invalid/1")
    o.states("L1", "closed")
    for date in ("2022-06-23", "2022-06-24", "2022-06-25", "2022-06-26", "2022-06-27", "2022-06-28", "2022-06-29"):
        o.morning(date)
    o.mails()
    o.morning("2022-06-30")
    o.until("17:00")


def new_notice(o):
    """The State Council announces one more day off: limits that end on it move, each with a trace in its case."""
    shown = o.people["sys"].get("/calendars/cn?year=2022")["days"]
    days = [{key: each[key] for key in ("date", "kind", "holiday") if each.get(key)} for each in shown]
    notice = {"year": 2022, "days": [*days, {"date": "2022-08-12", "kind": "off", "holiday": "临时放假"}]}
    before = {each["id"]: each["due"] for each in o.see("clerk1", "P4")["clocks"] if each["state"] == "running"}
    o.check("the limit before the notice", before["answering"], "2022-08-12T16:00:00Z")
    o.refused("clerk1", "POST", "/calendars/cn/years", notice, 403, "role_missing")
    moved = o.people["sys"].do("POST", "/calendars/cn/years", notice)
    after = {each["id"]: each["due"] for each in o.see("clerk1", "P4")["clocks"] if each["state"] == "running"}
    o.check("the limit after the notice", after, {**before, "answering": "2022-08-15T16:00:00Z"})
    traces = {letter: [each for each in o.see_history(letter) if each["type"] == "ClockRecomputed"] for letter in o.cases}
    o.check("traces of the notice", {"moved": sum(map(bool, traces.values())), "failed": 0}, moved)
    o.check("trace in P4", len(traces["P4"]), 1)


def the_end(o):
    """Nothing was told to anybody twice, every message stands in its case's history, and the database agrees with its events."""
    for letter in o.cases:
        history = o.people["clerk1"].get(o.path(letter, "/history"))["items"]
        told = [each["title"] for each in history if each["type"] == "NotificationQueued"]
        o.check(f"messages in the history of {letter}", all(o.numbers[letter] in title and "{" not in title for title in told) and len(told) > 0, True)
    # Received in June: P2 (in the hands of 锦屏), P4 (a department's, at 锦屏). P1 came in May, P3 was the sender's.
    rows = o.people["leader1"].get("/statistics?month=2022-06&by=unit")["rows"]
    o.check("statistics", {row["title"]: [row["values"][each] for each in ("received", "closed", "overdue")] for row in rows},
            {"锦屏街道": [2, 1, 0], "溪口镇": [0, 0, 0]})
    o.check("verify", o.server.ask("verify"), "verified 0")
    o.check("the auditor's log", any(entry["type"] == "sign_in" for entry in o.people["aud"].get("/audit")["items"]), True)


STORY = [third_week, killed, last_days, new_notice, the_end]
