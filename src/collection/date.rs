//! Dates of a collection file: text in, instants in whole seconds out.
//!
//! This module reads no clock and uses no time zone except UTC.

use std::fmt;

use jiff::{Timestamp, civil, tz::TimeZone};

/// A point in time, in whole seconds.
///
/// RSS and HTTP dates have no fractions, and all formats must give the same date. A fraction in the file is
/// therefore dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// The publication date of a report, as precise as in the file.
///
/// Ordered by instant. Of two dates with the same instant, the less precise one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    /// The instant that represents the date: noon UTC of its first day if the file gives no time.
    pub at: Instant,
    precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
    Second,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotADate {
    /// The text has none of the four forms.
    Form,
    /// The form is right, but the day or time does not exist: 30 February, hour 25.
    Impossible,
}

impl Instant {
    /// The instant `seconds` after 1970-01-01T00:00:00Z, if the calendar can represent it.
    pub fn from_unix(seconds: i64) -> Option<Instant> {
        Timestamp::from_second(seconds).ok().map(|at| Instant(at.as_second()))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// A second later; the last second of the calendar stays as it is.
    pub(crate) fn next_second(self) -> Instant {
        Instant::from_unix(self.0 + 1).unwrap_or(self)
    }

    /// Noon UTC of a day, which falls on the same day in nearly every time zone. Fails for the last day of 9999:
    /// in some time zones its noon would be past the end of the calendar.
    fn noon(day: civil::Date) -> Result<Instant, NotADate> {
        let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(|_| NotADate::Impossible)?;
        Ok(Instant(noon.timestamp().as_second()))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).expect("made from a timestamp")
    }

    /// The day in UTC.
    pub fn day(self) -> civil::Date {
        self.timestamp().to_zoned(TimeZone::UTC).date()
    }

    /// The form of HTTP and RSS: `Mon, 24 Jul 2023 12:00:00 GMT` (RFC 9110 §5.6.7). It is also a valid RFC 822
    /// date with a four-digit year.
    pub fn rfc9110(self) -> String {
        jiff::fmt::rfc2822::DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&self.timestamp())
            .expect("the collection holds no date before the year 0")
    }
}

/// RFC 3339 with capital T and Z.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Published> for Instant {
    fn from(published: Published) -> Instant {
        published.at
    }
}

impl Published {
    /// The instant, and the precision as a number.
    pub(crate) fn parts(self) -> (Instant, u8) {
        (self.at, self.precision as u8)
    }

    /// Restores a date from [`Published::parts`]; `None` if the number is not a known precision.
    pub(crate) fn from_parts(at: Instant, precision: u8) -> Option<Published> {
        let known = [Precision::Year, Precision::Month, Precision::Day, Precision::Second];
        Some(Published { at, precision: *known.get(usize::from(precision))? })
    }

    /// Reads `2023`, `2023-07`, `2023-07-24` or RFC 3339.
    pub(crate) fn parse(text: &str) -> Result<Published, NotADate> {
        let (precision, day) = match text.len() {
            4 => (Precision::Year, civil_date(text, "01", "01")?),
            7 if text.as_bytes()[4] == b'-' => {
                (Precision::Month, civil_date(part(text, 0..4)?, part(text, 5..7)?, "01")?)
            }
            10 => (Precision::Day, parse_day(text)?),
            _ => {
                let at = parse_time(text)?;
                return Ok(Published { at, precision: Precision::Second });
            }
        };
        Ok(Published { at: Instant::noon(day)?, precision })
    }
}

impl Published {
    /// Whether the file gives a time, and not only a day, month or year.
    pub(crate) fn has_time(self) -> bool {
        self.precision == Precision::Second
    }

    /// Year, month and day in UTC, as far as the file gives them.
    pub fn calendar(self) -> (i16, Option<i8>, Option<i8>) {
        let day = self.at.day();
        let has = |precision| self.precision >= precision;
        let month = has(Precision::Month).then(|| day.month());
        (day.year(), month, has(Precision::Day).then(|| day.day()))
    }
}

/// The date, as precise as in the file (W3CDTF, a profile of ISO 8601).
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.at.day();
        match self.precision {
            Precision::Year => write!(f, "{:04}", day.year()),
            Precision::Month => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Precision::Day => day.fmt(f),
            Precision::Second => self.at.fmt(f),
        }
    }
}

impl serde::Serialize for Published {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a day (noon UTC) or RFC 3339.
pub(super) fn parse_instant(text: &str) -> Result<Instant, NotADate> {
    if text.len() == 10 {
        return Instant::noon(parse_day(text)?);
    }
    parse_time(text)
}

fn parse_day(text: &str) -> Result<civil::Date, NotADate> {
    if text.len() != 10 || text.as_bytes()[4] != b'-' || text.as_bytes()[7] != b'-' {
        return Err(NotADate::Form);
    }
    civil_date(part(text, 0..4)?, part(text, 5..7)?, part(text, 8..10)?)
}

/// Reads only RFC 3339: jiff alone would also accept a space for the `T` and a zone in brackets.
fn parse_time(text: &str) -> Result<Instant, NotADate> {
    let day = text.get(..10).ok_or(NotADate::Form)?;
    parse_day(day)?;
    let time = text.get(10..).ok_or(NotADate::Form)?;
    let shaped = time.starts_with('T')
        && time.len() >= 10
        && time.bytes().enumerate().all(|(i, b)| match i {
            0 => true,
            3 | 6 => b == b':',
            _ => b.is_ascii_digit() || matches!(b, b'.' | b':' | b'+' | b'-' | b'Z'),
        });
    if !shaped {
        return Err(NotADate::Form);
    }
    let at: Timestamp = text.parse().map_err(|_| NotADate::Impossible)?;
    // `as_second` rounds toward zero. Before 1970 that would be a second late.
    let at = Instant(at.as_second() - i64::from(at.subsec_nanosecond() < 0));
    // With an offset, the year in UTC may fall outside the four digits that RFC 3339 §5.6 allows.
    if at.day().year() < 0 { Err(NotADate::Impossible) } else { Ok(at) }
}

fn part(text: &str, range: std::ops::Range<usize>) -> Result<&str, NotADate> {
    text.get(range).ok_or(NotADate::Form)
}

fn civil_date(year: &str, month: &str, day: &str) -> Result<civil::Date, NotADate> {
    let number = |digits: &str| -> Result<i16, NotADate> {
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotADate::Form);
        }
        digits.parse().map_err(|_| NotADate::Form)
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let (month, day) = (month as i8, day as i8); // two digits each
    civil::Date::new(year, month, day).map_err(|_| NotADate::Impossible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_time_is_noon_utc() {
        let at = parse_instant("2023-07-24").expect("a day");
        assert_eq!(at.to_string(), "2023-07-24T12:00:00Z");
        assert_eq!(at.rfc9110(), "Mon, 24 Jul 2023 12:00:00 GMT");
    }

    #[test]
    fn published_keeps_the_precision_of_the_file() {
        for text in ["2023", "2023-07", "2023-07-24", "2023-07-24T10:00:00Z", "0999-01-01"] {
            assert_eq!(Published::parse(text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn a_date_has_the_parts_that_the_file_has() {
        for (text, parts) in [
            ("2023", (2023, None, None)),
            ("2023-07", (2023, Some(7), None)),
            ("2023-07-24", (2023, Some(7), Some(24))),
            ("2023-12-31T23:30:00-02:00", (2024, Some(1), Some(1))),
        ] {
            assert_eq!(Published::parse(text).expect(text).calendar(), parts, "{text}");
        }
    }

    #[test]
    fn an_offset_is_turned_into_utc_and_a_fraction_dropped() {
        let at = parse_instant("2023-07-24T01:30:00.9+02:00").expect("RFC 3339");
        assert_eq!(at.to_string(), "2023-07-23T23:30:00Z");
        let early = parse_instant("1969-12-31T23:59:58.5Z").expect("RFC 3339");
        assert_eq!(early.to_string(), "1969-12-31T23:59:58Z");
    }

    #[test]
    fn days_that_never_were_are_impossible() {
        for text in ["2023-02-30", "2023-13-01", "2023-00-10", "2023-07-24T25:00:00Z"] {
            assert_eq!(Published::parse(text), Err(NotADate::Impossible), "{text}");
        }
    }

    #[test]
    fn days_at_the_ends_of_the_calendar_are_shown_or_refused() {
        for text in ["9999-12-31", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00+00:01"] {
            assert_eq!(Published::parse(text), Err(NotADate::Impossible), "{text}");
        }
        for text in ["0000", "0000-01-01T00:00:00Z", "9999", "9999-12-30"] {
            let shown = Published::parse(text).expect(text);
            assert_eq!(shown.to_string(), text);
            assert_eq!(&shown.at.rfc9110()[12..16], &text[..4]);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "23",
            "2023-7-4",
            "24.07.2023",
            "2023-07-24 10:00:00Z",
            "2023-07-24T10:00:00",
            "2023-07-24T10:00:00Z[UTC]",
            "２０２３",
            "2023-07-24t10:00:00z",
            "20230724",
        ] {
            let refused = Published::parse(text);
            assert!(refused.is_err(), "{text}: {refused:?}");
        }
    }

    #[test]
    fn of_two_dates_at_one_instant_the_less_precise_comes_first() {
        let parse = |text| Published::parse(text).expect(text);
        assert!(parse("2023") < parse("2023-01"));
        assert!(parse("2023-01") < parse("2023-01-01"));
    }
}
