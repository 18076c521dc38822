"""Heads of the signed checkpoints, as the mailbox outside got them: one a day, and each still fits the database."""
import json
import pathlib
import subprocess


def verify(program, folder, lines):
    """The report of `bihuan verify --heads` over these lines, and its exit code."""
    kept = pathlib.Path(folder) / "heads.txt"
    kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run([program, "verify", "--data", f"{folder}/data", "--heads", kept, "--json"], capture_output=True, text=True, check=False)
    return json.loads(done.stdout), done.returncode


def check(o, folder, program):
    lines = [text.split("\n\n")[1].strip() for _, _, text, _ in o.mail.archive]
    report, code = verify(program, folder, lines)
    o.check("verify with all heads", (code, report["findings"]), (0, []))
    o.check("every checkpoint left by mail: as many were compared as stand in the database and in the heads", report["checkpoints"], 2 * len(lines))
    times = [json.loads(line)["at"] for line in lines]
    o.holds(len(times) > 24 and all(later - earlier >= 24 * 3600 * 1000 for earlier, later in zip(times, times[1:])),
            f"heads leave once in 24 hours: {times}")
    forged = json.loads(lines[9])
    forged["root"] = "0" * 64
    report, code = verify(program, folder, [*lines[:9], json.dumps(forged), *lines[10:]])
    o.holds(code == 1 and len(report["findings"]) > 0, f"a head that the database does not give was not noticed: {report}")
