//! What a budget vote counts: projects with their costs, and how many points each voter gives to which of them.
//!
//! Equal ballots are kept once, with the sum of their weights: a weight of n is n copies of the voter. The order in
//! which ballots came is gone, so no count can depend on it.

/// A project that a voter gives points to. An approval is one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    pub project: u32,
    pub points: u32,
}

/// What the numbers on the ballots are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each project is approved or not.
    Approvals,
    /// Each project gets points; what is not named gets none.
    Points,
}

/// Why a budget vote cannot be counted as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the budget is negative")]
    Budget,
    #[error("a project costs nothing or less")]
    Cost,
    #[error("a ballot names a project that does not stand")]
    UnknownProject,
    #[error("a ballot names a project twice")]
    Repeated,
    #[error("an approval is worth one point")]
    Approval,
    #[error("the weights or points are too large to be added up")]
    TooLarge,
}

/// A project, with what the ballots gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// In the smallest unit of the currency; greater than 0.
    pub cost: i64,
    /// Weight of the ballots that name the project.
    pub votes: u128,
    /// Sum of the points, weights counted.
    pub score: u128,
    /// Whether it may be bought.
    pub eligible: bool,
}

/// The amounts of a budget vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// In the smallest unit of the currency.
    pub budget: i64,
    /// How many smallest units make one unit of the currency (100 cents to the euro).
    pub unit: i64,
    /// The weight of one whole voice: 1 where every voter has one voice.
    pub voice: u128,
}

/// A budget vote, ready to be counted by any budget method.
#[derive(Debug, Clone)]
pub struct BudgetProfile {
    terms: Terms,
    kind: Kind,
    projects: Vec<Project>,
    /// Where the choices of each distinct ballot begin, and one end more.
    starts: Vec<usize>,
    choices: Vec<Choice>,
    weights: Vec<u128>,
    ballots: u64,
    total_weight: u128,
}

impl BudgetProfile {
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// Ballots put in, empty ones included.
    pub fn ballots(&self) -> u64 {
        self.ballots
    }

    /// Weight of all ballots, empty ones included.
    pub fn total_weight(&self) -> u128 {
        self.total_weight
    }

    /// How many distinct ballots there are.
    pub fn groups(&self) -> usize {
        self.weights.len()
    }

    /// The points of a distinct ballot, in order of the projects; each at least 1.
    pub fn choices(&self, group: usize) -> &[Choice] {
        &self.choices[self.starts[group]..self.starts[group + 1]]
    }

    /// How many voters of weight 1 cast this ballot.
    pub fn weight(&self, group: usize) -> u128 {
        self.weights[group]
    }

    /// Takes the projects out of the count whose score is below the threshold.
    pub fn require_score(&mut self, threshold: u128) {
        for project in &mut self.projects {
            project.eligible &= project.score >= threshold;
        }
    }

    /// The cost of several projects together.
    pub fn cost_of(&self, projects: impl IntoIterator<Item = u32>) -> i128 {
        projects
            .into_iter()
            .map(|project| i128::from(self.projects[project as usize].cost))
            .sum()
    }

    /// The place of each project when a tie is broken: the lower cost first, then more votes, then the place in the
    /// lot drawn beforehand (`lot` lists the projects as drawn), without a lot the place in the list of projects.
    pub fn tie_ranks(&self, lot: Option<&[u32]>) -> Vec<u32> {
        let places = match lot {
            Some(lot) => inverse(lot),
            None => (0..self.projects.len() as u32).collect(),
        };
        let mut order: Vec<u32> = (0..self.projects.len() as u32).collect();
        order.sort_by_key(|&project| {
            let stands = &self.projects[project as usize];
            (stands.cost, u128::MAX - stands.votes, places[project as usize])
        });
        inverse(&order)
    }
}

/// The place of each element in an order of all of them.
fn inverse(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, &element) in order.iter().enumerate() {
        places[element as usize] = place as u32;
    }
    places
}

/// Takes ballots in, one by one.
#[derive(Debug)]
pub struct BudgetBallots {
    terms: Terms,
    kind: Kind,
    projects: Vec<Project>,
    starts: Vec<usize>,
    choices: Vec<Choice>,
    weights: Vec<u128>,
    total_weight: u128,
    most: u128,
}

/// The greatest weight times points of all voters together; leaves room for sums and products of the count.
const MOST: u128 = 1 << 120;

impl BudgetBallots {
    /// No ballots yet; costs in the smallest unit, in the order in which the projects stand.
    pub fn new(terms: Terms, kind: Kind, costs: &[i64]) -> Result<BudgetBallots, Fault> {
        if terms.budget < 0 || terms.unit <= 0 || terms.voice == 0 {
            return Err(Fault::Budget);
        }
        if costs.iter().any(|cost| *cost <= 0) {
            return Err(Fault::Cost);
        }
        let projects = costs.iter().map(|&cost| Project {
            cost,
            votes: 0,
            score: 0,
            eligible: true,
        });
        Ok(BudgetBallots {
            terms,
            kind,
            projects: projects.collect(),
            starts: vec![0],
            choices: Vec::new(),
            weights: Vec::new(),
            total_weight: 0,
            most: 0,
        })
    }

    /// Adds a ballot, which may be empty. A choice with 0 points counts as a vote and gives nothing.
    pub fn add(&mut self, ballot: &[Choice], weight: u128) -> Result<(), Fault> {
        let mut added = ballot.to_vec();
        added.sort_unstable();
        if added.windows(2).any(|pair| pair[0].project == pair[1].project) {
            return Err(Fault::Repeated);
        }
        let last = added.last().map_or(0, |last| last.project as usize + 1);
        if last > self.projects.len() {
            return Err(Fault::UnknownProject);
        }
        if self.kind == Kind::Approvals && added.iter().any(|choice| choice.points != 1) {
            return Err(Fault::Approval);
        }
        let points: u128 = added.iter().map(|choice| u128::from(choice.points)).sum();
        let most = weight.checked_mul(points.max(1)).ok_or(Fault::TooLarge)?;
        // A sum over all voters of what one of them gives at most: nothing the count adds up is larger.
        self.most = self.most.checked_add(most).ok_or(Fault::TooLarge)?;
        if self.most > MOST {
            return Err(Fault::TooLarge);
        }
        self.total_weight += weight;
        for choice in &added {
            let project = &mut self.projects[choice.project as usize];
            project.votes += weight;
            project.score += weight * u128::from(choice.points);
        }
        if weight > 0 {
            self.choices.extend(added);
        }
        self.starts.push(self.choices.len());
        self.weights.push(weight);
        Ok(())
    }

    /// Adds a ballot that approves these projects.
    pub fn approve(&mut self, projects: &[u32], weight: u128) -> Result<(), Fault> {
        let ballot: Vec<Choice> = projects
            .iter()
            .map(|&project| Choice { project, points: 1 })
            .collect();
        self.add(&ballot, weight)
    }

    /// Puts equal ballots together.
    pub fn close(self) -> BudgetProfile {
        let ballot = |n: usize| &self.choices[self.starts[n]..self.starts[n + 1]];
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_unstable_by(|&a, &b| ballot(a).cmp(ballot(b)));
        let (mut starts, mut choices) = (vec![0], Vec::with_capacity(self.choices.len()));
        let mut weights: Vec<u128> = Vec::new();
        let mut last: Option<usize> = None;
        for n in order {
            let weight = self.weights[n];
            match (last, weights.last_mut()) {
                (Some(before), Some(sum)) if ballot(before) == ballot(n) => *sum += weight,
                _ => {
                    choices.extend(ballot(n).iter().filter(|choice| choice.points > 0));
                    starts.push(choices.len());
                    weights.push(weight);
                }
            }
            last = Some(n);
        }
        BudgetProfile {
            terms: self.terms,
            kind: self.kind,
            projects: self.projects,
            ballots: self.weights.len() as u64,
            total_weight: self.total_weight,
            starts,
            choices,
            weights,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: Terms = Terms {
        budget: 100,
        unit: 1,
        voice: 1,
    };

    #[test]
    fn equal_ballots_are_kept_once() {
        let mut ballots = BudgetBallots::new(TERMS, Kind::Approvals, &[10, 20, 30]).unwrap();
        ballots.approve(&[0, 2], 1).unwrap();
        ballots.approve(&[], 1).unwrap();
        ballots.approve(&[2, 0], 4).unwrap();
        ballots.approve(&[1], 2).unwrap();
        let profile = ballots.close();
        assert_eq!(profile.groups(), 3);
        assert_eq!(profile.ballots(), 4);
        assert_eq!(profile.total_weight(), 8);
        let votes: Vec<u128> = profile.projects().iter().map(|project| project.votes).collect();
        assert_eq!(votes, [5, 2, 5]);
        let weights: Vec<u128> = (0..3).map(|group| profile.weight(group)).collect();
        assert_eq!(weights, [1, 5, 2]);
        assert_eq!(profile.choices(0), []);
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let new =
            |budget, costs: &[i64]| BudgetBallots::new(Terms { budget, ..TERMS }, Kind::Approvals, costs);
        assert_eq!(new(-1, &[1]).err(), Some(Fault::Budget));
        assert_eq!(new(1, &[1, 0]).err(), Some(Fault::Cost));
        let mut ballots = new(1, &[1, 2]).unwrap();
        assert_eq!(ballots.approve(&[2], 1), Err(Fault::UnknownProject));
        let mut ballots = new(1, &[1, 2]).unwrap();
        assert_eq!(ballots.approve(&[1, 1], 1), Err(Fault::Repeated));
        let mut ballots = new(1, &[1, 2]).unwrap();
        assert_eq!(ballots.approve(&[1], u128::MAX), Err(Fault::TooLarge));
        let mut ballots = new(1, &[1, 2]).unwrap();
        let two = Choice {
            project: 0,
            points: 2,
        };
        assert_eq!(ballots.add(&[two], 1), Err(Fault::Approval));
    }

    #[test]
    fn ties_go_to_the_cheaper_then_to_more_votes_then_to_the_lot() {
        let mut ballots = BudgetBallots::new(TERMS, Kind::Approvals, &[20, 10, 20, 20]).unwrap();
        ballots.approve(&[0, 2, 3], 1).unwrap();
        ballots.approve(&[3], 1).unwrap();
        let profile = ballots.close();
        assert_eq!(profile.tie_ranks(None), [2, 0, 3, 1]);
        assert_eq!(profile.tie_ranks(Some(&[2, 0, 1, 3])), [3, 0, 2, 1]);
    }
}
