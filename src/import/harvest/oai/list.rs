//! The list of a repository's records, page by page, and again where a token dies.

use std::cmp::Ordering;
use std::collections::HashSet;

use url::Url;

use super::super::ask::Asker;
use super::super::error::HarvestError;
use super::super::options::HarvestNote;
use super::address::{argument, first_page, next_page, repository};
use super::page::{Flaw, Page};

/// How often in a row the list may be started over at the same date. A token that dies on the first page each time
/// will do so for ever.
const MOST_STARTS: usize = 3;
/// After so many records that are each later than the one before, and none that is earlier, a list is taken to be in
/// the order of time. By chance this happens once in 40,000 lists.
const ENOUGH_STEPS: usize = 8;
/// The length of a date without a time.
const DAY: usize = "2024-05-31".len();

/// The list of a repository's records.
pub(in super::super) struct RecordList {
    repository: Url,
    set: Option<String>,
    /// Where the list that is being read begins.
    from: Option<String>,
    until: Option<String>,
    place: Position,
    /// The tokens of the list that is being read.
    tokens: HashSet<String>,
    order: Order,
    /// How often the list was started at this date.
    starts: usize,
    next_from: Option<String>,
    expected: Option<u64>,
}

enum Position {
    Start,
    After(String),
    End,
}

impl RecordList {
    /// The list that an address asks for, or all records of the repository there. `set` and `from` are stronger than
    /// what the address says.
    pub(in super::super) fn new(address: &Url, set: Option<String>, from: Option<String>) -> RecordList {
        RecordList {
            repository: repository(address),
            set: set.or_else(|| argument(address, "set")),
            from: from.or_else(|| argument(address, "from")),
            until: argument(address, "until"),
            place: argument(address, "resumptionToken").map_or(Position::Start, Position::After),
            tokens: HashSet::new(),
            order: Order::default(),
            starts: 0,
            next_from: None,
            expected: None,
        }
    }

    pub(in super::super) fn next_from(&self) -> Option<&str> {
        self.next_from.as_deref()
    }

    pub(in super::super) fn expected(&self) -> Option<u64> {
        self.expected
    }

    pub(in super::super) async fn next_page(
        &mut self,
        asker: &mut Asker,
    ) -> Result<Option<Vec<u8>>, HarvestError> {
        loop {
            let address = match &self.place {
                Position::Start => self.first_page(),
                Position::After(token) => next_page(&self.repository, token),
                Position::End => return Ok(None),
            };
            let has_token = self.has_token();
            let refused = |flaw| match flaw {
                Flaw::NotOai if !has_token => HarvestError::NotOai { address: address.to_string() },
                // What was a repository a moment ago will be one again.
                Flaw::NotOai | Flaw::BreaksOff => HarvestError::Malformed { address: address.to_string() },
            };
            let asked = asker.ask(&address, |answer| Page::read(&answer.body).map_err(refused)).await;
            let (answer, page) = match asked {
                // Some repositories forget a token with one of these instead of saying so.
                Err(HarvestError::Status { .. } | HarvestError::Malformed { .. }) if has_token => {
                    self.start_over(asker)?;
                    continue;
                }
                asked => asked?,
            };
            match page.errors.first() {
                None => {}
                Some((code, _)) if code == "noRecordsMatch" => {
                    self.remember(&page);
                    self.place = Position::End;
                    return Ok(Some(answer.body));
                }
                Some((code, _)) if code == "badResumptionToken" && has_token => {
                    self.start_over(asker)?;
                    continue;
                }
                Some((code, _)) if code == "badArgument" && !has_token && self.cut_from() => continue,
                Some((code, message)) => {
                    let (code, message) = (code.clone(), message.clone());
                    return Err(HarvestError::Repository { address: address.to_string(), code, message });
                }
            }
            self.remember(&page);
            self.advance(page.token, &address)?;
            return Ok(Some(answer.body));
        }
    }

    fn has_token(&self) -> bool {
        matches!(self.place, Position::After(_))
    }

    fn first_page(&self) -> Url {
        let from = self.from.as_deref().map(|from| match &self.until {
            // Both must be days or both seconds (§3.3). A day begins no later than any of its seconds.
            Some(until) if until.len() == DAY => from.get(..DAY).unwrap_or(from),
            _ => from,
        });
        let selection = [("from", from), ("until", self.until.as_deref()), ("set", self.set.as_deref())];
        first_page(&self.repository, &selection)
    }

    /// Makes a day of the date to begin with, for a repository that knows no times. Whether this changed anything.
    fn cut_from(&mut self) -> bool {
        let day = self.from.as_ref().filter(|from| from.len() > DAY).and_then(|from| from.get(..DAY));
        let Some(day) = day.map(str::to_owned) else { return false };
        self.from = Some(day);
        true
    }

    fn remember(&mut self, page: &Page) {
        self.expected = page.list_size.or(self.expected);
        page.datestamps.iter().for_each(|datestamp| self.order.add(datestamp));
        if self.next_from.is_none() {
            let is_by_day = page.datestamps.first().is_some_and(|datestamp| datestamp.len() == DAY);
            let date = page.response_date.as_deref().filter(|date| super::check_date(date).is_ok());
            let date = date.map(|date| if is_by_day { date.get(..DAY).unwrap_or(date) } else { date });
            self.next_from = date.map(str::to_owned);
        }
    }

    fn advance(&mut self, token: Option<String>, address: &Url) -> Result<(), HarvestError> {
        let Some(token) = token else {
            self.place = Position::End;
            return Ok(());
        };
        // The list would turn in a circle.
        if !self.tokens.insert(token.clone()) {
            self.place = Position::End;
            return Err(HarvestError::Loop { address: address.to_string() });
        }
        self.place = Position::After(token);
        Ok(())
    }

    /// Begins again: with the latest date so far if the list is in the order of time, so that nothing before it can be
    /// missing; otherwise where it began, because OAI-PMH promises no order.
    fn start_over(&mut self, asker: &Asker) -> Result<(), HarvestError> {
        let from = self.order.latest().map(str::to_owned).or_else(|| self.from.clone());
        self.starts = if from == self.from { self.starts + 1 } else { 0 };
        if self.starts > MOST_STARTS {
            let after = self.from.clone().unwrap_or_else(|| "its start".into());
            return Err(HarvestError::Tokens { address: self.repository.to_string(), after });
        }
        asker.tell(&HarvestNote::StartingOver { from: from.clone() });
        self.from = from;
        self.place = Position::Start;
        self.tokens.clear();
        self.order = Order::default();
        Ok(())
    }
}

/// Whether a list is in the order of time, as far as it was read.
#[derive(Default)]
struct Order {
    last: Option<String>,
    steps: usize,
    is_broken: bool,
}

impl Order {
    fn add(&mut self, datestamp: &str) {
        let Some(last) = &self.last else {
            self.last = Some(datestamp.to_owned());
            self.is_broken |= super::check_date(datestamp).is_err();
            return;
        };
        // Dates of one length sort as texts do.
        if last.len() != datestamp.len() {
            self.is_broken = true;
        }
        match datestamp.cmp(last) {
            Ordering::Less => self.is_broken = true,
            Ordering::Equal => {}
            Ordering::Greater => {
                self.steps += 1;
                self.last = Some(datestamp.to_owned());
                self.is_broken |= super::check_date(datestamp).is_err();
            }
        }
    }

    /// The date up to which nothing is missing.
    fn latest(&self) -> Option<&str> {
        self.last.as_deref().filter(|_| !self.is_broken && self.steps >= ENOUGH_STEPS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(datestamps: &[&str]) -> Option<String> {
        let mut order = Order::default();
        datestamps.iter().for_each(|datestamp| order.add(datestamp));
        order.latest().map(str::to_owned)
    }

    #[test]
    fn only_a_list_in_the_order_of_time_is_continued_by_its_date() {
        let days: Vec<String> = (1..=9).map(|day| format!("2024-05-0{day}")).collect();
        let mut days: Vec<&str> = days.iter().map(String::as_str).collect();
        assert_eq!(latest(&days).as_deref(), Some("2024-05-09"));
        assert_eq!(latest(&days[1..]), None, "too few to be sure");
        assert_eq!(latest(&["2024-05-01"; 100]), None, "one date is no order");
        assert_eq!(latest(&[&days[..], &days[8..]].concat()).as_deref(), Some("2024-05-09"), "equal dates");
        assert_eq!(latest(&[&days[..], &["2024-05-08"]].concat()), None, "a step back");
        assert_eq!(latest(&[&days[..], &["2024-05-10T00:00:00Z"]].concat()), None, "two kinds of dates");
        assert_eq!(latest(&[&days[..], &["2024-05-xx"]].concat()), None, "no date");
        days.reverse();
        assert_eq!(latest(&days), None, "newest first");
        assert_eq!(latest(&[]), None);
    }
}
