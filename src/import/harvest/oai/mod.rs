//! OAI-PMH 2.0, as far as a harvest must know it to get all pages of a list.

mod address;
mod list;
mod page;

use super::error::HarvestError;

pub(super) use address::{Intent, identify, intent};
pub(super) use list::RecordList;
pub(super) use page::is_oai;

/// Whether a date is one that OAI-PMH has (§3.3): a day, or a second in UTC.
pub(super) fn check_date(text: &str) -> Result<(), HarvestError> {
    let is_day = || text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    let is_second = || text.len() == 20 && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok();
    match is_day() || is_second() {
        true => Ok(()),
        false => Err(HarvestError::Date { text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_or_a_second_in_utc() {
        for good in ["2024-05-31", "2024-02-29", "2024-05-31T12:00:00Z"] {
            assert!(check_date(good).is_ok(), "{good}");
        }
        for bad in
            ["", "2024", "2024-05", "2024-02-30", "31.05.2024", "2024-05-31T12:00Z", "2024-05-31T12:00:00+01"]
        {
            assert!(check_date(bad).is_err(), "{bad}");
        }
    }
}
