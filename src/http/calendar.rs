//! One event as a calendar file (iCalendar, RFC 5545).

use crate::kernel::clock::Moment;

/// What a calendar shows of an event.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// The same whenever the event is fetched again, so that calendars change it instead of adding another.
    pub uid: &'a str,
    pub title: &'a str,
    pub place: &'a str,
    pub description: &'a str,
    pub url: &'a str,
    pub starts_at: Moment,
    pub cancelled: bool,
}

/// The file: lines end with CRLF and are folded after 75 octets.
pub fn file(event: &Event<'_>, now: Moment) -> String {
    let status = match event.cancelled {
        true => "CANCELLED",
        false => "CONFIRMED",
    };
    let lines = [
        "BEGIN:VCALENDAR".to_string(),
        "VERSION:2.0".to_string(),
        "PRODID:-//Commonhour//Assemblies//EN".to_string(),
        "BEGIN:VEVENT".to_string(),
        format!("UID:{}", escaped(event.uid)),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(event.starts_at)),
        format!("SUMMARY:{}", escaped(event.title)),
        format!("LOCATION:{}", escaped(event.place)),
        format!("DESCRIPTION:{}", escaped(event.description)),
        format!("URL:{}", event.url),
        format!("STATUS:{status}"),
        "END:VEVENT".to_string(),
        "END:VCALENDAR".to_string(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}

fn utc(at: Moment) -> String {
    at.naive_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// No line is longer than 75 octets; what follows begins with a space. A character is never cut.
fn folded(line: &str) -> String {
    let (mut out, mut octets) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if octets + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_escaped_and_folded() {
        let long = "é".repeat(100);
        let at = Moment::parse_rfc3339("2026-12-15T18:00:00Z").unwrap();
        let event = Event {
            uid: "1@commonhour.test",
            title: "Comptes, budget; le reste",
            place: &long,
            description: "1. a\n2. b",
            url: "https://commonhour.test/assemblies/1",
            starts_at: at,
            cancelled: false,
        };
        let text = file(&event, at);
        assert!(
            text.contains("SUMMARY:Comptes\\, budget\\; le reste\r\n"),
            "{text}"
        );
        assert!(text.contains("DTSTART:20261215T180000Z\r\n"), "{text}");
        assert!(text.contains("DESCRIPTION:1. a\\n2. b\r\n"), "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(
            text.replace("\r\n ", "")
                .contains(&format!("LOCATION:{long}\r\n"))
        );
    }
}
