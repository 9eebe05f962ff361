"""Compares `commonhour vote count` on budget votes with pabutools, on random profiles with many ties.

Usage: budgets.py BINARY [PROFILES PER METHOD]. Ends with 1 when a result differs; prints the file then. With
COMMONHOUR_VOTES_DIR set, the .pb files in that folder are compared too.

pabutools counts with exact fractions. It gets the same tie order (lower cost, more votes, lot, else order of the file).
Its greedy rule goes by satisfaction per cost, which with the cost as satisfaction of an approval is the number of votes;
for points, and for the rule that stops at the first misfit, the definition is written out here.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    CardinalBallot,
    CardinalProfile,
    Cost_Sat,
    Instance,
    Project,
    parse_pabulib,
)
from pabutools.rules import exhaustion_by_budget_increase, greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
from gmpy2 import mpq

FILES_PER_START = 250
SEED = bytes(range(32))


class Vote:
    """Projects [(id, cost)], ballots [{place: points}], a threshold; amounts are exact."""

    def __init__(self, chance, kind):
        self.kind = kind
        size = chance.choice([1, 2, 3, 4, 5, 6, 8])
        voters = chance.randint(1, 9) if chance.random() < 0.8 else chance.randint(10, 60)
        step = chance.choice([1, 1, 6, 6, Fraction(1, 2), Fraction(5, 4)])
        self.costs = [step * chance.randint(1, 8) for _ in range(size)]
        self.ids = [f"p{n}" for n in chance.sample(range(100), size)]
        self.budget = chance.choice([sum(self.costs) * chance.randint(1, 7) / Fraction(6), chance.randint(1, 60)])
        self.budget = Fraction(int(self.budget * 4), 4)
        points = (lambda: 1) if kind == "approval" else (lambda: chance.choice([0, 1, 1, 2, 3, Fraction(1, 2)]))
        self.ballots = [
            {place: points() for place in range(size) if chance.random() < 0.5} for _ in range(voters)
        ]
        self.threshold = chance.choice([0, 0, 0, 1, 2])

    def text(self):
        lines = ["META", "key;value", f"budget;{written(self.budget)}", f"vote_type;{self.kind}"]
        if self.threshold:
            lines.append(f"min_project_score_threshold;{self.threshold}")
        lines += ["PROJECTS", "project_id;cost"]
        lines += [f"{name};{written(cost)}" for name, cost in zip(self.ids, self.costs)]
        lines += ["VOTES", "voter_id;vote" + (";points" if self.kind != "approval" else "")]
        for voter, ballot in enumerate(self.ballots):
            line = f"{voter};" + ",".join(self.ids[place] for place in ballot)
            if self.kind != "approval":
                line += ";" + ",".join(written(points) for points in ballot.values())
            lines.append(line)
        return "\n".join(lines) + "\n"

    def score(self, place):
        return sum(ballot.get(place, 0) for ballot in self.ballots)

    def eligible(self):
        return [place for place in range(len(self.ids)) if self.score(place) >= self.threshold]

    def tie_key(self, lot):
        names = {name: place for place, name in enumerate(self.ids)}
        drawn = lot_places(len(self.ids)) if lot else range(len(self.ids))
        votes = [sum(place in ballot for ballot in self.ballots) for place in range(len(self.ids))]
        return lambda name: (self.costs[names[name]], -votes[names[name]], drawn[names[name]])

    def election(self):
        """The instance and profile of pabutools, of the eligible projects."""
        projects = {place: Project(self.ids[place], mpq(self.costs[place])) for place in self.eligible()}
        instance = Instance(projects.values(), budget_limit=mpq(self.budget))
        given = [
            {projects[place]: mpq(points) for place, points in ballot.items() if place in projects}
            for ballot in self.ballots
        ]
        if self.kind == "approval":
            return instance, ApprovalProfile([ApprovalBallot(ballot) for ballot in given])
        return instance, CardinalProfile([CardinalBallot(ballot) for ballot in given])


def written(amount):
    amount = Fraction(amount)
    return str(int(amount)) if amount.denominator == 1 else str(float(amount))


def lot_places(options):
    """The lot as the program draws it: by SHA-256 of the seed and the option's number."""
    key = lambda option: hashlib.sha256(SEED + str(option + 1).encode()).digest()
    places = [0] * options
    for place, option in enumerate(sorted(range(options), key=key)):
        places[option] = place
    return places


# --- expected results: the ids bought, in order ----------------------------------------------------------------------


def literal_greedy(stop):
    def expected(vote, lot):
        key = vote.tie_key(lot)
        left, bought = vote.budget, []
        for place in sorted(vote.eligible(), key=lambda place: (-vote.score(place), *key(vote.ids[place]))):
            if vote.costs[place] <= left:
                left -= vote.costs[place]
                bought.append(vote.ids[place])
            elif stop:
                break
        return bought

    return expected


def tie_rule(vote, lot):
    key = vote.tie_key(lot)
    return TieBreakingRule(lambda _instance, _profile, project: key(project.name))


def package_greedy(vote, lot):
    bought = greedy_utilitarian_welfare(*vote.election(), Cost_Sat, tie_breaking=tie_rule(vote, lot))
    return [project.name for project in bought]


def package_shares(satisfaction, completion, stop):
    def expected(vote, lot):
        instance, profile = vote.election()
        options = {"sat_class": satisfaction, "tie_breaking": tie_rule(vote, lot)}
        if completion == "none":
            bought = method_of_equal_shares(instance, profile, **options)
        elif stop == "exhaustive":
            bought = method_of_equal_shares(instance, profile, voter_budget_increment=1, **options)
        else:
            bought = exhaustion_by_budget_increase(
                instance,
                profile,
                method_of_equal_shares,
                options,
                exhaustive_stop=False,
                budget_step=profile.num_ballots(),
                budget_bound=instance.budget_limit * (profile.num_ballots() + 1) + 100 * profile.num_ballots(),
            )
        return [project.name for project in bought]

    return expected


def comparisons():
    """(method, options, kind of ballots, expected)"""
    yield "greedy", ["--misfit", "skip"], "approval", package_greedy
    for kind in ["approval", "scoring"]:
        for misfit in ["skip", "stop"]:
            yield "greedy", ["--misfit", misfit], kind, literal_greedy(misfit == "stop")
    satisfactions = [
        ("approval", "cost", Cost_Sat),
        ("approval", "cardinality", Cardinality_Sat),
        ("scoring", "cost", Additive_Cardinal_Sat),
    ]
    for kind, utility, satisfaction in satisfactions:
        for completion, stop in [("none", "overspend"), ("add1", "overspend"), ("add1", "exhaustive")]:
            given = ["--utility", utility, "--completion", completion, "--stop", stop]
            yield "equal_shares", given, kind, package_shares(satisfaction, completion, stop)


# --- the program's answers -------------------------------------------------------------------------------------------


def counted(binary, method, given, texts):
    """The answers to many files, a few hundred files for each start of the program."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(texts):
            paths.append(Path(folder) / f"{number}.pb")
            paths[-1].write_text(text)
        for start in range(0, len(paths), FILES_PER_START):
            some = paths[start : start + FILES_PER_START]
            command = [binary, "vote", "count", "--method", method, *given, *map(str, some)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{' '.join(command[:8])}…: {done.stderr}")
            yield from map(json.loads, done.stdout.splitlines())


def compare(binary, profiles, comparison, lot):
    method, given, kind, expected = comparison
    title = " ".join([method, *given, kind, "lot" if lot else "file order", expected.__qualname__.split(".")[0]])
    chance = random.Random(title)
    votes = [Vote(chance, kind) for _ in range(profiles)]
    texts = [vote.text() for vote in votes]
    seed = ["--seed", SEED.hex()] if lot else []
    differences = tied = 0
    for vote, text, answer in zip(votes, texts, counted(binary, method, given + seed, texts)):
        wanted = expected(vote, lot)
        cost = sum(vote.costs[vote.ids.index(name)] for name in wanted)
        tied += bool(answer["ties"])
        winners = answer["winners"]
        if "overspend" in given and len(wanted) == sum(vote.score(place) > 0 for place in vote.eligible()):
            # Everything is bought and nothing can overspend: the program stops there, pabutools at its bound.
            winners, wanted = sorted(winners), sorted(wanted)
        if winners != wanted or Fraction(str(answer["cost"])) != cost:
            differences += 1
            if differences == 1:
                print(f"DIFFERENCE {title}\n{text}expected {wanted} {cost}\nanswer {json.dumps(answer)}")
    print(f"{differences} differences in {profiles} profiles, {tied} with ties: {title}", flush=True)
    return differences


def compare_real(binary, path):
    """A real vote by Equal Shares with Add1; ties in order of the file."""
    instance, profile = parse_pabulib(str(path))
    if not isinstance(profile, ApprovalProfile):
        return 0
    text = path.read_text(encoding="utf-8-sig")
    (answer,) = counted(binary, "equal_shares", ["--stop", "exhaustive"], [text])
    places = {name: place for place, name in enumerate(answer["figures"]["projects"])}
    votes = {name: figures["votes"] for name, figures in answer["figures"]["projects"].items()}
    ties = TieBreakingRule(lambda _i, _p, project: (project.cost, -votes[project.name], places[project.name]))
    bought = method_of_equal_shares(instance, profile, Cost_Sat, tie_breaking=ties, voter_budget_increment=1)
    same = answer["winners"] == [project.name for project in bought]
    print(f"{'same' if same else 'DIFFERENCE'}: {path.name}, {len(bought)} bought, cost {answer['cost']}", flush=True)
    return int(not same)


def main():
    binary = sys.argv[1]
    profiles = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    differences = 0
    for number, comparison in enumerate(comparisons()):
        differences += compare(binary, profiles, comparison, lot=number % 2 == 1)
    folder = os.environ.get("COMMONHOUR_VOTES_DIR")
    for path in sorted(Path(folder).glob("*.pb")) if folder else []:
        differences += compare_real(binary, path)
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
