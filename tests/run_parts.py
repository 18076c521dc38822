"""Runs the parts of the test suite and adds up their counts. Called by ./test; python3 of Debian 12, nothing else.

A part is a named function that answers (passed, failed). The Catch2 programs test_AREA are parts by themselves.
"""
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import threading
import time

PRESET = os.environ.get("BIHUAN_TEST_PRESET") or ("asan" if "--all" in sys.argv else "dev")
os.environ["BIHUAN_TEST_PRESET"] = PRESET  # the parts that are scripts look for the programs there
BUILD = f"build/{PRESET}"
FUZZ_SECONDS = int(os.environ.get("BIHUAN_FUZZ_SECONDS", "240"))  # of all targets together
FUZZ_SEED = os.environ.get("BIHUAN_FUZZ_SEED", "0")  # 0: another each time
TAIL = 40  # lines of a red command's output, said once more before the table of counts
reds = []


def run(command, timeout=1800, show=True, **options):
    """Runs a command, answers (exit code, output), and shows the output. What takes longer is ended with all it started."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True, **options)
    late = threading.Event()

    def end():
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    watch = threading.Timer(timeout, end)
    watch.start()
    lines = []
    for line in process.stdout:
        lines.append(line)
        if show:
            sys.stdout.write(line)
            sys.stdout.flush()
    code = process.wait()
    watch.cancel()
    if late.is_set():
        lines.append(f"timed out after {timeout} s\n")
        sys.stdout.write(lines[-1])
    if code:
        reds.append(f"==> {' '.join(command)[:200]}\n{''.join(lines[-TAIL:])}")
    return code, "".join(lines)


def build(preset, *targets, options=()):
    """Configures (once, or for the options) and builds; False when either fails."""
    if options or not os.path.exists(f"build/{preset}/build.ninja"):
        code, _ = run(["cmake", "--preset", preset, *options])
        if code:
            return False
    command = ["cmake", "--build", f"build/{preset}"]
    if targets:
        command += ["--target", *targets]
    return run(command, timeout=5400)[0] == 0


def catch_counts(code, output):
    """The counts in the closing lines of a Catch2 program; a crash is one failure."""
    ok = re.search(r"All tests passed \(\d+ assertions? in (\d+) test cases?\)", output)
    if ok and code == 0:
        return int(ok.group(1)), 0
    some = re.search(r"test cases:\s*\d+(.*)", output)
    if some:
        count = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", some.group(1))}
        return count.get("passed", 0), max(1, count.get("failed", 0))
    return 0, 1


def plain_counts(code, output):
    """The last `N passed, N failed` of an output."""
    found = re.findall(r"(\d+) passed, (\d+) failed", output)
    if not found:
        return 0, 1
    passed, failed = map(int, found[-1])
    return passed, max(failed, 1 if code else 0)


def areas():
    """The Catch2 programs that the build knows."""
    folder = f"{BUILD}/tests"
    return sorted(name[5:] for name in os.listdir(folder) if name.startswith("test_") and "." not in name)


def catch_part(area, preset=None):
    program = f"build/{preset or PRESET}/tests/test_{area}"
    return catch_counts(*run([program, "--order", "rand", "--rng-seed", "time"], env=sanitizer_environment()))


def sanitizer_environment():
    suppressions = os.path.abspath("tests/support")
    return {**os.environ, "ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "print_stacktrace=1",
            "LSAN_OPTIONS": f"suppressions={suppressions}/lsan.supp:print_suppressions=0",
            "TSAN_OPTIONS": f"halt_on_error=1:suppressions={suppressions}/tsan.supp:print_suppressions=0"}


DEEP_PARTS = ("fuzz", "mutation", "threads")  # builds of their own, or many runs: when named, or with --all
LONG_PARTS = ("browser", "openapi")


def part_format():
    """Every C++ file is formatted as .clang-format says."""
    files = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], capture_output=True, text=True, check=True).stdout.split()
    code, _ = run(["clang-format-16", "--dry-run", "--Werror", *files])
    return (1, 0) if code == 0 else (0, 1)


def part_scenarios():
    """The scenarios beside the shipped workflows, with full transition coverage."""
    code, output = run([f"{BUILD}/cli/bihuan", "test", "workflows"], env=sanitizer_environment())
    counts = re.findall(r"(\d+) scenarios, (\d+) failures, (\d+) of (\d+) transitions", output)
    played = sum(int(row[0]) for row in counts)
    failures = sum(int(row[1]) for row in counts)
    return played - failures, max(failures, 1 if code or not counts else 0)


def sources_of(area):
    """The texts of the test files of an area."""
    folder = f"tests/{area}"
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [open(f"{folder}/{name}", encoding="utf-8").read() for name in names if name.endswith(".cpp")]


def part_threads():
    """What runs threads, under ThreadSanitizer."""
    programs = [area for area in areas() if any("[threads]" in text for text in sources_of(area))]
    if not build("tsan", *[f"test_{area}" for area in programs]):
        return 0, 1
    counts = [catch_counts(*run([f"build/tsan/tests/test_{area}", "[threads]"], env=sanitizer_environment()))
              for area in programs]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def part_fuzz():
    """Every libFuzzer target for a bounded time, from the kept corpus."""
    if not build("fuzz", "fuzz_targets"):
        return 0, 1
    passed = failed = 0
    folder = "build/fuzz/tests/fuzz"
    targets = sorted(name for name in os.listdir(folder) if name.startswith("fuzz_") and "." not in name)
    seconds = max(5, FUZZ_SECONDS // max(1, len(targets)))
    for name in targets:
        corpus = f"{folder}/corpus-{name}"
        os.makedirs(corpus, exist_ok=True)
        kept = f"tests/fuzz/corpus/{name[5:]}"
        code, output = run([f"{folder}/{name}", f"-max_total_time={seconds}", f"-seed={FUZZ_SEED}", "-timeout=30", "-rss_limit_mb=4096",
                            "-print_final_stats=0", f"-artifact_prefix={folder}/", corpus, *([kept] if os.path.isdir(kept) else [])], show=False)
        print(f"{name}: {'clean' if code == 0 else 'FAILED'} after {seconds} s" + ("" if code == 0 else f"\n{output}"), flush=True)
        passed, failed = (passed + 1, failed) if code == 0 else (passed, failed + 1)
    return passed, failed


def part_mutation():
    """Whatever is dropped or altered in a shipped workflow, one of its scenarios notices."""
    return plain_counts(*run([sys.executable, "tests/workflows/mutation.py", f"{BUILD}/cli/bihuan"], env=sanitizer_environment()))


def part_browser(show=True):
    """The web app in Chromium, served by the program under test."""
    program = os.path.abspath(f"{BUILD}/cli/bihuan")
    code, output = run(["tests/browser/run"], show=show, env={**sanitizer_environment(), "BIHUAN_PROGRAM": program})
    if not show:
        print(f"==> browser, which ran beside the others\n{output}", flush=True)
    return plain_counts(code, output)


def part_script(path):
    def part():
        return plain_counts(*run([path], env=sanitizer_environment()))
    return part


def parts():
    """All parts in the order in which they run: name -> function."""
    table = {"format": part_format}
    for area in areas():
        table[area] = lambda area=area: catch_part(area)
    table["scenarios"] = part_scenarios
    table["docs"] = part_script("tests/docs/run")
    table["program"] = part_script("tests/program/run")
    table["office"] = part_script("tests/office/run")
    table["demo"] = part_script("tests/demo/run")
    table["browser"] = part_browser
    table["fuzz"] = part_fuzz
    table["openapi"] = part_script("tests/openapi/run")
    table["mutation"] = part_mutation
    table["threads"] = part_threads
    return table


def main(arguments):
    named = [word for word in arguments if not word.startswith("--")]
    left_out = () if named or "--all" in arguments else DEEP_PARTS
    if "--quick" in arguments:
        left_out = (*left_out, *LONG_PARTS)
    for option in [word for word in arguments if word.startswith("--without=")]:
        left_out = (*left_out, *option.removeprefix("--without=").split(","))
    browser = "--list" not in arguments and ("browser" in named if named else "browser" not in left_out)
    if not build(PRESET, options=["-DBIHUAN_WEB_UI=ON"] if browser else ()):
        print("the build failed\n0 passed, 1 failed")
        return 1
    table = parts()
    if "--list" in arguments:
        print("\n".join(table))
        return 0
    unknown = [name for name in (*named, *left_out) if name not in table]
    if unknown:
        print(f"no such part: {', '.join(unknown)} (./test --list names them)")
        return 2
    chosen = [name for name in named or table if name not in left_out]
    rows = []

    def count(name, part):
        begin = time.monotonic()
        passed, failed = part()
        rows.append((name, passed, failed, time.monotonic() - begin))

    beside = None
    if "browser" in chosen and len(chosen) > 1 and PRESET != "asan":  # the sanitizers make it too slow for a neighbour
        chosen.remove("browser")
        beside = concurrent.futures.ThreadPoolExecutor().submit(count, "browser", lambda: part_browser(show=False))
    for name in chosen:
        print(f"==> {name}", flush=True)
        count(name, table[name])
    if beside:
        beside.result()  # throws what it threw
    print("\n" + "\n".join(reds))
    for name, passed, failed, seconds in rows:
        print(f"{name:12} {passed:6} passed {failed:4} failed  {seconds:7.1f} s")
    print(f"{sum(row[1] for row in rows)} passed, {sum(row[2] for row in rows)} failed")
    return 1 if any(row[2] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
