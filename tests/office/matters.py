"""What people file in the month: the same few matters, with places and dates to taste."""
from month import place

PETITION = {"channel": "来信", "subject": "河道有油污", "summary": "河道漂油污，希望查处。", "class": "申诉求决", "purpose": "投诉举报", "types": ["水"],
            "place": place("溪口镇", "xikou"), "site": "示例建材厂", "people_count": 1}
REPORT = {"subject": "露天焚烧", "summary": "田间焚烧秸秆。", "class": "秸秆焚烧", "types": ["大气"], "site": "村口", "urgency": "一般", "on_the_spot": False}
ITEM = {"source": "省督察反馈", "subject": "雨污混流", "summary": "园区雨污混流。", "types": ["水"], "place": place("溪口镇", "xikou"), "goal": "分流到位",
        "limit_date": "2022-06-30", "limit_kind": "立行立改", "long_term": False}
TASKS = [{"name": "管网排查", "due": "2022-06-20", "done": False}]
