//! What a count answers: an order with its ties, who has the seats, and every figure on the way.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lot::Lot;

/// The result of a count. Options are places in the list that was voted on, from 0. In `figures` an option is written
/// `#0`, `#1`, … as a key or a text; [`name_options`] puts names there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The first `seats` of the order; more when a tie at the cut was not broken.
    pub winners: Vec<usize>,
    /// Best first; options in one place are tied.
    pub order: Vec<Vec<usize>>,
    pub ties: Vec<Tie>,
    pub figures: Value,
}

/// Options that the method could not tell apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// `order`, or `elimination round 3`.
    pub at: String,
    pub options: Vec<usize>,
    /// Nothing: they stay tied.
    pub broken_by: Option<BrokenBy>,
    /// Those who get the seats, or who leave in an elimination; empty where nothing hung on the tie.
    pub chosen: Vec<usize>,
}

/// What decided a tie. For budgets in the order of the means: each is tried where those before do not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokenBy {
    EarlierRound,
    LowerCost,
    MoreVotes,
    Lot,
    /// The order in which they were given: of a budget vote without a lot.
    ListOrder,
}

impl BrokenBy {
    /// Its word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            BrokenBy::Lot => "lot",
            BrokenBy::EarlierRound => "earlier_round",
            BrokenBy::LowerCost => "lower_cost",
            BrokenBy::MoreVotes => "more_votes",
            BrokenBy::ListOrder => "list_order",
        }
    }
}

impl Count {
    /// Gives the first seats of an order. A tie at the cut is broken by the lot if there is one; else all in it win.
    pub(super) fn seat(
        order: Vec<Vec<usize>>,
        seats: usize,
        lot: Option<&Lot>,
        mut ties: Vec<Tie>,
        figures: Value,
    ) -> Count {
        let mut winners: Vec<usize> = Vec::new();
        for place in &order {
            let free = seats.saturating_sub(winners.len());
            let at_the_cut = free > 0 && place.len() > free;
            let (chosen, broken_by) = match lot {
                Some(lot) if at_the_cut => {
                    let mut drawn = lot.arrange(place);
                    drawn.truncate(free);
                    (drawn, Some(BrokenBy::Lot))
                }
                _ if free > 0 => (place.clone(), None),
                _ => (Vec::new(), None),
            };
            winners.extend(&chosen);
            if place.len() > 1 {
                ties.push(Tie {
                    at: "order".into(),
                    options: place.clone(),
                    broken_by,
                    chosen: if at_the_cut { chosen } else { Vec::new() },
                });
            }
        }
        Count {
            winners,
            order,
            ties,
            figures,
        }
    }
}

/// The order of options by a figure, highest first; equal figures are tied.
pub(super) fn order_by<K: Ord>(figures: &[K]) -> Vec<Vec<usize>> {
    let mut options: Vec<usize> = (0..figures.len()).collect();
    options.sort_by(|a, b| figures[*b].cmp(&figures[*a]));
    options
        .chunk_by(|a, b| figures[*a] == figures[*b])
        .map(<[usize]>::to_vec)
        .collect()
}

/// How figures name an option.
pub(super) fn label(option: usize) -> String {
    format!("#{option}")
}

/// A list of options in figures.
pub(super) fn labels(options: &[usize]) -> Value {
    options.iter().map(|option| label(*option)).collect()
}

/// One figure for each option.
pub(super) fn by_option<T>(figures: impl IntoIterator<Item = T>, value: impl Fn(T) -> Value) -> Value {
    let entries = figures.into_iter().enumerate();
    Value::Object(
        entries
            .map(|(option, figure)| (label(option), value(figure)))
            .collect(),
    )
}

/// A number in figures: as text where JSON's readers might round it (above 2^53).
pub fn number(number: impl TryInto<i128> + Copy + ToString) -> Value {
    const EXACT: i128 = 1 << 53;
    match number.try_into() {
        Ok(n) if (-EXACT..=EXACT).contains(&n) => i64::try_from(n).map_or(Value::Null, Value::from),
        _ => Value::String(number.to_string()),
    }
}

/// Puts the names of the options, which must differ, where figures write `#0`, `#1`, ….
pub fn name_options(figures: &mut Value, names: &[String]) {
    let name = |text: &str| {
        let place = text.strip_prefix('#')?.parse::<usize>().ok()?;
        names.get(place).cloned()
    };
    let mut waiting = vec![figures];
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => {
                if let Some(named) = name(text) {
                    *text = named;
                }
            }
            Value::Array(items) => waiting.extend(items),
            Value::Object(map) => {
                let entries: Map<String, Value> = std::mem::take(map)
                    .into_iter()
                    .map(|(key, value)| (name(&key).unwrap_or(key), value))
                    .collect();
                *map = entries;
                waiting.extend(map.values_mut());
            }
            _ => {}
        }
    }
}
