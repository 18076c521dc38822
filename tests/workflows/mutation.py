#!/usr/bin/env python3
"""Mutation check of the shipped workflows: python3 tests/workflows/mutation.py PROGRAM [WORKFLOW...]

Drops or alters one guard, target, clock, warn point, rung, role, asked field, document or message of a workflow at a time and plays its
scenarios (`bihuan test`). A mutant that no scenario notices is a survivor; survivors are printed, and the exit code is 1 when there are any.
Needs PyYAML (python3-yaml). Uses every core; BIHUAN_JOBS=n uses n.
"""
import concurrent.futures
import copy
import json
import os
import pathlib
import re
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
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


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


def one_more(duration):
    """5d -> 6d, 30m -> 31m; None when it is not a plain duration."""
    found = re.fullmatch(r"(\d+)([a-z]+)", str(duration))
    return f"{int(found.group(1)) + 1}{found.group(2)}" if found else None


def mutants(tree):
    """(name, path of the part, function that changes the part in place). Each part is named by the path to a dict or list in the tree."""
    yield from state_mutants(tree)
    for name, clock in (tree.get("clocks") or {}).items():
        yield from clock_mutants(tree, name, clock)
    for name, message in (tree.get("messages") or {}).items():
        for role in message.get("to") or []:
            yield f"message {name}: not to {role}", ("messages", name), exchange("to", role, other_role(tree, message["to"]))
    for name, approval in (tree.get("approvals") or {}).items():
        for role in approval["by"]:
            if len(approval["by"]) > 1:
                yield f"approval {name}: not by {role}", ("approvals", name), lambda part, r=role: part["by"].remove(r)
            yield f"approval {name}: by another than {role}", ("approvals", name), exchange("by", role, other_role(tree, approval["by"]))
    for name, task in (tree.get("tasks") or {}).items():
        yield from task_mutants(tree, name, task)
    for name, subcase in (tree.get("subcases") or {}).items():
        for part in ("each", "join"):
            if part in subcase and subcase[part] != "all":
                yield f"subcases {name}: without {part}", ("subcases", name), drop(part)
        if subcase.get("join") == "all":
            yield f"subcases {name}: join any", ("subcases", name), put("join", "any")
    for name, role in tree["roles"].items():
        if "of" in (role or {}):
            yield f"role {name}: at any unit", ("roles", name), drop("of")
    for role in tree.get("file_by") or []:
        yield f"file_by: not {role}", (), exchange("file_by", role, other_role(tree, tree["file_by"]))


def drop(key):
    return lambda part: part.pop(key)


def put(key, value):
    return lambda part: part.update({key: value})


def exchange(key, old, new):
    """One of the names in part[key] becomes another."""
    def change(part):
        names = part[key] if isinstance(part[key], list) else [part[key]]
        part[key] = [new if name == old else name for name in names]
    return change


def state_mutants(tree):
    all_states = [path[-1] for path, state in states_of(tree["states"]) if isinstance(state, dict)]
    for path, state in list(states_of(tree["states"])):
        full = ("states",) + path
        where = path[-1]
        if not isinstance(state, dict):
            continue
        for word in ("start", "stop", "suspend"):
            for clock in state.get(word) or []:
                yield f"{where}: without {word} {clock}", full + (word,), lambda part, c=clock: part.remove(c)
        for block in ("entry", "exit"):
            for index in range(len(state.get(block) or [])):
                yield f"{where}: without {block} {state[block][index]}", full + (block,), lambda part, i=index: part.pop(i)
        if "initial" in state and len(state["states"]) > 1:
            other = next(name for name in state["states"] if name != state["initial"])
            yield f"{where}: begins in {other}", full, put("initial", other)
        if "open" in state:
            yield f"{where}: opens no {state['open']}", full, drop("open")
        for event, container, key in candidates(state):
            if isinstance(container[key], dict):
                yield from transition_mutants(tree, state, full, event, container, key, all_states)


def same_entry(tree, one, other):
    """Whether both names lead into the same atomic state: a compound state and its first child."""
    return innermost(tree, one) == innermost(tree, other)


def innermost(tree, name):
    states = {path[-1]: state for path, state in states_of(tree["states"])}
    while (states[name] or {}).get("states"):
        name = states[name].get("initial", next(iter(states[name]["states"])))
    return name


def transition_mutants(tree, state, full, event, container, key, all_states):
    transition = container[key]
    where = full[-1]
    word = "on" if event in (state.get("on") or {}) else "after" if event in (state.get("after") or {}) else "always"
    spot = full + (word,) + ((event,) if word != "always" else ()) + ((key,) if isinstance(key, int) else ())
    label = f"{where}/{event}" + (f"[{key}]" if isinstance(key, int) else "")
    yield f"{label}: dropped", spot[:-1], lambda part, k=spot[-1]: part.pop(k)
    last = isinstance(key, int) and key == len(container) - 1
    for part in ("when", "document", "notify", "set", "stop", "start", "suspend", "resume", "open", "cancel_task"):
        # The last candidate of several needs no guard: what the others leave is its own.
        if part in transition and not (part == "when" and last):
            yield f"{label}: without {part}", spot, drop(part)
    if "notify" in transition and len(tree["messages"]) > 1:
        yield f"{label}: notifies of something else", spot, put("notify", next(m for m in tree["messages"] if m != transition["notify"]))
    if "when" in transition:
        yield f"{label}: guard turned", spot, put("when", f"!({transition['when']})")
    if "to" in transition:
        if transition["to"] != where:
            yield f"{label}: stays", spot, put("to", where)
        # Another one that is not entered by the same way anyhow.
        after = all_states[all_states.index(transition["to"]) + 1:] + all_states
        other = next(name for name in after if not same_entry(tree, name, transition["to"]) and name != where)
        yield f"{label}: goes to {other}", spot, put("to", other)
    if "by" in transition:
        by = transition["by"] if isinstance(transition["by"], list) else [transition["by"]]
        for role in by:
            yield f"{label}: not by {role}", spot, exchange("by", role, next(r for r in tree["roles"] if r not in by))
    siblings = container if isinstance(key, int) else [transition]
    for field in transition.get("ask") or []:
        # What any candidate asks may be given, so a field that may stay empty is asked as long as one of them asks it; and one that this
        # one's guard looks at decides the same.
        name = field.rstrip("?")
        elsewhere = any(name == other.rstrip("?") for x in siblings if x is not transition for other in x.get("ask") or [])
        if elsewhere and (field != name or name in transition.get("when", "")):
            continue
        yield f"{label}: does not ask {field}", spot, lambda part, f=field: part["ask"].remove(f)
    optional = {field for x in siblings for field in x.get("ask") or [] if field.endswith("?")}
    if key == 0:
        for field in sorted(field for field in optional if all(field in (x.get("ask") or []) for x in siblings)):
            yield f"{where}/{event}: does not ask {field}", full + (word, event), lambda part, f=field: [x["ask"].remove(f) for x in part]


def clock_mutants(tree, name, clock):
    spot = ("clocks", name)
    budget = clock.get("budget")
    if isinstance(budget, str):
        yield f"clock {name}: one more", spot, put("budget", one_more(budget))
    elif isinstance(budget, dict):
        for choice, value in budget.items():
            if choice not in ("choose", "until"):
                yield f"clock {name}: one more for {choice}", spot + ("budget",), put(choice, one_more(value))
    for index, warn in enumerate(clock.get("warn") or []):
        yield f"clock {name}: without warn {warn}", spot + ("warn",), lambda part, i=index: part.pop(i)
        yield f"clock {name}: warns one more than {warn}", spot + ("warn",), lambda part, i=index, w=one_more(warn): part.__setitem__(i, w)
    for role in clock.get("warn_to") or []:
        yield f"clock {name}: does not warn {role}", spot, exchange("warn_to", role, other_role(tree, clock["warn_to"]))
    for index, rung in enumerate(clock.get("overdue") or []):
        here = spot + ("overdue", index)
        yield f"clock {name}: without rung {rung['after']}", spot + ("overdue",), lambda part, i=index: part.pop(i)
        yield f"clock {name}: rung {rung['after']} one later", here, put("after", one_more(rung["after"]))
        for role in rung.get("to") or []:
            yield f"clock {name}: rung {rung['after']} not to {role}", here, exchange("to", role, other_role(tree, rung["to"]))
    for part in ("when", "due", "extend", "first_day", "from"):
        if part in clock:
            yield f"clock {name}: without {part}", spot, drop(part)
    if "extend" in clock:
        extend = clock["extend"]
        yield f"clock {name}: extended by one more", spot + ("extend",), put("max", one_more(extend["max"]))
        yield f"clock {name}: extended once more", spot + ("extend",), put("times", extend["times"] + 1)
        yield f"clock {name}: extension by another", spot + ("extend",), put("approve", other_role(tree, [extend["approve"]]))
    # One calendar day that ends on a day off moves to the next working day: the same day as one working day.
    if clock.get("count") in ("calendar", "working") and budget != "1d" and "until" not in (budget if isinstance(budget, dict) else {}):
        other = "working" if clock["count"] == "calendar" else "calendar"
        yield f"clock {name}: counts {other}", spot, put("count", other)


def task_mutants(tree, name, task):
    spot = ("tasks", name)
    for part in ("co", "lead_last", "clock", "sign_clock", "returns", "manage"):
        if part in task:
            yield f"task {name}: without {part}", spot, drop(part)
    yield f"task {name}: handled by another", spot, put("role", other_role(tree, [task["role"]]))
    if task.get("complete", "all") == "all" and "co" in task:
        yield f"task {name}: complete any", spot, put("complete", "any")
    for field in task.get("ask") or []:
        yield f"task {name}: does not ask {field}", spot, lambda part, f=field: part["ask"].remove(f)
    if "returns" in task:
        yield f"task {name}: one return more", spot + ("returns",), put("max", task["returns"]["max"] + 1)
        yield f"task {name}: returns without end", spot + ("returns",), drop("then")
        for reason in task["returns"]["reasons"]:
            if len(task["returns"]["reasons"]) > 1:
                yield f"task {name}: without reason {reason}", spot + ("returns", "reasons"), drop(reason)


def used(tree):
    """Takes away what a fragment offers and this workflow does not use, so that only what matters is mutated."""
    out = dict(tree)
    # What is kept for one word counts as a use for the next.
    for word in ("tasks", "clocks", "approvals", "messages", "roles", "fields"):
        others = {k: v for k, v in out.items() if k == "states" or k == word or k not in ("tasks", "clocks", "approvals", "messages", "roles", "fields") or k in done_before(word)}
        kept = {}
        for name, value in (tree.get(word) or {}).items():
            rest = {k: ({n: x for n, x in v.items() if n != name} if k == word else v) for k, v in others.items()}
            asked_anyhow = word == "fields" and "form" not in tree and value.get("required")
            if asked_anyhow or re.search(r"(?<![\w-])" + name + r"(?![\w-])", json.dumps(rest, ensure_ascii=False)):
                kept[name] = value
        if kept or word in out:
            out[word] = kept
        if not kept:
            out.pop(word, None)
    return out


def done_before(word):
    order = ("tasks", "clocks", "approvals", "messages", "roles", "fields")
    return order[:order.index(word)]


def changed(tree, spot, change):
    copied = copy.deepcopy(tree)
    change(at(copied, spot))
    return copied


def same_part(base, tree, spot):
    """Whether `base` has the very part that is mutated: then its own scenarios answer for it."""
    try:
        return base is not None and at(base, spot) == at(tree, spot)
    except (KeyError, IndexError, TypeError):
        return False


def jobs_of(folder, place):
    """Writes the workflow and its mutants below `place`; answers {folder of the mutant: (its name, what was mutated)}."""
    tree = used(assembled(ROOT / folder / "workflow.yaml"))
    base = used(assembled(ROOT / BASES[folder] / "workflow.yaml")) if folder in BASES else None
    names = {}

    def write(number, name, part, mutant):
        spot = place / f"{folder}-{number:04}"
        spot.mkdir()
        (spot / "workflow.yaml").write_text(json.dumps(mutant, ensure_ascii=False), encoding="utf-8")
        (spot / "scenarios").symlink_to((ROOT / folder / "scenarios").resolve())
        names[str(spot)] = (name, json.dumps(part, ensure_ascii=False))

    write(0, UNCHANGED, None, tree)
    for number, (name, spot, change) in enumerate(mutants(tree), 1):
        if not same_part(base, tree, spot):
            write(number, name, at(tree, spot) if spot else tree["file_by"], changed(tree, spot, change))
    return names


def passing(program, folders):
    """Those of the folders whose scenarios all pass."""
    answer = subprocess.run([program, "test", "--no-coverage", "--first-failure", *folders], capture_output=True, text=True,
                            env={"LANG": "en_US.UTF-8", "PATH": "/usr/bin:/bin"})
    return [line.split(":")[0] for line in answer.stdout.splitlines() if " scenarios, 0 failures" in line]


# Rule sets over the chart of another workflow: what they share with it, its scenarios answer for.
BASES = {"petition-2005": "petition", "petition-zhejiang-2016": "petition-2005"}


UNCHANGED = "unchanged"


def report(names, alive):
    """Prints the survivors of each workflow; answers (passed, failed)."""
    # What stands in a shared fragment is looked after by the scenarios of any workflow that uses it.
    killed = {what for mutants_of in names.values() for spot, what in mutants_of.items() if spot not in alive}
    passed = failed = 0
    for folder, mutants_of in names.items():
        lost = [UNCHANGED for spot, (name, _) in mutants_of.items() if name == UNCHANGED and spot not in alive]
        survivors = [what[0] for spot, what in mutants_of.items() if spot in alive and what[0] != UNCHANGED and what not in killed]
        print(f"{folder}: {len(mutants_of) - 1} mutants, {len(survivors)} survivors")
        for name in survivors:
            print(f"  {name}")
        if lost:
            print("  the workflow itself does not pass")
        failed += len(survivors) + len(lost)
        passed += len(mutants_of) - len(survivors) - len(lost)
    return passed, failed


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    folders = sys.argv[2:] or sorted(path.parent.name for path in ROOT.glob("*/workflow.yaml"))
    workers = int(os.environ.get("BIHUAN_JOBS", os.cpu_count() or 1))
    with tempfile.TemporaryDirectory() as place:
        names = {folder: jobs_of(folder, pathlib.Path(place)) for folder in folders}
        spots = [spot for folder in folders for spot in names[folder]]
        batches = [spots[i:i + 40] for i in range(0, len(spots), 40)]
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            alive = {spot for batch in pool.map(lambda batch: passing(program, batch), batches) for spot in batch}
        passed, failed = report(names, alive)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
