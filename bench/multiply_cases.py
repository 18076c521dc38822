#!/usr/bin/env python3
"""Makes a large list of a small one: copies all cases of a data folder until there are N or more, with their tasks, search texts and
histories, under ids and numbers of their own. For measuring lists only: the copies' chains are the originals', so `bihuan verify`
would object, and no limit of a copy ever rings.

    bench/multiply_cases.py DATA_FOLDER N
"""
import pathlib
import sqlite3
import sys


def copied(db, table, key, changed, last):
    """The rows of `table` whose `key` is at most `last` once more, with these columns changed."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    shown = ", ".join(changed.get(name, name) for name in names)
    db.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {shown} FROM {table} WHERE {key} <= ?", (last,))


def main():
    data, wanted = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    db = sqlite3.connect(data / "bihuan.db")
    last = db.execute("SELECT max(id) FROM cases").fetchone()[0]
    rows = db.execute("SELECT count(*) FROM cases").fetchone()[0]
    last_history = db.execute("SELECT max(id) FROM history").fetchone()[0]
    for turn in range(1, wanted // rows + 1):
        shift, told = f"+ {turn * last}", f"+ {turn * last_history}"
        copied(db, "cases", "id", {"id": f"id {shift}", "number": f"number || '-{turn}'"}, last)
        copied(db, "tasks", "case_id", {"case_id": f"case_id {shift}"}, last)
        copied(db, "search_texts", "case_id", {"case_id": f"case_id {shift}"}, last)
        copied(db, "history", "case_id", {"id": f"id {told}", "case_id": f"case_id {shift}"}, last)
    rows = db.execute("SELECT count(*) FROM cases").fetchone()[0]
    db.commit()
    print(rows, "cases")


if __name__ == "__main__":
    main()
