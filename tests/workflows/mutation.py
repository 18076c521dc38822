#!/usr/bin/env python3
"""Mutation check of the shipped workflows: python3 tests/workflows/mutation.py PROGRAM [WORKFLOW...]

Drops or alters one guard, target, clock, warn point, rung, role, asked field, document or message of a workflow at a time and
plays its scenarios (`bihuan test`). A mutant that no scenario notices is a survivor; survivors are printed, and the exit
code is 1 when there are any. Needs PyYAML (python3-yaml).
"""
import copy
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path("workflows")


class Loader(yaml.SafeLoader):
    """Dates and 31-1 stay text, as the program reads them; `on` is a key, not a truth."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile("^(true|false)$"), list("tf"))


def merge(below, above):
    if isinstance(below, dict) and isinstance(above, dict):
        out = dict(below)
        for key, value in above.items():
            if value is None:
                out.pop(key, None)
            else:
                out[key] = merge(out[key], value) if key in out else value
        return out
    return above


def assembled(path):
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader)
    below = {}
    for wanted in tree.pop("use", []):
        beside = path.parent / (wanted + ".yaml")
        below = merge(below, assembled(beside if beside.exists() else ROOT / (wanted + ".yaml")))
    tree.pop("kind", None)
    return merge(below, tree)


def states_of(states, path=()):
    for name, state in (states or {}).items():
        here = path + (name,)
        yield here, state
        if isinstance(state, dict):
            yield from states_of(state.get("states"), here + ("states",))


def candidates(state):
    """(event, container, key) of every transition of a state."""
    for word in ("on", "after"):
        for event, value in list((state.get(word) or {}).items()):
            if isinstance(value, list):
                for index in range(len(value)):
                    yield event, value, index
            else:
                yield event, state[word], event
    for index in range(len(state.get("always") or [])):
        yield "always", state["always"], index


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def other_role(tree, roles):
    return next(role for role in list(tree["roles"]) + ["reporter"] if role not in roles)


def mutants(tree):
    """Pairs of a name and a changed copy."""
    def changed(name, edit):
        copied = copy.deepcopy(tree)
        edit(copied)
        return name, copied

    for path, state in list(states_of(tree["states"])):
        full = ("states",) + path
        where = path[-1]
        if not isinstance(state, dict):
            continue
        for word in ("start", "stop", "suspend"):
            for clock in state.get(word) or []:
                yield changed(f"{where}: without {word} {clock}", lambda t, w=word, c=clock: at(t, full)[w].remove(c))
        for block in ("entry", "exit"):
            for index in range(len(state.get(block) or [])):
                yield changed(f"{where}: without {block} {state[block][index]}", lambda t, b=block, i=index: at(t, full)[b].pop(i))
        for event, container, key in candidates(state):
            transition = container[key]
            if not isinstance(transition, dict):
                continue
            word = "on" if event in (state.get("on") or {}) else "always"
            spot = full + (word,) + ((event,) if word == "on" else ()) + ((key,) if isinstance(key, int) else ())
            label = f"{where}/{event}" + (f"[{key}]" if isinstance(key, int) else "")
            yield changed(f"{label}: dropped", lambda t, s=spot: at(t, s[:-1]).pop(s[-1]))
            last = isinstance(key, int) and key == len(container) - 1
            for part in ("when", "document", "notify", "set", "stop", "start"):
                # The last candidate of several needs no guard: what the others leave is its own.
                if part in transition and not (part == "when" and last):
                    yield changed(f"{label}: without {part}", lambda t, s=spot, p=part: at(t, s).pop(p))
            if "when" in transition:
                yield changed(f"{label}: guard turned", lambda t, s=spot: at(t, s).update(when=f"!({at(t, s)['when']})"))
            if "to" in transition and transition["to"] != where:
                yield changed(f"{label}: stays", lambda t, s=spot, h=where: at(t, s).update(to=h))
            if "by" in transition:
                by = transition["by"] if isinstance(transition["by"], list) else [transition["by"]]
                other = next(role for role in tree["roles"] if role not in by)
                for role in by:
                    yield changed(f"{label}: not by {role}", lambda t, s=spot, r=role, o=other, b=by: at(t, s).update(by=[o if x == r else x for x in b]))
            siblings = container if isinstance(key, int) else [transition]
            for field in transition.get("ask") or []:
                # Asked by every candidate and looked at by this one's guard: without it the guard decides the same.
                if len(siblings) > 1 and field in transition.get("when", "") and all(field in (x.get("ask") or []) for x in siblings):
                    continue
                yield changed(f"{label}: does not ask {field}", lambda t, s=spot, f=field: at(t, s)["ask"].remove(f))

    for name, clock in (tree.get("clocks") or {}).items():
        spot = ("clocks", name)
        budget = clock.get("budget")
        if isinstance(budget, str):
            yield changed(f"clock {name}: one more", lambda t, s=spot, b=budget: at(t, s).update(budget=str(int(b[:-1]) + 1) + b[-1]))
        elif isinstance(budget, dict):
            for choice, value in budget.items():
                if choice in ("choose", "until"):
                    continue
                yield changed(f"clock {name}: one more for {choice}", lambda t, s=spot, c=choice, v=value: at(t, s)["budget"].update({c: str(int(v[:-1]) + 1) + v[-1]}))
        for index, warn in enumerate(clock.get("warn") or []):
            yield changed(f"clock {name}: without warn {warn}", lambda t, s=spot, i=index: at(t, s)["warn"].pop(i))
        for role in clock.get("warn_to") or []:
            yield changed(f"clock {name}: does not warn {role}", lambda t, s=spot, r=role, o=other_role(tree, clock["warn_to"]): at(t, s).update(warn_to=[o if x == r else x for x in at(t, s)["warn_to"]]))
        for index, rung in enumerate(clock.get("overdue") or []):
            yield changed(f"clock {name}: without rung {rung['after']}", lambda t, s=spot, i=index: at(t, s)["overdue"].pop(i))
            for role in rung.get("to") or []:
                yield changed(f"clock {name}: rung {rung['after']} not to {role}", lambda t, s=spot, i=index, r=role, o=other_role(tree, rung["to"]): at(t, s)["overdue"][i].update(to=[o if x == r else x for x in at(t, s)["overdue"][i]["to"]]))
        for part in ("when", "due", "extend", "first_day"):
            if part in clock:
                yield changed(f"clock {name}: without {part}", lambda t, s=spot, p=part: at(t, s).pop(p))
        # One calendar day that ends on a day off moves to the next working day: the same day as one working day.
        if clock.get("count") in ("calendar", "working") and budget != "1d" and "until" not in (budget if isinstance(budget, dict) else {}):
            other = "working" if clock["count"] == "calendar" else "calendar"
            yield changed(f"clock {name}: counts {other}", lambda t, s=spot, o=other: at(t, s).update(count=o))

    for name, message in (tree.get("messages") or {}).items():
        for role in message.get("to") or []:
            other = next(r for r in list(tree["roles"]) if r not in message["to"])
            yield changed(f"message {name}: not to {role}", lambda t, n=name, r=role, o=other: t["messages"][n].update(to=[o if x == r else x for x in t["messages"][n]["to"]]))

    for name, approval in (tree.get("approvals") or {}).items():
        for role in approval["by"]:
            if len(approval["by"]) > 1:
                yield changed(f"approval {name}: not by {role}", lambda t, n=name, r=role: t["approvals"][n]["by"].remove(r))

    for name, task in list((tree.get("tasks") or {}).items()):
        for part in ("co", "lead_last", "clock", "sign_clock", "returns", "manage"):
            if part in task:
                yield changed(f"task {name}: without {part}", lambda t, n=name, p=part: t["tasks"][n].pop(p))
        for field in task.get("ask") or []:
            yield changed(f"task {name}: does not ask {field}", lambda t, n=name, f=field: t["tasks"][n]["ask"].remove(f))


def used(tree):
    """Takes away what a fragment offers and this workflow does not use, so that only what matters is mutated."""
    out = dict(tree)
    # What is kept for one word counts as a use for the next.
    for word in ("tasks", "clocks", "approvals", "messages", "roles", "fields"):
        others = {k: v for k, v in out.items() if k == "states" or k == word or k not in ("tasks", "clocks", "approvals", "messages", "roles", "fields") or k in done_before(word)}
        kept = {}
        for name, value in (tree.get(word) or {}).items():
            rest = {k: ({n: x for n, x in v.items() if n != name} if k == word else v) for k, v in others.items()}
            if __import__("re").search(r"(?<![\w-])" + name + r"(?![\w-])", json.dumps(rest, ensure_ascii=False)):
                kept[name] = value
        if kept or word in out:
            out[word] = kept
        if not kept:
            out.pop(word, None)
    return out


def done_before(word):
    order = ("tasks", "clocks", "approvals", "messages", "roles", "fields")
    return order[:order.index(word)]


def check(program, folder):
    tree = used(assembled(ROOT / folder / "workflow.yaml"))
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        names = {}
        for number, (name, mutant) in enumerate([("unchanged", tree)] + list(mutants(tree))):
            spot = place / f"m{number:04}"
            spot.mkdir()
            (spot / "workflow.yaml").write_text(json.dumps(mutant, ensure_ascii=False), encoding="utf-8")
            (spot / "scenarios").symlink_to((ROOT / folder / "scenarios").resolve())
            names[str(spot)] = name
        answer = subprocess.run([program, "test", "--no-coverage", str(place)], capture_output=True, text=True, env={"LANG": "en_US.UTF-8", "PATH": "/usr/bin:/bin"})
    passed = [line.split(":")[0] for line in answer.stdout.splitlines() if " scenarios, 0 failures" in line]
    survivors = [names[spot] for spot in passed if spot in names]
    if "unchanged" not in survivors:
        print(f"{folder}: the workflow itself does not pass\n{answer.stdout[-2000:]}{answer.stderr[-2000:]}")
        return 1
    survivors.remove("unchanged")
    print(f"{folder}: {len(names) - 1} mutants, {len(survivors)} survivors")
    for name in survivors:
        print(f"  {name}")
    return len(survivors)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    # Rule sets that share a chart with another workflow are checked by their own few scenarios for their own clocks only.
    folders = sys.argv[2:] or ["campaign", "grid-report", "inspection-letter", "petition", "rectification"]
    sys.exit(1 if sum(check(program, folder) for folder in folders) else 0)


if __name__ == "__main__":
    main()
