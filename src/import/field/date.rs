//! Dates, as precise as they are written.

use jiff::civil;

/// A date in the forms of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum ReadDate {
    /// It is certain.
    Certain(String),
    /// Only the year is certain: `03/04/2023`.
    Year(String),
}

/// A date, in as many ways as programs write it: ISO 8601, RFC 2822, `2023/07/24`, `24.07.2023`, `July 24, 2023`,
/// `Summer 2023`. It is never more precise than what is written.
pub(in crate::import) fn date(text: &str) -> Option<ReadDate> {
    let text = text.trim().trim_matches(['/', '[', ']', '(', ')', '.', '©', 'c']).trim();
    if let Some(date) = iso(text).or_else(|| rfc2822(text)) {
        return Some(ReadDate::Certain(date));
    }
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let month = words.iter().find_map(|word| month(word));
    let numbers: Vec<&str> = words.iter().map(String::as_str).filter(|word| is_number(word)).collect();
    let year = numbers.iter().position(|number| number.len() == 4)?;
    let others: Vec<i8> = numbers
        .iter()
        .enumerate()
        .filter(|(at, number)| *at != year && number.len() <= 2)
        .filter_map(|(_, number)| number.parse().ok())
        .filter(|number| *number > 0)
        .collect();
    let y = numbers[year];
    let certain = |date: String| Some(ReadDate::Certain(date));
    match (month, others.as_slice()) {
        (Some(month), [day, ..]) => {
            certain(day_of(y, month, *day).unwrap_or_else(|| format!("{y}-{month:02}")))
        }
        (Some(month), []) => certain(format!("{y}-{month:02}")),
        (None, [month @ 1..=12]) => certain(format!("{y}-{month:02}")),
        // The year comes first only where the month follows it.
        (None, [month, day, ..]) if year == 0 => certain(day_of(y, *month, *day)?),
        (None, [one, other]) => match (*one, *other) {
            (one, other) if one == other => certain(day_of(y, one, other)?),
            (day @ 13.., month) => certain(day_of(y, month, day)?),
            (month, day @ 13..) => certain(day_of(y, month, day)?),
            // With points, the day comes first everywhere.
            (day, month) if text.contains('.') => certain(day_of(y, month, day)?),
            _ => Some(ReadDate::Year(y.to_owned())),
        },
        _ => certain(y.to_owned()),
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn day_of(year: &str, month: i8, day: i8) -> Option<String> {
    civil::Date::new(year.parse().ok()?, month, day).ok().map(|date| date.to_string())
}

/// ISO 8601, with a time only if it has an offset, as the file needs it.
fn iso(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    if !digits(0..4) {
        return None;
    }
    match bytes.len() {
        4 => return Some(text.to_owned()),
        7 if bytes[4] == b'-' && digits(5..7) => {
            let month: i8 = text[5..7].parse().ok()?;
            return Some(if (1..=12).contains(&month) { text.to_owned() } else { text[..4].to_owned() });
        }
        // 20230724
        8 if digits(4..8) => return day_of(&text[..4], text[4..6].parse().ok()?, text[6..8].parse().ok()?),
        _ => {}
    }
    if !(bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') && digits(5..7) && digits(8..10)) {
        return None;
    }
    let (month, day) = (text[5..7].parse().ok()?, text[8..10].parse().ok()?);
    if month == 0 {
        return Some(text[..4].to_owned());
    }
    if day == 0 {
        return Some(text[..7].to_owned());
    }
    let date = day_of(&text[..4], month, day)?;
    if bytes.len() == 10 {
        return Some(date);
    }
    // Midnight is how programs write that they know no time.
    let time: Option<jiff::Timestamp> = text.replacen(' ', "T", 1).parse().ok();
    Some(match time {
        Some(time) if !text[10..].contains("00:00:00") => seconds(time),
        _ => date,
    })
}

fn rfc2822(text: &str) -> Option<String> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    let time = zoned.time();
    Some(match (time.hour(), time.minute(), time.second()) {
        (0, 0, 0) => zoned.date().to_string(),
        _ => seconds(zoned.timestamp()),
    })
}

/// RFC 3339 in UTC, to the second.
pub(in crate::import) fn seconds(time: jiff::Timestamp) -> String {
    let whole = jiff::Timestamp::from_second(time.as_second()).unwrap_or(time);
    whole.to_string()
}

fn month(word: &str) -> Option<i8> {
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const SPANISH: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let word = if word == "sept" { "sep" } else { word };
    let is_month = |names: &[&str; 12]| {
        let begins = |name: &&str| *name == word || (word.chars().count() >= 3 && name.starts_with(word));
        names.iter().position(begins).and_then(|at| i8::try_from(at + 1).ok())
    };
    is_month(&ENGLISH).or_else(|| is_month(&SPANISH))
}

/// The shortest of several dates, which is the one that was written with care. Of two equally short ones, the first.
pub(in crate::import) fn shortest<'d>(
    dates: impl IntoIterator<Item = &'d str>,
) -> Option<(ReadDate, Vec<&'d str>)> {
    let read: Vec<(&str, ReadDate)> =
        dates.into_iter().filter_map(|text| Some((text, date(text)?))).collect();
    let length = |date: &ReadDate| match date {
        ReadDate::Certain(date) => date.len(),
        // Last of all.
        ReadDate::Year(_) => usize::MAX,
    };
    let best = read.iter().map(|(_, date)| date).min_by_key(|date| length(date))?.clone();
    let others = read.iter().filter(|(_, date)| *date != best).map(|(text, _)| *text).collect();
    Some((best, others))
}

/// The date, and a remark if only its year is certain.
pub(in crate::import) fn certain(date: Option<ReadDate>, remarks: &mut Vec<String>) -> Option<String> {
    match date? {
        ReadDate::Certain(date) => Some(date),
        ReadDate::Year(year) => {
            remarks.push(format!("the date can be read in two ways, so only its year is taken: {year}"));
            Some(year)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_precise_as_it_is_written() {
        for (written, read) in [
            ("2023", "2023"),
            ("2023-07", "2023-07"),
            ("2023-07-24", "2023-07-24"),
            ("2023-07-24T10:20:30+02:00", "2023-07-24T08:20:30Z"),
            ("2023-07-24 10:20:30Z", "2023-07-24T10:20:30Z"),
            ("2023-07-24T00:00:00Z", "2023-07-24"),
            ("2023-07-24T00:00:00", "2023-07-24"),
            ("2023-07-24T10:20", "2023-07-24"),
            ("2023-00-00", "2023"),
            ("2023-07-00", "2023-07"),
            ("20230724", "2023-07-24"),
            ("2023/07/24", "2023-07-24"),
            ("2023/07/24/", "2023-07-24"),
            ("2023/07//", "2023-07"),
            ("2023///", "2023"),
            ("2023///Summer", "2023"),
            ("24.07.2023", "2023-07-24"),
            ("3.4.2023", "2023-04-03"),
            ("24/07/2023", "2023-07-24"),
            ("07/24/2023", "2023-07-24"),
            ("07/2023", "2023-07"),
            ("July 24, 2023", "2023-07-24"),
            ("24 Jul 2023", "2023-07-24"),
            ("24 de julio de 2023", "2023-07-24"),
            ("Sept. 2023", "2023-09"),
            ("Summer 2023", "2023"),
            ("c2023", "2023"),
            ("[2023]", "2023"),
            ("Mon, 24 Jul 2023 10:20:30 +0200", "2023-07-24T08:20:30Z"),
            ("Mon, 24 Jul 2023 00:00:00 GMT", "2023-07-24"),
        ] {
            assert_eq!(date(written), Some(ReadDate::Certain(read.to_owned())), "{written}");
        }
        assert_eq!(date("03/04/2023"), Some(ReadDate::Year("2023".to_owned())));
        for nothing in ["", "n.d.", "forthcoming", "24", "2023-13-45", "0000000"] {
            assert_eq!(date(nothing), None, "{nothing}");
        }
    }
}
