//! The texts of the demonstration, written by hand, carried in the binary.

use serde::Deserialize;

use crate::kernel::errors::Result;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Town {
    pub people: Vec<PersonText>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PersonText {
    pub first: String,
    pub last: String,
    pub language: String,
    pub languages: Vec<String>,
    pub place: PlaceText,
    pub trade: String,
    pub bio: String,
    #[serde(default)]
    pub skills: Vec<String>,
    pub listings: Vec<ListingText>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PlaceText {
    pub label: String,
    pub lat: f64,
    pub lon: f64,
}

/// A listing of somebody in the demonstration.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ListingText {
    pub kind: String,
    pub what: String,
    pub language: String,
    pub title: String,
    pub description: String,
    pub category: String,
    pub skills: Vec<String>,
    pub gift: bool,
    pub time_minutes: Option<i64>,
    pub money: Option<String>,
    pub remote: bool,
    pub radius_km: Option<i64>,
    pub availability: Vec<String>,
    /// Lines as in the form.
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct ByLanguage<T> {
    fr: Vec<T>,
    en: Vec<T>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ReviewText {
    pub rating: i64,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct VoteText {
    pub title: String,
    pub body: String,
    pub kind: String,
    pub payload: Option<serde_json::Value>,
    pub method: String,
    #[serde(default)]
    pub settings: Option<serde_json::Value>,
    #[serde(default)]
    pub options: Vec<OptionText>,
    pub secret: bool,
    pub months_ago: i64,
    pub yes: usize,
    pub no: usize,
    pub turnout: usize,
    pub comments: Vec<CommentText>,
}

/// Something to vote for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct OptionText {
    pub title: String,
    pub body: String,
    #[serde(default)]
    pub cost_minutes: Option<i64>,
    #[serde(default)]
    pub none: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct CommentText {
    pub language: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
struct Voices {
    messages: ByLanguage<String>,
    reviews: ByLanguage<ReviewText>,
    gift_notes: ByLanguage<String>,
    delivery_notes: ByLanguage<String>,
    decisions: Vec<VoteText>,
    open_options_vote: VoteText,
    open_vote: VoteText,
    team_request: TeamRequestText,
    rings: RingTexts,
}

/// The association's own request, which takes a team.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TeamRequestText {
    pub place: PlaceText,
    pub listing: ListingText,
}

/// Two rings of mutual help, each leg by the names of its two.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct RingTexts {
    pub under_way: Vec<LegText>,
    pub proposed: Vec<LegText>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct LegText {
    pub giver: String,
    pub receiver: String,
    pub offer: ListingText,
    pub request: ListingText,
}

/// What people say in one language.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    /// The first half answers offers, the second requests.
    pub messages: Vec<String>,
    pub reviews: Vec<ReviewText>,
    pub gift_notes: Vec<String>,
    pub delivery_notes: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Texts {
    /// Person and town (0 Chambéry, 1 Annecy); who founds it comes first.
    pub people: Vec<(PersonText, usize)>,
    french: Voice,
    english: Voice,
    /// The past decisions in order of time, the open votes last.
    pub votes: Vec<VoteText>,
    pub team_request: TeamRequestText,
    pub rings: RingTexts,
}

/// The listings of everybody in the demonstration.
pub(crate) fn listing_texts() -> Result<Vec<ListingText>> {
    let people = Texts::read()?.people;
    Ok(people
        .into_iter()
        .flat_map(|(person, _)| person.listings)
        .collect())
}

impl Texts {
    pub(super) fn read() -> Result<Texts> {
        let chambery: Town = serde_json::from_str(include_str!("chambery.json"))?;
        let annecy: Town = serde_json::from_str(include_str!("annecy.json"))?;
        let voices: Voices = serde_json::from_str(include_str!("voices.json"))?;
        let mut people = Vec::new();
        let (mut a, mut b) = (chambery.people.into_iter(), annecy.people.into_iter());
        // Both towns in turn, so that each has members from the first day on.
        loop {
            let pair = (a.next(), b.next());
            if let (None, None) = pair {
                break;
            }
            people.extend(pair.0.map(|person| (person, 0)));
            people.extend(pair.1.map(|person| (person, 1)));
        }
        let mut votes = voices.decisions;
        votes.push(voices.open_options_vote);
        votes.push(voices.open_vote);
        Ok(Texts {
            people,
            french: Voice {
                messages: voices.messages.fr,
                reviews: voices.reviews.fr,
                gift_notes: voices.gift_notes.fr,
                delivery_notes: voices.delivery_notes.fr,
            },
            english: Voice {
                messages: voices.messages.en,
                reviews: voices.reviews.en,
                gift_notes: voices.gift_notes.en,
                delivery_notes: voices.delivery_notes.en,
            },
            votes,
            team_request: voices.team_request,
            rings: voices.rings,
        })
    }

    pub(super) fn voice(&self, language: &str) -> &Voice {
        if language == "en" {
            &self.english
        } else {
            &self.french
        }
    }
}
