"""`python contenders.py pandera|duckdb|duckdb-kept|duckdb-checks|frictionless FILE SPEC`: the checks of checks.ts in other tools, each written as its own users would.

SPEC holds the contract's columns with their dictionaries. Answers CPU seconds of all threads and what was found, as JSON. `duckdb-checks` and `frictionless` check what stands there,
the others clean and standardise first: spaces at the ends, full-width letters and digits, upper case, words for codes, forms of a date, separators of a list. `duckdb-kept` also keeps
the cleaned rows in a table.
"""

import json
import sys
import time

contender, file, spec_file = sys.argv[1:4]
with open(spec_file, encoding="utf-8") as text:
    columns = json.load(text)

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
DATE_FORMS = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d"]
CHECKED, SUBMITTED, KEY = "check_date", "submitted_date", "record_id"


def duckdb_run(clean, keep=False):
    import duckdb

    def quote(text):
        return "'" + text.replace("'", "''") + "'"

    def cleaned(column):
        name, kind = column["name"], column["type"]
        if not clean:
            return name
        spaces = quote(" \t\u3000")
        if kind == "text":
            return f"trim({name}, {spaces})"
        if kind == "list":
            return f"translate(trim({name}, {spaces}), '；、，,', ';;;;')"
        # What is ASCII has nothing to translate and no full-width space.
        code = f"(CASE WHEN strlen({name}) = length({name}) THEN trim({name}) ELSE trim(translate({name}, {quote(WIDE)}, {quote(NARROW)}), {spaces}) END)"
        if kind == "datetime":
            # A cast knows nearly all; forms are only tried on what it leaves.
            forms = "[" + ", ".join(quote(form) for form in DATE_FORMS) + "]"
            return f"CASE WHEN {name} = '' THEN NULL ELSE coalesce(try_cast({name} AS TIMESTAMP), try_strptime({code}, {forms})) END"
        if column["codes"]:
            codes = ", ".join(quote(known) for known in column["codes"])
            words = " ".join(f"WHEN {quote(word)} THEN {quote(known)}" for word, known in column["words"].items())
            return f"CASE WHEN {name} IN ({codes}) THEN {name} ELSE (CASE {code} {words} ELSE {code} END) END"
        if column["compact"]:
            code = f"replace(replace({code}, '-', ''), ' ', '')"
        return f"upper({code})" if column["upper"] else code

    def wrong(check):
        conditions = []
        for column in columns:
            name = column["name"]
            given = f"{name} <> ''" if column["type"] != "datetime" or not clean else f"{name} IS NOT NULL"
            if check == "required" and column["required"]:
                conditions.append(f"(NOT ({given}))" if column["type"] != "datetime" or not clean else f"({name} IS NULL)")
            if check == "length" and column["maxLength"]:
                conditions.append(f"(length({name}) > {column['maxLength']})")
            if check == "pattern" and column["pattern"]:
                conditions.append(f"({given} AND NOT regexp_full_match({name}, {quote(column['pattern'])}))")
            if check == "dictionary" and column["codes"]:
                listed = ", ".join(quote(code) for code in column["codes"])
                conditions.append(f"({given} AND {name} NOT IN ({listed}))")
        return " + ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions)

    connection = duckdb.connect(config={"threads": 1})
    begun = time.process_time()
    kinds = ", ".join(f"{quote(column['name'])}: 'VARCHAR'" for column in columns)
    source = f"read_csv({quote(file)}, header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = {{{kinds}}}, nullstr = '\\0')"
    chosen = ", ".join(f"{cleaned(column)} AS {column['name']}" for column in columns)
    connection.execute(f"CREATE TEMP {'TABLE' if keep else 'VIEW'} rows AS SELECT {chosen} FROM {source}")
    figures = ["count(*)"] + [wrong(check) for check in ("required", "length", "pattern", "dictionary")]
    figures += [f"count(*) FILTER (WHERE {SUBMITTED} < {CHECKED})", f"count(*) - count(DISTINCT {KEY})"]
    answer = connection.execute(f"SELECT {', '.join(figures)} FROM rows").fetchone()
    seconds = time.process_time() - begun
    names = ("required", "length", "pattern", "dictionary", "order", "duplicate")
    return {"seconds": seconds, "rows": answer[0], "found": dict(zip(names, answer[1:]))}


def pandera_run():
    import pandas as pd
    import pandera.pandas as pa
    import pyarrow

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    narrow = str.maketrans(WIDE, NARROW)
    begun = time.process_time()
    rows = pd.read_csv(file, engine="pyarrow", dtype=str, keep_default_na=False)
    for column in columns:
        name, kind = column["name"], column["type"]
        values = rows[name].str.strip()
        if kind == "list":
            values = values.str.replace("[；、，,]", ";", regex=True)
        elif kind != "text":
            odd = values.str.contains(f"[{WIDE[0]}-{WIDE[-1]}]", regex=True)
            if odd.any():
                values = values.mask(odd, values[odd].str.translate(narrow))
            if kind == "datetime":
                # One form for nearly all; what is left is tried form by form.
                values_read = pd.to_datetime(values, format=DATE_FORMS[0], errors="coerce")
                for form in DATE_FORMS[1:]:
                    left = values_read.isna() & (values != "")
                    if not left.any():
                        break
                    values_read[left] = pd.to_datetime(values[left], format=form, errors="coerce")
                values = values_read
            elif column["codes"]:
                values = values.replace({word: code for word, code in column["words"].items() if word != code})
            else:
                if column["compact"]:
                    values = values.str.replace("[ -]", "", regex=True)
                if column["upper"]:
                    values = values.str.upper()
        # Pandera's word for "missing" is null.
        rows[name] = values if kind == "datetime" else values.mask(values == "")
    schema = {}
    for column in columns:
        tests = []
        if column["maxLength"] and column["type"] != "datetime":
            tests.append(pa.Check.str_length(max_value=column["maxLength"], error="length"))
        if column["pattern"]:
            tests.append(pa.Check.str_matches(column["pattern"], error="pattern"))
        if column["codes"]:
            tests.append(pa.Check.isin(column["codes"], error="dictionary"))
        schema[column["name"]] = pa.Column(checks=tests, nullable=not column["required"], unique=False)
    later = pa.Check(lambda frame: ~(frame[SUBMITTED] < frame[CHECKED]), error="order")
    failures = None
    try:
        pa.DataFrameSchema(schema, checks=[later], unique=[KEY], report_duplicates="exclude_first").validate(rows, lazy=True, inplace=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    seconds = time.process_time() - begun
    found = dict.fromkeys(("required", "length", "pattern", "dictionary", "order", "duplicate"), 0)
    names = {"not_nullable": "required", "multiple_fields_uniqueness": "duplicate"}
    distinct = failures.drop_duplicates(["check", "index", "column"] if "column" in failures else ["check", "index"])
    for check, group in distinct.groupby("check"):
        known = names.get(check, check)
        found[known] = int(group["index"].nunique()) if known == "order" else len(group)
    return {"seconds": seconds, "rows": len(rows), "found": found}


def frictionless_run():
    from frictionless import Checklist, Resource, Schema, checks, system

    fields = []
    for column in columns:
        constraints = {}
        if column["required"]:
            constraints["required"] = True
        if column["maxLength"]:
            constraints["maxLength"] = column["maxLength"]
        if column["pattern"]:
            constraints["pattern"] = column["pattern"]
        if column["codes"]:
            constraints["enum"] = column["codes"]
        fields.append({"name": column["name"], "type": "string", "constraints": constraints})
    schema = Schema.from_descriptor({"fields": fields, "primaryKey": [KEY], "missingValues": [""]})
    checklist = Checklist(checks=[checks.row_constraint(formula=f"{SUBMITTED} >= {CHECKED}")])
    begun = time.process_time()
    with system.use_context(trusted=True):
        report = Resource(path=file, schema=schema).validate(checklist, limit_errors=10_000_000)
    seconds = time.process_time() - begun
    found = dict.fromkeys(("required", "length", "pattern", "dictionary", "order", "duplicate"), 0)
    for kind, note in report.flatten(["type", "note"]):
        if kind == "primary-key":
            found["duplicate"] += 1
        elif kind == "row-constraint":
            found["order"] += 1
        elif kind == "constraint-error":
            for word, name in {"required": "required", "maxLength": "length", "pattern": "pattern", "enum": "dictionary"}.items():
                if f'"{word}' in note:
                    found[name] += 1
        else:
            raise SystemExit(f"unexpected error {kind}: {note}")
    return {"seconds": seconds, "rows": report.tasks[0].stats["rows"], "found": found}


run = {
    "pandera": pandera_run,
    "duckdb": lambda: duckdb_run(True),
    "duckdb-kept": lambda: duckdb_run(True, keep=True),
    "duckdb-checks": lambda: duckdb_run(False),
    "frictionless": frictionless_run,
}
print(json.dumps(run[contender]()))
