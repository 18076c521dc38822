"""What happens in June 2022, hour by hour: the 1st to the 10th. 06-03 to 06-05 are off (端午). A case has a letter: G grid report, P petition, R rectification,
L letter of the inspectors, C campaign, B a burst of reports."""
from matters import ITEM, PETITION, REPORT, TASKS
from month import SECRET, place


def first_day(o):
    o.until("2022-06-01T09:00")
    o.file("G1", "jg", "grid-report", {**REPORT, "place": place("锦屏街道", "jinping")}, "奉网〔2022〕00001号")
    o.clocks("G1", intake="2022-06-01T14:30")
    o.until("09:10")
    o.mails(("command1", "G1", "新上报，请在期限内受理。（受理还剩 5 小时，2022年6月1日14:30到期）"))
    o.offers("jh", "G1")
    o.refused("jh", "POST", o.path("G1", "/events"), {"event": "accept", "fields": {"dispatch_to": "jinping", "difficulty": "一般"}}, 403, "not_your_role")
    o.fire("command1", "G1", "accept", dispatch_to="jinping", difficulty="一般")
    o.clocks("G1", handling=o.days.working("2022-06-01", 5), unit_handling_1=o.days.working("2022-06-01", 3), sign_1="2022-06-01T14:40")
    o.refused("xh", "GET", o.path("G1"), None, 404, "not_found")
    o.refused("xh", "POST", o.path("G1", "/tasks/1/sign"), {}, 404)
    o.refused("jl", "POST", o.path("G1", "/tasks/1/sign"), {}, 403, "not_your_unit")
    o.until("09:20")
    o.mails(("jh", "G1", "已交办你单位，请及时签收办理。（签收还剩 5 小时，2022年6月1日14:40到期）"))

    o.refused("jh", "POST", "/cases", {"workflow": "petition", "fields": PETITION}, 403, "may_not_file")
    o.file("P1", "clerk1", "petition", PETITION, "奉环信〔2022〕1号", received_at="2022-05-31",
           parties=[{"kind": "petitioner", **SECRET, "id_number": ""}])
    o.clocks("P1", reply_acceptance=o.days.calendar("2022-05-31", 15))
    o.until("09:30")
    o.mails(("clerk1", "P1", "已登记，请在期限内告知受理情况。（受理告知还剩 14 天，2022年6月15日到期）"))
    o.file("P2", "clerk1", "petition", {**PETITION, "channel": "12345热线", "subject": "夜间施工"}, "奉环信〔2022〕2号")
    o.clocks("P2", reply_acceptance=o.days.calendar("2022-06-01", 15), objection=o.days.working("2022-06-01", 1))
    o.until("10:00")
    o.mails(("clerk1", "P2", "已登记"))

    o.refused("clerk1", "POST", o.path("P1", "/events"), {"event": "accept", "fields": {"class": "申诉求决", "dispatch_to": "xikou"}}, 422, "field_required")
    o.fire("clerk1", "P1", "accept", **{"class": "申诉求决"}, route="31-6", dispatch_to="xikou", co_units=[{"unit": "water", "part": "河道"}])
    o.clocks("P1", handling=o.days.calendar("2022-06-01", 60), unit_handling_1=o.days.calendar("2022-06-01", 30),
             unit_handling_2=o.days.calendar("2022-06-01", 30), sign_1=o.days.working("2022-06-01", 1), sign_2=o.days.working("2022-06-01", 1))
    o.check("documents", [each["title"] for each in o.see("clerk1", "P1")["documents"]], ["受理告知书", "交办单", "交办单"])
    o.refused("jh", "GET", o.path("P1"), None, 404)
    o.until("10:30")
    o.mails(("xh", "P1", "已交办你单位"), ("wh", "P1", "已交办你单位"))

    o.sign("jh", "G1", "jinping")
    o.refused("jh", "POST", o.task("G1", "jinping") + "/complete", {"fields": {"result": "已扑灭"}}, 422, "field_required")
    o.complete("jh", "G1", "jinping", result="已扑灭", after_photos=[o.photo("jh", "G1", "after")])
    o.states("G1", "verifying")
    o.clocks("G1", handling="2022-06-09", verify=o.days.working("2022-06-01", 2))
    o.until("11:00")
    o.mails(("jg", "G1", "已处置，请到现场核实"))

    o.file("R1", "clerk1", "rectification", ITEM, "奉环改〔2022〕001号")
    o.clocks("R1", claim=o.days.working("2022-06-01", 3))
    o.until("11:10")
    o.mails(("clerk1", "R1", "已入库，请派单"))
    o.fire("clerk1", "R1", "dispatch", dispatch_to="xikou")
    o.until("11:20")
    o.mails(("xh", "R1", "已派单，请认领"), ("xl", "R1", "已派单，请认领"))
    o.fire("xh", "R1", "claim")
    o.clocks("R1", plan=o.days.calendar("2022-06-01", 30))
    o.until("11:30")
    o.mails(("xh", "R1", "编制整改方案"), ("xl", "R1", "编制整改方案"))
    o.fire("xh", "R1", "submit_plan", measures="分流改造", milestones=TASKS)
    o.clocks("R1", plan_review=o.days.working("2022-06-01", 10))
    o.until("11:40")
    o.mails(("xl", "R1", "请审批。（方案审核还剩 15 天，2022年6月16日到期）"))
    o.file("C1", "clerk1", "campaign", {"subject": "排水大排查", "occasion": "典型案例", "summary": "全区排查。", "inspect_until": "2022-06-24"}, "奉环查〔2022〕01号")
    o.clocks("C1", inspecting="2022-06-24")
    o.until("15:00")
    o.mails(("clerk1", "C1", "已部署"), ("command1", "C1", "已部署"))
    o.refused("leader1", "POST", o.path("R1", "/approvals/plan"), {"approve": True}, 403, "not_your_role")
    o.decide("xl", "R1", "plan")
    o.until("15:30")
    o.mails(("leader1", "R1", "请审批"))
    # In the app: one message a case, however many came.
    o.unread("xh", ("R1", "编制整改方案", "已派单，请认领"), ("P1", "已交办你单位"))
    o.unread("clerk1", ("C1", "已部署"), ("R1", "已入库"), ("P2", "已登记"), ("P1", "已登记"))


def second_day(o):
    o.morning("2022-06-02")
    o.until("09:00")
    o.mails(("jg", "G1", "核实还剩 4 天（2022年6月6日到期）"))
    o.until("09:30")
    o.refused("xg", "POST", o.path("G1", "/events"), {"event": "verify", "fields": {"verified": "已解决"}}, 404)
    o.fire("jg", "G1", "verify", verified="已解决", rating="满意")
    o.states("G1", "closed")
    o.clocks("G1")
    o.refused("jg", "POST", o.path("G1", "/events"), {"event": "verify", "fields": {"verified": "已解决"}}, 409, "closed")
    o.until("10:00")
    o.mails(("jg", "G1", "已结案"), ("jh", "G1", "已结案"))
    o.decide("leader1", "R1", "plan")
    o.states("R1", "working")
    o.clocks("R1", rectify="2022-06-30", unit_handling_1="2022-06-30", sign_1=o.days.working("2022-06-02", 1))
    o.until("11:30")
    # Signing is due today: half a day's office hours before its end.
    o.mails(("xh", "R1", "整改方案已通过"), ("xl", "R1", "整改方案已通过"), ("xh", "P1", "签收今天到期（2022年6月2日到期）"),
            ("wh", "P1", "签收今天到期（2022年6月2日到期）"))
    o.until("14:00")
    o.sign("wh", "P1", "water")


def days_off(o):
    o.morning("2022-06-03")
    # What fell due at midnight waited for the morning.
    o.mails(("xh", "P1", "签收已于2022年6月2日到期，已超期 1 天，请立即办理"), ("clerk1", "P1", "签收已于2022年6月2日到期"),
            ("clerk1", "P2", "异议或退单已于2022年6月2日到期，已超期 1 天"))
    for date in ("2022-06-04", "2022-06-05"):
        o.morning(date)
    o.mails()


def second_week(o):
    o.morning("2022-06-06")
    o.until("09:40")
    o.sign("xh", "P1", "xikou")
    o.sign("xh", "R1", "xikou")
    o.until("10:00")
    o.mails()
    o.fire("clerk1", "P2", "accept", **{"class": "申诉求决"}, route="31-5", dispatch_to="jinping")
    o.clocks("P2", hotline=o.days.working("2022-06-06", 7), unit_handling_1=o.days.calendar("2022-06-06", 5), sign_1=o.days.working("2022-06-06", 1))
    o.until("10:30")
    o.mails(("jh", "P2", "已交办你单位"))
    o.give_back("jh", "P2", "jinping", "wrong_place", "在溪口")
    o.states("P2", "redispatch")
    o.clocks("P2", hotline="2022-06-15", redispatch=o.days.working("2022-06-06", 1))
    o.until("10:40")
    o.mails(("clerk1", "P2", "被退回，请重新分派"))
    o.fire("clerk1", "P2", "dispatch", dispatch_to="xikou")
    o.until("10:50")
    o.mails(("xh", "P2", "已交办你单位"))
    o.give_back("xh", "P2", "xikou", "not_ours", "在锦屏")
    # Two returns: whose it is, is decided above.
    o.states("P2", "jurisdiction")
    o.until("11:00")
    o.mails(("leader1", "P2", "多次退回，请确定承办单位"))
    o.refused("clerk1", "POST", o.path("P2", "/events"), {"event": "decide_unit", "fields": {"dispatch_to": "jinping", "dispute_basis": "协商"}}, 403, "not_your_role")
    o.fire("leader1", "P2", "decide_unit", dispatch_to="jinping", dispute_basis="协商")
    o.until("11:10")
    o.mails(("jh", "P2", "已交办你单位"))
    task = o.task("P2", "jinping")
    o.refused("jh", "POST", task + "/return", {"reason": "not_ours", "note": "再退"}, 422, "return_limit")
    o.sign("jh", "P2", "jinping")
    o.clocks("P2", hotline="2022-06-15", unit_handling_3=o.days.calendar("2022-06-06", 5))


def a_night(o):
    o.morning("2022-06-07")
    o.until("22:30")
    o.mails()
    o.file("G2", "xg", "grid-report", {**REPORT, "place": place("溪口镇", "xikou"), "urgency": "特急"}, "奉网〔2022〕00002号")
    o.clocks("G2", intake="2022-06-08T14:00")
    o.until("22:40")
    # Most urgent: it comes at night.
    o.mails(("command1", "G2", "新上报"))
    o.fire("command1", "G2", "accept", dispatch_to="xikou", difficulty="一般")
    o.clocks("G2", handling=o.days.working("2022-06-07", 5), unit_handling_1=o.days.working("2022-06-07", 3), on_site="2022-06-07T23:40",
             sign_1="2022-06-08T14:00")
    o.until("22:50")
    o.mails(("xh", "G2", "已交办你单位，请及时签收办理。（到场还剩 1 小时，2022年6月7日23:40到期）"))
    # All else waits for the morning, and joins.
    o.refused("xh", "POST", o.path("P1", "/supervise"), {"note": "", "urge_only": True}, 403)
    o.people["leader1"].do("POST", o.path("P1", "/supervise"), {"note": "", "urge_only": True})
    o.until("22:55")
    o.people["leader1"].do("POST", o.path("P1", "/supervise"), {"note": "群众关注", "urge_only": False})
    o.until("23:20")
    o.mails(("xh", "G2", "到场还剩 30 分钟（2022年6月7日23:40到期），请抓紧办理"))
    o.fire("xh", "G2", "arrive")
    o.morning("2022-06-08")
    o.mails(*[(who, "P1", "已下达督办单，请按要求办理并反馈", "催办，请抓紧办理") for who in ("xh", "wh", "clerk1")])
    o.until("09:00")
    o.mails(("jh", "P2", "单位办理还剩 5 天（2022年6月13日到期）"))
    o.sign("xh", "G2", "xikou")
    o.until("10:00")
    o.complete("xh", "G2", "xikou", result="已扑灭", after_photos=[o.photo("xh", "G2", "first")])
    o.until("11:00")
    o.mails(("xg", "G2", "已处置，请到现场核实"))
    o.fire("xg", "G2", "verify", verified="未解决", reason="余火")
    o.clocks("G2", handling="2022-06-14", on_site="2022-06-08T12:00", unit_handling_2=o.days.working("2022-06-08", 3), sign_2="2022-06-08T16:30")
    o.until("11:05")
    o.mails(("xh", "G2", "已交办你单位", "核实未解决，请返工"))
    o.fire("xh", "G2", "arrive")
    o.sign("xh", "G2", "xikou")
    o.complete("xh", "G2", "xikou", result="已浇透", after_photos=[o.photo("xh", "G2", "second")])
    o.fire("xg", "G2", "verify", verified="已解决", rating="基本满意")
    o.states("G2", "closed")
    o.until("12:00")
    # What was told on the way to somebody who never got it is one message.
    o.mails(("xg", "G2", "已结案", "已处置，请到现场核实"), ("xh", "G2", "已结案"))


def restart(o):
    """The program ends and starts again; everybody stays signed in, and nothing is told twice."""
    o.until("2022-06-08T18:00")
    seen = lambda: {who: (o.people[who].get("/inbox")["items"], o.people[who].sign_ins) for who in ("xh", "clerk1", "leader1")}
    before = seen()
    o.server.stop()
    o.server.start("2022-06-08T18:05")
    o.until("18:05")
    o.check("inboxes and sign-ins over the restart", seen(), before)
    o.mails()


def opinion(o):
    o.morning("2022-06-09")
    o.until("10:00")
    o.mails()
    o.refused("xh", "POST", o.task("P1", "xikou") + "/complete", {"fields": {"result": "汇总"}}, 422, "lead_waits")
    o.complete("wh", "P1", "water", result="河道已清理")
    o.complete("xh", "P1", "xikou", result="已查处")
    o.states("P1", "drafting")
    o.clocks("P1", handling="2022-08-01")
    o.until("10:30")
    o.mails(("xh", "P1", "各单位均已反馈"), ("clerk1", "P1", "各单位均已反馈"))
    o.offers("xh", "P1", "submit_opinion")
    o.offers("clerk1", "P1", "rework", "submit_opinion", "withdraw")
    o.fire("xh", "P1", "submit_opinion", opinion="支持", facts="属实", basis="水污染防治法", answer="已查处")
    o.until("11:00")
    o.mails(("xl", "P1", "请审批"))
    o.refused("jl", "POST", o.path("P1", "/approvals/opinion"), {"approve": True}, 404)
    o.decide("xl", "P1", "opinion")
    o.until("11:30")
    o.mails(("leader1", "P1", "请审批"))

    o.morning("2022-06-10")
    o.until("09:00")
    o.mails(("jh", "P2", "单位办理还剩 3 天（2022年6月13日到期）"))
    o.decide("leader1", "P1", "opinion")
    o.states("P1", "replied")
    o.clocks("P1", review_window=o.days.calendar("2022-06-10", 30))
    o.until("10:00")
    o.mails(("clerk1", "P1", "已出具处理意见书，请送达并回访"))
    o.file("P3", "clerk1", "petition", {**PETITION, "channel": "信访局转送", "subject": "异味"}, "奉环信〔2022〕3号")
    o.clocks("P3", reply_acceptance=o.days.calendar("2022-06-10", 15), objection=o.days.working("2022-06-10", 5))
    # The unit that is complained of neither sees nor hears of it.
    o.file("P4", "clerk1", "petition", {**PETITION, "subject": "排污", "place": place("锦屏街道", "jinping")}, "奉环信〔2022〕4号",
           parties=[{"kind": "petitioner", **SECRET, "id_number": ""}, {"kind": "accused", "name": "锦屏街道"}])
    o.until("11:00")
    o.mails(("clerk1", "P3", "已登记"), ("clerk1", "P4", "已登记"))
    sealed = o.see("clerk1", "P4")["parties"][0]
    o.check("a sealed name", SECRET["name"] in str(sealed), False)
    o.refused("wh", "POST", o.path("P4", f"/parties/{sealed['id']}/open"), {"reason": "好奇"}, 404)


STORY = [first_day, second_day, days_off, second_week, a_night, restart, opinion]
