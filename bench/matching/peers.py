"""Other people's matchers, each in an environment of its own under .bench/peers, asked in the same run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.matching import Skipped
from bench.measure import FOLDER, ROOT

HERE = Path(__file__).parent
UV = ROOT / ".tools" / "bin" / "uv"  # put there by dev.py
PEERS = {
    "logic_v2": ["nomenklatura==4.17.4", "pyicu-wheels==2.15.2"],
    "pandas": ["pandas==2.3.3"],
    "igraph": ["igraph==1.0.0", "numpy==2.4.6"],  # GPL: asked, never linked
}
NO_COMPILER = "pyicu ; sys_platform == 'never'"  # pyicu-wheels is the same module, built


def python(peer: str) -> Path:
    """The interpreter of a peer's environment, which is made at the first call."""
    home = FOLDER / "peers" / peer
    made, found = home / "made", home / "bin" / "python"
    if made.exists() and made.read_text() == " ".join(PEERS[peer]):
        return found
    uv = UV if UV.exists() else shutil.which("uv")
    if not uv:
        raise Skipped("no uv: run `python3 dev.py lint` once")
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([uv, "-q", "venv", "--python", sys.executable, home], check=True)
    overrides = home / "overrides.txt"
    overrides.write_text(NO_COMPILER)
    done = subprocess.run([uv, "-q", "pip", "install", "--python", found, "--override", overrides, *PEERS[peer]])
    if done.returncode:
        raise Skipped(f"{peer} could not be installed")
    made.write_text(" ".join(PEERS[peer]))
    return found


def scores(peer: str, pairs: Sequence[tuple[str, str, str]]) -> tuple[list[float], float]:
    """The peer's score of each (schema, name, name), and the seconds that it took without its start."""
    command = [python(peer), HERE / f"peer_{peer}.py"]
    done = subprocess.run(command, input=json.dumps(pairs), stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["scores"], answer["seconds"]
