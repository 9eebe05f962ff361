//! From bytes to records: comma-separated, double quotes, any line end, with or without a byte-order mark.
//!
//! A record that cannot be read costs its own first line and nothing else: a quote that never closes would otherwise
//! swallow the rest of the file.

/// A quoted field may hold line breaks, but no honest description has more.
const LINES_PER_RECORD_MAX: usize = 200;

/// One record of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line of the file it begins on, from 1.
    pub line: i64,
    /// Trimmed fields; empty where the quotes are broken.
    pub fields: Vec<String>,
    /// Whether a field was no UTF-8 and was read as Windows-1252, of which Latin-1 is a part.
    pub recoded: bool,
    pub broken: bool,
}

impl Record {
    /// The field in a column, empty where the record is too short.
    pub fn field(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }
    /// The field in a column, if anything stands in it.
    pub fn filled(&self, column: usize) -> Option<&str> {
        Some(self.field(column)).filter(|text| !text.is_empty())
    }
}

/// Every record of a file in order; blank lines are no records.
pub fn read(bytes: &[u8]) -> Vec<Record> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut records = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        let (record, taken) = match take_record(&bytes[at..]) {
            Some((fields, taken)) => (decode(line, fields), taken),
            None => {
                let broken = Record {
                    line,
                    fields: Vec::new(),
                    recoded: false,
                    broken: true,
                };
                (broken, line_length(&bytes[at..]))
            }
        };
        line += count_line_ends(&bytes[at..at + taken]) as i64;
        at += taken;
        if record.broken || record.fields.iter().any(|field| !field.is_empty()) {
            records.push(record);
        }
    }
    records
}

/// One record and the bytes it takes with its line end; `None` where its quotes do not close as they should.
fn take_record(bytes: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let (field, end) = match bytes.get(at) {
            Some(b'"') => take_quoted(bytes, at + 1)?,
            _ => take_bare(bytes, at),
        };
        fields.push(field);
        match bytes.get(end) {
            Some(b',') => at = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Some((fields, end + 2)),
            Some(_) => return Some((fields, end + 1)),
            None => return Some((fields, end)),
        }
    }
}

fn take_bare(bytes: &[u8], from: usize) -> (Vec<u8>, usize) {
    let length = bytes[from..]
        .iter()
        .position(|b| matches!(b, b',' | b'\n' | b'\r'))
        .unwrap_or(bytes.len() - from);
    (bytes[from..from + length].to_vec(), from + length)
}

/// The content after an opening quote, and where the field ends.
fn take_quoted(bytes: &[u8], from: usize) -> Option<(Vec<u8>, usize)> {
    let mut field = Vec::new();
    let mut at = from;
    let mut lines = 0;
    loop {
        match (*bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => {
                field.push(b'"');
                at += 2;
                continue;
            }
            (b'"', None | Some(b',' | b'\n' | b'\r')) => return Some((field, at + 1)),
            (b'"', Some(_)) => return None,
            (b'\n', _) if lines == LINES_PER_RECORD_MAX => return None,
            (b'\n', _) => lines += 1,
            _ => {}
        }
        field.push(bytes[at]);
        at += 1;
    }
}

/// Bytes of the first line with its end.
fn line_length(bytes: &[u8]) -> usize {
    match bytes.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        Some(end) if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') => end + 2,
        Some(end) => end + 1,
        None => bytes.len(),
    }
}

fn count_line_ends(bytes: &[u8]) -> usize {
    let alone = |(at, b): (usize, &u8)| *b == b'\n' || (*b == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    bytes.iter().enumerate().filter(|pair| alone(*pair)).count()
}

fn decode(line: i64, raw: Vec<Vec<u8>>) -> Record {
    let mut recoded = false;
    let fields = raw
        .into_iter()
        .map(|bytes| {
            let text = String::from_utf8(bytes).unwrap_or_else(|error| {
                recoded = true;
                error.into_bytes().iter().copied().map(windows_1252).collect()
            });
            text.trim().to_string()
        })
        .collect();
    Record {
        line,
        fields,
        recoded,
        broken: false,
    }
}

/// Windows-1252 (WHATWG Encoding Standard); bytes it leaves open stand for the control characters of Latin-1.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte) - 0x80],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<(i64, Vec<String>)> {
        read(text).into_iter().map(|r| (r.line, r.fields)).collect()
    }

    fn row(line: i64, fields: &[&str]) -> (i64, Vec<String>) {
        (line, fields.iter().map(|f| f.to_string()).collect())
    }

    #[test]
    fn line_ends_quotes_mark_and_blank_lines() {
        let text = b"\xEF\xBB\xBF1,a , \r\n\r\n2,\"b, \"\"c\"\"\nd\",\n3,5\" nails,x";
        assert_eq!(
            rows(text),
            [
                row(1, &["1", "a", ""]),
                row(3, &["2", "b, \"c\"\nd", ""]),
                row(5, &["3", "5\" nails", "x"]),
            ]
        );
    }

    #[test]
    fn a_broken_quote_costs_one_line() {
        for text in [&b"1,\"open,x\n2,\"b\",y\n3,c"[..], &b"1,\"open\n2,b,y\n3,c"[..]] {
            let records = read(text);
            assert!(records[0].broken, "{records:?}");
            assert_eq!(records.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 3]);
            assert!(!records[1].broken && !records[2].broken);
        }
    }

    #[test]
    fn latin_1_is_recognised() {
        let records = read(b"1,Ma\xEBlle \x8Cuvre\n2,Ma\xC3\xABlle\n");
        assert_eq!(records[0].field(1), "Maëlle Œuvre");
        assert!(records[0].recoded);
        assert_eq!(records[1].field(1), "Maëlle");
        assert!(!records[1].recoded);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_the_end(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let records = read(&bytes);
            proptest::prop_assert!(records.windows(2).all(|pair| pair[0].line < pair[1].line));
        }
    }
}
