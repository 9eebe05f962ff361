"""Compares `commonhour vote count` with reference implementations on random profiles.

Usage: votes.py BINARY [PROFILES PER METHOD]. Ends with 1 when a result differs; prints the profile then.

References: pref_voting (plurality, approval, score, Schulze with both strengths, instant run-off with joint elimination),
svvamp (Schulze), and literal definitions written here for what no package offers: majority judgment by taking ballots off
one by one, plurality with overvotes, and instant run-off with overvotes and the other two rules for ties.
"""

import hashlib
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import svvamp
from pref_voting.grade_methods import approval, score_voting
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import (
    instant_runoff,
    instant_runoff_for_truncated_linear_orders,
    instant_runoff_ranking,
)
from pref_voting.margin_based_methods import beat_path, beat_path_defeat
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies

FILES_PER_START = 250
SEED = bytes(range(32))


# --- random ballots: {option: rank}, options from 0 ------------------------------------------------------------------


def random_sizes(chance):
    """Mostly few ballots, where ties are frequent; now and then more."""
    if chance.random() < 0.85:
        return chance.randint(1, 6), chance.randint(1, 14)
    return chance.randint(3, 10), chance.randint(15, 150)


def random_rankings(chance, ties, truncated):
    options, ballots = random_sizes(chance)
    profile = []
    for _ in range(ballots):
        order = list(range(options))
        chance.shuffle(order)
        if truncated:
            order = order[: chance.randint(1, options)]
        ranking, rank = {}, 0
        for option in order:
            if rank == 0 or not ties or chance.random() < 0.65:
                rank += 1
            ranking[option] = rank
        profile.append(ranking)
    return options, profile


def random_table(chance, grades):
    """Grades from 1; 0 is missing. No option is without any grade: pref_voting leaves such options out."""
    options, ballots = random_sizes(chance)
    missing = chance.choice([0, 0, 0.3])
    rows = [
        [0 if chance.random() < missing else chance.randint(1, grades) for _ in range(options)]
        for _ in range(ballots)
    ]
    return options, rows


def preflib_text(options, profile):
    counts = {}
    for ranking in profile:
        places = {}
        for option, rank in ranking.items():
            places.setdefault(rank, []).append(str(option + 1))
        pieces = [p[0] if len(p) == 1 else "{" + ",".join(p) + "}" for _, p in sorted(places.items())]
        line = ",".join(pieces)
        counts[line] = counts.get(line, 0) + 1
    head = f"# NUMBER ALTERNATIVES: {options}\n# NUMBER VOTERS: {len(profile)}\n"
    return head + "".join(f"{count}: {line}\n" for line, count in counts.items())


def csv_text(options, rows):
    lines = ["ballot," + ",".join(str(option + 1) for option in range(options))]
    for number, row in enumerate(rows):
        lines.append(",".join([str(number)] + ["" if cell == 0 else str(cell) for cell in row]))
    return "\n".join(lines) + "\n"


# --- the program -----------------------------------------------------------------------------------------------------


def counted(binary, method, options, texts, ending):
    """One answer for each text; few starts of the program."""
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(texts):
            path = Path(folder) / f"{number}.{ending}"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        for start in range(0, len(paths), FILES_PER_START):
            files = paths[start : start + FILES_PER_START]
            command = [binary, "vote", "count", "--method", method, *options, *files]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode != 0:
                sys.exit(f"{method}: exit {run.returncode}: {run.stderr}")
            answers += [json.loads(line) for line in run.stdout.splitlines()]
    return answers


def winners_of(answer):
    return sorted(int(name) - 1 for name in answer["winners"])


def order_of(answer):
    return [sorted(int(name) - 1 for name in place) for place in answer["order"]]


# --- literal definitions ---------------------------------------------------------------------------------------------


def places_by(scores):
    """Options in places by their score, the highest first."""
    return [
        sorted(option for option, score in enumerate(scores) if score == level)
        for level in sorted(set(scores), reverse=True)
    ]


def literal_plurality(options, profile):
    votes = [0] * options
    for ranking in profile:
        best = [o for o, rank in ranking.items() if rank == min(ranking.values())]
        if len(best) == 1:
            votes[best[0]] += 1
    return places_by(votes)


def literal_judgment(options, rows, missing_as=1):
    def value(option):
        ballots = sorted(row[option] or missing_as for row in rows)
        taken = []
        while ballots:
            taken.append(ballots.pop((len(ballots) - 1) // 2))
        return tuple(taken)

    return places_by([value(option) for option in range(options)])


def lot_order(options):
    return sorted(range(options), key=lambda o: hashlib.sha256(SEED + str(o + 1).encode()).digest())


def literal_runoff(options, profile, ties, overvotes):
    """The whole order, by taking out one round after another."""
    if overvotes == "skip":
        shared = [
            [rank for rank in ranking.values() if list(ranking.values()).count(rank) > 1] for ranking in profile
        ]
        profile = [{o: r for o, r in ranking.items() if r not in bad} for ranking, bad in zip(profile, shared)]
    lot = lot_order(options)
    running, lost, past, order = set(range(options)), set(), [], []
    while running:
        votes = dict.fromkeys(running, 0)
        for number, ranking in enumerate(profile):
            left = {o: rank for o, rank in ranking.items() if o in running}
            if number in lost or not left:
                continue
            best = [o for o, rank in left.items() if rank == min(left.values())]
            if len(best) > 1:
                lost.add(number)
            else:
                votes[best[0]] += 1
        leaving = [o for o in running if votes[o] == min(votes.values())]
        if ties == "earlier_round":
            for earlier in reversed(past):
                leaving = [o for o in leaving if earlier[o] == min(earlier[p] for p in leaving)]
        if ties != "all" and len(leaving) > 1:
            leaving = [max(leaving, key=lot.index)]
        past.append(votes)
        running -= set(leaving)
        order.insert(0, sorted(leaving))
    return order


# --- what is compared: (name, options of the program, ending, make, text, expected) ------------------------------------


def layers(options, beats):
    """Takes off again and again whom nobody left beats."""
    left, order = set(range(options)), []
    while left:
        top = {x for x in left if not any(beats(y, x) for y in left)}
        order.append(sorted(top))
        left -= top
    return order


def with_ties(options, profile):
    made = ProfileWithTies(profile, candidates=list(range(options)))
    made.use_extended_strict_preference()
    return made


def linear(profile):
    return Profile([sorted(ranking, key=ranking.get) for ranking in profile])


def schulze_by_pref_voting(strength):
    def expected(options, profile):
        made = with_ties(options, profile)
        measure = made.support if strength == "winning" else made.margin
        defeats = beat_path_defeat(made, strength_function=measure)
        order = layers(options, lambda x, y: defeats.has_edge(x, y))
        assert order[0] == beat_path(made, strength_function=measure)
        return order[0], order

    return expected


def schulze_by_svvamp(options, profile):
    orders = np.array([sorted(ranking, key=ranking.get) for ranking in profile])
    widths = svvamp.RuleSchulze()(svvamp.Profile(preferences_rk=orders)).scores_
    order = layers(options, lambda x, y: widths[x, y] > widths[y, x])
    return order[0], order


def runoff_linear(options, profile):
    made = linear(profile)
    ranks = instant_runoff_ranking(made).rmap
    return instant_runoff(made), places_by([-ranks[option] for option in range(options)])


def runoff_truncated(options, profile):
    made = ProfileWithTies(profile, candidates=list(range(options)))
    return instant_runoff_for_truncated_linear_orders(made), None


def plurality_linear(options, profile):
    order = places_by([linear(profile).plurality_scores()[option] for option in range(options)])
    return order[0], order


def grade_profile(rows, grades):
    maps = [{option: cell for option, cell in enumerate(row) if cell} for row in rows]
    return GradeProfile(maps, grades, candidates=list(range(len(rows[0]))))


def approval_by_pref_voting(options, rows):
    approved = [[1 if cell else 0 for cell in row] for row in rows]
    order = places_by([sum(column) for column in zip(*approved)])
    return approval(grade_profile(approved, [0, 1])), order


def score_by_pref_voting(options, rows):
    order = places_by([sum(column) for column in zip(*rows)])
    return score_voting(grade_profile(rows, list(range(0, 11))), ungraded_score=0), order


def by_order(definition):
    def expected(options, ballots):
        order = definition(options, ballots)
        return order[0], order

    return expected


def ranking_maker(ties, truncated):
    return lambda chance: random_rankings(chance, ties, truncated)


def comparisons():
    strict, cut = ranking_maker(False, False), ranking_maker(False, True)
    tied, any_ballot = ranking_maker(True, False), ranking_maker(True, True)
    yield "plurality", "pref_voting", [], "soc", strict, plurality_linear
    yield "plurality", "literal", [], "toi", any_ballot, by_order(literal_plurality)
    yield "approval", "pref_voting", [], "csv", lambda c: random_table(c, 1), approval_by_pref_voting
    yield "score", "pref_voting", [], "csv", lambda c: random_table(c, 10), score_by_pref_voting
    for strength in ["winning", "margins"]:
        expected = schulze_by_pref_voting(strength)
        for ending, make in [("soc", strict), ("soi", cut), ("toc", tied), ("toi", any_ballot)]:
            yield "schulze", "pref_voting", ["--strength", strength], ending, make, expected
        yield "schulze", "svvamp", ["--strength", strength], "soc", strict, schulze_by_svvamp
    yield "irv", "pref_voting", ["--ties", "all"], "soc", strict, runoff_linear
    yield "irv", "pref_voting", ["--ties", "all"], "soi", cut, runoff_truncated
    for ties in ["all", "earlier_round", "lot"]:
        for overvotes in ["exhaust", "skip"]:
            given = ["--ties", ties, "--overvotes", overvotes, "--seed", SEED.hex()]

            def expected(options, profile, ties=ties, overvotes=overvotes):
                order = literal_runoff(options, profile, ties, overvotes)
                first = [o for o in lot_order(options) if o in order[0]]
                return first[:1], order

            yield "irv", "literal", given, "toi", any_ballot, expected
    judgment = by_order(literal_judgment)
    for grades in [2, 4, 7]:
        names = ",".join(str(grade) for grade in range(1, grades + 1))
        make = lambda chance, grades=grades: random_table(chance, grades)
        yield "majority_judgment", "literal", ["--grades", names], "csv", make, judgment


def compare(binary, profiles, comparison):
    method, reference, given, ending, make, expected = comparison
    title = " ".join([method, *given[:4], f".{ending}", "against", reference])
    chance = random.Random(title)
    made = [make(chance) for _ in range(profiles)]
    write = csv_text if ending == "csv" else preflib_text
    texts = [write(options, ballots) for options, ballots in made]
    differences = tied = 0
    for (options, ballots), text, answer in zip(made, texts, counted(binary, method, given, texts, ending)):
        winners, order = expected(options, ballots)
        tied += any(len(place) > 1 for place in order_of(answer))
        if winners_of(answer) != sorted(winners) or (order is not None and order_of(answer) != order):
            differences += 1
            if differences == 1:
                print(f"DIFFERENCE {title}\n{text}expected {winners} {order}\nanswer {json.dumps(answer)}")
    print(f"{differences} differences in {profiles} profiles, {tied} with ties: {title}")
    return differences


def main():
    binary = sys.argv[1]
    profiles = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    differences = sum(compare(binary, profiles, comparison) for comparison in comparisons())
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
