#!/usr/bin/env python3
"""Deduplicates a library in parts, DuckDB between the stages: `duckdb_parts.py RECORDS PARTS FOLDER`.

`ibidem` must be in the PATH. FOLDER gets pairs.tsv, pairs/part=N/, links-N.tsv, links.tsv and clusters.jsonl. Each part could as well be
compared on a machine of its own: it needs the records and its pairs, nothing else.
"""

import glob
import subprocess
import sys
import time

import duckdb


def stage(name, records, out, previous=()):
    options = [option for file in previous for option in ("--previous", file)]
    subprocess.run(["ibidem", "dedupe", records, "--quiet", "--stage", name, "-o", out, *options], check=True)


def main():
    records, parts, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    began = time.time()
    said = lambda what: print(f"{time.time() - began:7.1f} s  {what}", flush=True)

    stage("block", records, f"{folder}/pairs.tsv")
    count = duckdb.sql(
        f"SELECT count(*) FROM read_csv('{folder}/pairs.tsv', delim='\t', header=false, columns={{'a': 'UINTEGER', 'b': 'UINTEGER'}})"
    ).fetchall()[0][0]
    said(f"{count} pairs")

    duckdb.sql(f"""
        COPY (SELECT a, b, hash(a) % {parts} AS part
              FROM read_csv('{folder}/pairs.tsv', delim='\t', header=false, columns={{'a': 'UINTEGER', 'b': 'UINTEGER'}}))
        TO '{folder}/pairs' (FORMAT csv, DELIMITER '\t', HEADER false, PARTITION_BY (part), OVERWRITE)
    """)
    said(f"{parts} parts")

    for part in range(parts):
        stage("compare", records, f"{folder}/links-{part}.tsv", sorted(glob.glob(f"{folder}/pairs/part={part}/*")))
    said("compared")

    # The odds stay text, so that no digit changes.
    duckdb.sql(f"""
        COPY (SELECT * FROM read_csv('{folder}/links-*.tsv', delim='\t', header=false, quote='',
                                     columns={{'a': 'UINTEGER', 'b': 'UINTEGER', 'odds': 'VARCHAR', 'why': 'VARCHAR'}})
              ORDER BY a, b)
        TO '{folder}/links.tsv' (FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '')
    """)
    stage("cluster", records, f"{folder}/clusters.jsonl", [f"{folder}/links.tsv"])
    clusters = duckdb.sql(f"SELECT count(keep), sum(len(members)) FROM read_json('{folder}/clusters.jsonl', format='newline_delimited')").fetchall()[0]
    said(f"{clusters[0]} works in {clusters[1]} records")


if __name__ == "__main__":
    main()
