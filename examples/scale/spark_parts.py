#!/usr/bin/env python3
"""Compares the pairs of a library in parts with Spark: `spark_parts.py RECORDS PARTS FOLDER`.

`ibidem` must lie where every worker finds it, as must RECORDS. FOLDER gets links.tsv and
clusters.jsonl.
"""

import shutil
import subprocess
import sys

from pyspark.sql import SparkSession


def main():
    records, parts, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    ibidem = shutil.which("ibidem")
    spark = SparkSession.builder.appName("ibidem").getOrCreate()

    # Each task blocks one slice of the keys; a pair that shares several blocks comes more than once.
    block = lambda part: subprocess.run(
        [ibidem, "dedupe", records, "--quiet", "--stage", "block", "--part", f"{part}/{parts}"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    pairs = spark.sparkContext.parallelize(range(1, parts + 1), parts).flatMap(block).distinct(parts)

    links = pairs.pipe(f"{ibidem} dedupe {records} --quiet --stage compare", checkCode=True).collect()
    links.sort(key=lambda line: tuple(map(int, line.split("\t")[:2])))
    with open(f"{folder}/links.tsv", "w") as file:
        file.writelines(line + "\n" for line in links)
    spark.stop()
    subprocess.run(
        [ibidem, "dedupe", records, "--quiet", "--stage", "cluster", "--previous", f"{folder}/links.tsv", "-o", f"{folder}/clusters.jsonl"],
        check=True,
    )


if __name__ == "__main__":
    main()
