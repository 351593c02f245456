"""Harbour Club in SQL: `duckdb_club.py FORM CUSTOMERS.parquet FOLDER THREADS POLICY-HASH [DAY]`.

The form is `nested` (lists of structs, as `loyal sample` writes them) or `normalised` (customers, orders
and complaints as tables of their own, which `prepare` makes beside the file).
"""

import sys
from datetime import date
from pathlib import Path

import duckdb

BESIDE = Path(__file__).parent
STEPS = {
    form: [f"{form}/measured.sql", "found.sql", "granted.sql", f"{form}/given.sql", "tables.sql"]
    for form in ("nested", "normalised")
} | {"prepare": ["normalised/prepare.sql"]}
DAYS = {
    "today": "{day}",
    "month_ago": "{day} - 30",
    "quarter_ago": "{day} - 90",
    "year_ago": "({day} - INTERVAL 12 MONTHS)::DATE",
    "year_on": "({day} + INTERVAL 12 MONTHS)::DATE",
}


def main(form, customers, folder, threads, policy, day="2026-06-30"):
    Path(folder).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"threads": int(threads), "preserve_insertion_order": False})
    day = f"DATE '{date.fromisoformat(day)}'"
    for name, formula in DAYS.items():
        connection.execute(f"SET VARIABLE {name} = {formula.format(day=day)}")
    stem = customers.removesuffix(".parquet")
    places = {"customers": customers, "stem": stem, "output": folder, "policy": policy}
    for name, value in places.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])
    for step in STEPS[form]:
        connection.execute((BESIDE / step).read_text())


main(*sys.argv[1:])
