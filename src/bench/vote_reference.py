"""Counts a vote with a reference package: `python -c … METHOD FILE`. Prints the seconds of the count alone, and who won."""

import json
import sys
import time


def schulze(path):
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles_with_ties import ProfileWithTies

    with open(path) as lines:
        rows = [[int(rank) for rank in line.split(",")] for line in lines]
    ballots = [{option: rank for option, rank in enumerate(row) if rank} for row in rows]
    options = list(range(len(rows[0])))

    def count(ballots):
        profile = ProfileWithTies(ballots, candidates=options)
        profile.use_extended_strict_preference()
        return beat_path(profile, strength_function=profile.support)

    count(ballots[:10])  # what is compiled at the first call is not measured
    started = time.perf_counter()
    winners = count(ballots)
    return time.perf_counter() - started, winners


def equal_shares(path):
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    instance, profile = parse_pabulib(path)
    votes = {project.name: sum(project in ballot for ballot in profile) for project in instance}
    ties = TieBreakingRule(lambda _i, _p, project: (project.cost, -votes[project.name], int(project.name)))
    started = time.perf_counter()
    bought = method_of_equal_shares(instance, profile, Cost_Sat, tie_breaking=ties, voter_budget_increment=1)
    return time.perf_counter() - started, [int(project.name) for project in bought]


seconds, winners = {"schulze": schulze, "equal_shares": equal_shares}[sys.argv[1]](sys.argv[2])
print(json.dumps({"seconds": seconds, "winners": sorted(winners)}))
