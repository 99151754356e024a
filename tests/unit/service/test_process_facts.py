"""What a process takes: its own, and what those below it take, however they are called."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inkstone.service import process_facts
from inkstone.service.process_facts import ProcessWatch

MIB = 2**20
#: Takes 64 MiB and some time of the processor, says so, and waits for its end.
HUNGRY = (
    "import sys,time; held=b'x'*(64<<20); began=time.process_time()\n"
    "while time.process_time()-began<0.2: pass\n"
    "print(flush=True); sys.stdin.read()"
)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_those_below_it_count_while_they_live_and_their_time_afterwards():
    watch = ProcessWatch()
    before = watch.look()
    assert before.memory_bytes > 10 * MIB
    child = subprocess.Popen(
        [sys.executable, "-c", HUNGRY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout.readline()
    during = watch.look()
    assert during.memory_bytes - before.memory_bytes > 60 * MIB
    assert during.cpu_s - before.cpu_s > 0.15
    child.communicate()
    after = watch.look()
    assert after.memory_bytes < during.memory_bytes - 60 * MIB
    assert after.cpu_s - before.cpu_s > 0.15
    assert before.uptime_s < during.uptime_s < after.uptime_s


def test_a_process_with_a_strange_name_is_read_all_the_same(tmp_path, monkeypatch):
    folder = tmp_path / "7"
    (folder / "task" / "7").mkdir(parents=True)
    (folder / "task" / "7" / "children").write_text("")
    (folder / "stat").write_bytes(b"7 (a) b \xff 1 2 (c)) S 1 1 1 0 -1 4 0 0 0 0 300 100 9 9 20\n")
    # A folder of the test's in the place of the kernel's, which names no process so.
    monkeypatch.setattr(process_facts, "_PROC", tmp_path)
    assert process_facts._cpu_s(7) == 400 / os.sysconf("SC_CLK_TCK")


def test_without_the_kernels_books_it_says_what_it_can(tmp_path, monkeypatch):
    # As on a system that has none.
    monkeypatch.setattr(process_facts, "_PROC", tmp_path)
    found = ProcessWatch().look()
    assert found.memory_bytes is None
    assert found.cpu_s > 0


def test_a_look_is_quick():
    watch = ProcessWatch()
    began_s = time.perf_counter()
    for _ in range(20):
        watch.look()
    assert (time.perf_counter() - began_s) / 20 < 0.05


def test_processes_that_start_each_other_for_ever_are_not_followed_for_ever(tmp_path, monkeypatch):
    folder = tmp_path / "1" / "task" / "1"
    folder.mkdir(parents=True)
    (folder / "children").write_text("1 1")
    # No kernel makes such a circle; pids that are used anew between two reads can.
    monkeypatch.setattr(process_facts, "_PROC", tmp_path)
    assert len(process_facts._below(1)) == 256
