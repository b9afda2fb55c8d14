//! The dates of arguments (§3.3): a day, or a second in UTC.

use crate::collection::{Instant, Published};

/// A date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    /// `2026-11-26`.
    Day(Instant),
    /// `2026-11-26T16:00:00Z`.
    Second(Instant),
}

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The last second that an instant can be: 9999-12-30T22:00:00Z.
const LAST: i64 = 253_402_207_200;

impl Date {
    /// Reads one of the two forms that the protocol has; `None` for any other.
    pub(super) fn read(text: &str) -> Option<Date> {
        let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let is_second = match form.as_str() {
            "0000-00-00" => false,
            "0000-00-00T00:00:00Z" => true,
            _ => return None,
        };
        let at = match text.strip_prefix("9999-12-31") {
            // Harvesters mean by it that there is no end. It is past the last instant of the calendar.
            Some("" | "T23:59:59Z") => Instant::from_unix(LAST)?,
            _ => Published::parse(text).ok()?.at,
        };
        Some(if is_second { Date::Second(at) } else { Date::Day(at) })
    }

    /// The first second that the date covers.
    pub(super) fn first(self) -> Instant {
        match self {
            Date::Day(noon) => shifted(noon, -DAY_SECONDS / 2),
            Date::Second(second) => second,
        }
    }

    /// The last second that the date covers.
    pub(super) fn last(self) -> Instant {
        match self {
            Date::Day(noon) => shifted(noon, DAY_SECONDS / 2 - 1),
            Date::Second(second) => second,
        }
    }

    /// Whether both are days, or both are seconds.
    pub(super) fn is_like(self, other: Date) -> bool {
        matches!((self, other), (Date::Day(_), Date::Day(_)) | (Date::Second(_), Date::Second(_)))
    }
}

fn shifted(at: Instant, seconds: i64) -> Instant {
    Instant::from_unix(at.unix() + seconds).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_forms_of_the_protocol_are_dates() {
        let second = |text: &str| Published::parse(text).expect("a date").at;
        let day = Date::read("2026-11-26").expect("a day");
        assert_eq!(day.first(), second("2026-11-26T00:00:00Z"));
        assert_eq!(day.last(), second("2026-11-26T23:59:59Z"));
        let moment = Date::read("2026-11-26T16:00:00Z").expect("a second");
        assert_eq!((moment.first(), moment.last()), (second("2026-11-26T16:00:00Z"), moment.first()));
        assert!(["9999-12-31", "9999-12-31T23:59:59Z"].map(Date::read).iter().all(Option::is_some));
        for wrong in [
            "",
            "2026",
            "2026-11",
            "2026-02-30",
            "2026-11-26T16:00Z",
            "2026-11-26T25:00:00Z",
            "2026-11-26T16:00:00+00:00",
            "2026-11-26T16:00:00.5Z",
            "2026-11-26 16:00:00Z",
            "26-11-2026",
            "２０２６-11-26",
        ] {
            assert_eq!(Date::read(wrong), None, "{wrong}");
        }
    }
}
