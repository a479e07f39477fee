#!/usr/bin/env python3
"""Writes N bibliographic records as CSL-JSON lines, the same ones every time: `generate_records.py N > records.jsonl`.

Five of six describe a work of their own; every sixth describes the work of another record, as another database would: initials for given
names, an abbreviated journal, a slip in the title, no DOI or no pages.
`--truth FILE` says which: a line a record, its id and its work.
"""

import argparse
import json
import random
import sys

ONSETS = "b br c ch d dr f g gl h j k l m n p pr qu r s sh st t tr v w".split()
VOWELS = "a e i o u ai ea io ou".split()
ENDS = ["", "n", "r", "s", "t", "l", "nd", "st", "m"]
SMALL = ["of", "in", "and", "the", "for", "with", "on", "from"]


def word(rng, syllables):
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(syllables)) + rng.choice(ENDS)


def world(rng):
    words = sorted({word(rng, rng.choice([1, 2, 2, 3])) for _ in range(60_000)})
    rng.shuffle(words)
    families = sorted({word(rng, rng.choice([1, 2])).capitalize() for _ in range(30_000)})
    given = sorted({word(rng, rng.choice([1, 2])).capitalize() for _ in range(2_000)})
    journals = [[word(rng, 2).capitalize() for _ in range(rng.choice([1, 2, 3]))] for _ in range(3_000)]
    return words, families, given, journals


def title(rng, words):
    # Few words are frequent, most are rare.
    pick = lambda: words[min(int(rng.paretovariate(0.35)), len(words)) - 1]
    parts = []
    for _ in range(rng.randint(5, 12)):
        parts.append(pick())
        if rng.random() < 0.4:
            parts.append(rng.choice(SMALL))
    return " ".join(parts).capitalize()


def work(rng, number, words, families, given, journals):
    journal = rng.choice(journals)
    year = rng.randint(1970, 2024)
    first = rng.randint(1, 2_000)
    return {
        "type": "article-journal",
        "author": [{"family": rng.choice(families), "given": rng.choice(given)} for _ in range(rng.randint(1, 5))],
        "title": title(rng, words),
        "container-title": "Journal of " + " ".join(journal),
        "issued": {"date-parts": [[year]]},
        "volume": str(year - 1960),
        "issue": str(rng.randint(1, 12)),
        "page": f"{first}-{first + rng.randint(3, 30)}",
        "DOI": f"10.{1000 + number % 9000}/j.{number}",
    }


def slip(rng, text):
    at = rng.randrange(1, max(len(text) - 1, 2))
    return text[:at] + rng.choice("aeiourst") + text[at + rng.choice([0, 1]):]


def again(rng, record):
    """The same work as another database has it."""
    copy = json.loads(json.dumps(record))
    for name in copy["author"]:
        name["given"] = name["given"][0] + "."
    if rng.random() < 0.5:
        copy["container-title"] = "J. " + " ".join(part[:4] + "." for part in copy["container-title"].split()[2:])
    if rng.random() < 0.3:
        copy["title"] = slip(rng, copy["title"])
    if rng.random() < 0.3:
        copy["title"] = copy["title"].upper()
    for name in ["DOI", "page", "issue"]:
        if rng.random() < 0.4:
            del copy[name]
    return copy


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--truth", type=argparse.FileType("w"))
    options = parser.parse_args()
    rng = random.Random(1998)
    world_of = world(rng)
    recent = []
    for number in range(options.count):
        if number % 6 == 5:
            of, record = rng.choice(recent)
            record = again(rng, record)
        else:
            of, record = number, work(rng, number, *world_of)
            recent.append((of, record))
            if len(recent) > 50_000:
                recent[rng.randrange(len(recent))] = recent.pop()
        sys.stdout.write(json.dumps({"id": f"r{number}", **record}, ensure_ascii=False) + "\n")
        if options.truth:
            options.truth.write(f"r{number}\tw{of}\n")


if __name__ == "__main__":
    main()
