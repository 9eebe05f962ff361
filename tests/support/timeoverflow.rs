//! A community of TimeOverflow, made by rule: the same seed gives the same files. Every oddity it plants is counted as it
//! is planted, so that a test can hold the import's report against it.

use commonhour::interchange::timeoverflow::Files;
use std::collections::BTreeMap;

pub struct Community {
    pub files: Files,
    /// How many lines were planted of each oddity, by the word of its fix or skip.
    pub planted: BTreeMap<&'static str, usize>,
    pub members: usize,
    pub posts: usize,
    pub transfers: usize,
    /// Uids that only transfers name.
    pub former: usize,
}

/// A linear congruential generator (Knuth, MMIX): the test needs the same numbers every time, not good ones.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const FIRST: &[&str] = &[
    "Maëlle",
    "José",
    "Zoë",
    "François",
    "Íñigo",
    "Noémie",
    "Begoña",
    "Léa",
    "Théo",
    "Núria",
    "Gaël",
    "Ángel",
    "Chloé",
    "Iñaki",
    "Aurélie",
    "Raúl",
    "Benoît",
    "Lucía",
    "Jérôme",
    "Inés",
    "Hélène",
    "Martín",
    "Anaïs",
    "Óscar",
];
const MIDDLE: &[&str] = &["", "", "", "del Mar", "de la Cruz", "Marie", "d’Arc", "\"Pepe\""];
const LAST: &[&str] = &[
    "Gómez",
    "Lefèvre",
    "Muñoz",
    "Péret",
    "O’Brien",
    "Núñez",
    "Bérard",
    "Ibáñez",
    "Garçon",
    "López",
    "Château",
    "Peña",
    "Vidal, hijo",
    "Müller",
    "Sáenz",
    "Rougé",
    "Cañas",
    "Œuvrard",
];
const FRENCH: &[(&str, &str)] = &[
    (
        "Cours de guitare",
        "Je propose des cours de guitare pour débutants, chez moi ou chez vous.",
    ),
    (
        "Garde d’enfants le mercredi",
        "Je cherche quelqu’un pour garder mes enfants le mercredi après-midi.",
    ),
    (
        "Aide au jardin",
        "Tonte, taille des haies et petits travaux : j’aime être dehors.",
    ),
    (
        "Réparation de vélos",
        "J’ai l’outillage pour les freins, les vitesses et les roues.\nPrévoir les pièces.",
    ),
    (
        "Site vitrine pour mon activité",
        "Besoin d’aide pour un site simple, avec une page de contact.",
    ),
    (
        "Retouches et ourlets",
        "Couture simple : ourlets, fermetures, boutons.",
    ),
    (
        "Conversation en français",
        "Pour pratiquer le français autour d’un café.",
    ),
    (
        "Déménagement : deux bras en plus",
        "Nous déménageons d’un 3e étage sans ascenseur, \"petit\" camion loué.",
    ),
];
const SPANISH: &[(&str, &str)] = &[
    (
        "Clases de inglés",
        "Ofrezco clases de inglés para niños y mayores, con mucha paciencia.",
    ),
    (
        "Cuidado de mascotas",
        "Busco a alguien para pasear a mi perro por las mañanas.",
    ),
    (
        "Arreglo de ordenadores",
        "Instalo programas, limpio virus y enseño a usar el correo.",
    ),
    (
        "Cocina mediterránea",
        "¿Quieres aprender a hacer paella? Ven a mi casa un sábado.",
    ),
    (
        "Pintar una habitación",
        "Necesito ayuda para pintar; la pintura y los rodillos los pongo yo.",
    ),
    (
        "Acompañamiento al médico",
        "Acompaño a personas mayores al médico o a hacer gestiones.",
    ),
    (
        "Masajes",
        "Ofrezco masajes relajantes, con cita, los jueves por la tarde.",
    ),
];

/// A community of so many members, posts and transfers.
pub fn community(members: usize, posts: usize, transfers: usize) -> Community {
    let mut maker = Maker {
        dice: Dice(0x7453_2026),
        planted: BTreeMap::new(),
        members,
        former: (members / 50).max(2),
    };
    let files = Files {
        users: maker.users(),
        posts: maker.posts(posts),
        transfers: maker.transfers(transfers),
    };
    Community {
        files,
        planted: maker.planted,
        members,
        posts,
        transfers,
        former: maker.former,
    }
}

struct Maker {
    dice: Dice,
    planted: BTreeMap<&'static str, usize>,
    members: usize,
    former: usize,
}

impl Maker {
    fn plant(&mut self, oddity: &'static str) {
        *self.planted.entry(oddity).or_default() += 1;
    }

    fn day(&mut self, from_year: usize) -> String {
        let year = from_year + self.dice.roll(2026 - from_year);
        format!(
            "{year}-{:02}-{:02}",
            1 + self.dice.roll(12),
            1 + self.dice.roll(28)
        )
    }

    /// One line a member, uids from 1; every 40th has no address, every 100th that of the member before.
    fn users(&mut self) -> Vec<u8> {
        let mut file = Vec::new();
        for uid in 1..=self.members {
            let (first, middle, last) = (self.dice.one(FIRST), self.dice.one(MIDDLE), self.dice.one(LAST));
            let email = match uid {
                _ if uid % 40 == 7 => {
                    self.plant("email-missing");
                    String::new()
                }
                _ if uid % 100 == 50 => {
                    self.plant("email-duplicate");
                    format!("Member{}@exemple.ORG", uid - 1)
                }
                _ if uid % 400 == 90 => {
                    self.plant("email-invalid");
                    "nobody at home".to_string()
                }
                _ => format!("member{uid}@exemple.org"),
            };
            let entered = self.day(2012);
            let gender = 1 + self.dice.roll(4);
            line(
                &mut file,
                &[
                    &uid.to_string(),
                    &entered,
                    first,
                    middle,
                    last,
                    &gender.to_string(),
                    "1980-05-17",
                    "+33 6 00 00 00 00",
                    "",
                    &email,
                ],
            );
            if uid % 500 == 250 {
                self.plant("quotes-broken");
                file.extend_from_slice(b"77777,2015-01-01,\"Ana,,Rota,1,,,,ana@exemple.org\n");
            }
            if uid % 500 == 251 {
                self.plant("uid-duplicate");
                line(
                    &mut file,
                    &[
                        &uid.to_string(),
                        "2015-01-01",
                        "Otra",
                        "",
                        "Vez",
                        "",
                        "",
                        "",
                        "",
                        "",
                    ],
                );
            }
        }
        file
    }

    fn posts(&mut self, count: usize) -> Vec<u8> {
        let mut file = Vec::new();
        for number in 1..=count {
            let pool = if self.dice.roll(5) < 3 { FRENCH } else { SPANISH };
            let (title, description) = pool[self.dice.roll(pool.len())];
            let kind = self.dice.one(&["Offer", "Offer", "Inquiry"]);
            let mut uid = 1 + self.dice.roll(self.members);
            let mut title = format!("{title} ({number})");
            let mut description = description.to_string();
            let created = format!("{} 10:{:02}:00", self.day(2013), self.dice.roll(60));
            let mut ends = "2027-06-30".to_string();
            match number % 100 {
                3 => {
                    self.plant("title-cut");
                    title = format!("{title} {}", "con muchísimas ganas y buen humor ".repeat(5));
                }
                5 => {
                    self.plant("description-missing");
                    description.clear();
                }
                6 | 16 | 26 => {
                    self.plant("ended-already");
                    ends = "2019-12-31".to_string();
                }
                8 => {
                    self.plant("member-unknown");
                    uid = self.members + 1 + self.dice.roll(self.former);
                }
                // No last day: one listing life from the import.
                9 | 19 => ends.clear(),
                _ => {}
            }
            let category = if number % 50 == 11 {
                self.plant("category-missing");
                String::new()
            } else {
                (1 + self.dice.roll(9)).to_string()
            };
            line(
                &mut file,
                &[
                    &uid.to_string(),
                    kind,
                    &title,
                    &description,
                    &category,
                    &created,
                    &created[..10],
                    &ends,
                ],
            );
        }
        file
    }

    fn transfers(&mut self, count: usize) -> Vec<u8> {
        let mut file = Vec::new();
        for number in 1..=count {
            let source = 1 + self.dice.roll(self.members);
            let mut destination = 1 + self.dice.roll(self.members);
            if destination == source {
                destination = source % self.members + 1;
            }
            let mut sides = [
                (source.to_string(), "member"),
                (destination.to_string(), "member"),
            ];
            let mut amount = (900 * (1 + self.dice.roll(16))).to_string();
            match number % 200 {
                1 => sides[0] = ("1".to_string(), "organization"),
                2 | 102 => {
                    self.plant("seconds-left");
                    amount = (60 * (1 + self.dice.roll(200)) + 1 + self.dice.roll(59)).to_string();
                }
                3 => {
                    self.plant("under-one-minute");
                    amount = (1 + self.dice.roll(59)).to_string();
                }
                4 => {
                    self.plant("amount-zero");
                    amount = "0".to_string();
                }
                5 => {
                    self.plant("amount-negative");
                    amount = format!("-{amount}");
                }
                6 | 106 => {
                    self.plant("member-deleted");
                    let former = 1 + (number / 100) % self.former;
                    sides[number % 2] = ((self.members + former).to_string(), "member");
                }
                7 => {
                    self.plant("same-account");
                    sides[1] = sides[0].clone();
                }
                8 if number % 1000 == 8 => {
                    self.plant("amount-unreadable");
                    amount = "una hora".to_string();
                }
                _ => {}
            }
            let at = format!(
                "{} {:02}:{:02}:00 UTC",
                self.day(2013),
                self.dice.roll(24),
                self.dice.roll(60)
            );
            let reason = self.dice.one(&[
                "",
                "merci !",
                "Clase, con \"práctica\"",
                "aide au jardin",
                "gràcies",
            ]);
            line(
                &mut file,
                &[
                    &sides[0].0,
                    sides[0].1,
                    &sides[1].0,
                    sides[1].1,
                    &amount,
                    &at,
                    reason,
                    "",
                ],
            );
        }
        file
    }
}

/// Fields as CSV, quoted where they must be.
fn line(file: &mut Vec<u8>, fields: &[&str]) {
    let cells: Vec<String> = fields
        .iter()
        .map(|field| {
            if field.contains([',', '"', '\n']) {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                field.to_string()
            }
        })
        .collect();
    file.extend_from_slice(cells.join(",").as_bytes());
    file.push(b'\n');
}
