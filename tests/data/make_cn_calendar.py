#!/usr/bin/env python3
"""Writes workflows/calendars/cn.yaml from tests/data/cn-public-holidays.csv (run in the root of the tree)."""
import csv
import datetime

ONE = datetime.timedelta(days=1)


def notice_year(day, name):
    """A notice is named after the year whose holidays it sets; New Year's days before it belong to the year that begins."""
    return day.year + 1 if day.month == 12 and "元旦" in name else day.year


def periods(rows):
    """Neighbouring days of one kind and name as one period."""
    out = []
    for day, kind, name in rows:
        if out and out[-1][1:3] == [kind, name] and out[-1][3] + ONE == day:
            out[-1][3] = day
        else:
            out.append([day, kind, name, day])
    return out


with open("tests/data/cn-public-holidays.csv", encoding="utf-8") as table:
    rows = [(datetime.date.fromisoformat(r["date"]), r["kind"], r["holiday"]) for r in csv.DictReader(table)]
years = {}
for row in rows:
    years.setdefault(notice_year(row[0], row[2]), []).append(row)
lines = [
    "# Working days of the People's Republic of China: the State Council's yearly notices on public holidays.",
    "# A year that is listed has been announced; any other year is provisional (weekends only).",
    "calendar: cn",
    "title: 中国法定节假日",
    "zone: Asia/Shanghai",
    "weekend: [saturday, sunday]",
    'office_hours: ["08:30-12:00", "13:30-17:00"]',
    "years:",
]
for year in sorted(years):
    lines.append(f"  {year}:")
    for first, kind, name, last in periods(sorted(years[year])):
        days = f"on: {first}" if first == last else f"from: {first}, to: {last}"
        lines.append(f"    - {{{kind}: {name}, {days}}}")
with open("workflows/calendars/cn.yaml", "w", encoding="utf-8") as out:
    out.write("\n".join(lines) + "\n")
