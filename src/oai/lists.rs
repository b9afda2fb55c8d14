//! Records and their headers: `GetRecord`, `ListRecords` and `ListIdentifiers` (§2.5, §4).

use crate::collection::{Instant, TopicIndex};
use crate::snapshot::Stamped;

use super::arguments::Arguments;
use super::date::Date;
use super::error::OaiError;
use super::metadata::MetadataFormat;
use super::token::Resumption;
use super::verb::Verb;
use super::xml::Xml;
use super::{Provider, Write};

/// What a list contains.
#[derive(Clone, Copy)]
struct Selection {
    format: MetadataFormat,
    from: Option<Instant>,
    until: Option<Instant>,
    set: Option<TopicIndex>,
}

/// A page of a list.
struct Page<'s> {
    records: Vec<Stamped<'s>>,
    /// How many records the whole list has.
    size: usize,
    /// How many were sent before this page.
    sent: u64,
    is_last: bool,
}

impl<'p> Provider<'p> {
    pub(super) fn record(&'p self, arguments: &Arguments) -> Result<Write<'p>, OaiError> {
        let format = format_of(arguments)?;
        let identifier = arguments.get("identifier").unwrap_or_default();
        let stamped = self.found(identifier)?;
        Ok(Box::new(move |xml| xml.within("GetRecord", &[], |xml| self.write_record(xml, stamped, format))))
    }

    /// The report or withdrawal with this identifier.
    pub(super) fn found(&self, identifier: &str) -> Result<Stamped<'p>, OaiError> {
        let id = identifier.strip_prefix(&self.snapshot.collection().about.tag_prefix());
        id.and_then(|id| self.snapshot.stamped_with_id(id))
            .ok_or_else(|| OaiError::IdDoesNotExist(identifier.to_owned()))
    }

    pub(super) fn list(&'p self, verb: Verb, arguments: &Arguments) -> Result<Write<'p>, OaiError> {
        let (selection, resumed) = match arguments.token() {
            None => (self.selection(arguments)?, None),
            Some(token) => {
                let about = &self.snapshot.collection().about;
                let resumption = Resumption::open(token, verb, self.key, about);
                let resumption = resumption.ok_or(OaiError::BadResumptionToken)?;
                (self.resumed(&resumption).ok_or(OaiError::BadResumptionToken)?, Some(resumption))
            }
        };
        let page = self.page(&selection, resumed.as_ref()).ok_or(OaiError::NoRecordsMatch)?;
        Ok(Box::new(move |xml| {
            xml.within(verb.name(), &[], |xml| {
                for stamped in &page.records {
                    match verb {
                        Verb::ListRecords => self.write_record(xml, *stamped, selection.format),
                        _ => self.write_header(xml, *stamped),
                    }
                }
                // A list of one page has no token (§3.5).
                if !page.is_last || page.sent > 0 {
                    self.write_token(xml, verb, &selection, &page);
                }
            });
        }))
    }

    fn selection(&self, arguments: &Arguments) -> Result<Selection, OaiError> {
        let date = |name: &str| match arguments.get(name) {
            None => Ok(None),
            Some(text) => match Date::read(text) {
                Some(date) => Ok(Some(date)),
                None => Err(OaiError::BadArgument(format!(
                    "{name} must be a day such as 2026-11-26, or a time such as 2026-11-26T16:00:00Z."
                ))),
            },
        };
        let (from, until) = (date("from")?, date("until")?);
        if let (Some(from), Some(until)) = (from, until) {
            if !from.is_like(until) {
                let what = "from and until must both be days, or both be times.";
                return Err(OaiError::BadArgument(what.into()));
            }
            if from.first() > until.last() {
                return Err(OaiError::BadArgument("from must not be later than until.".into()));
            }
        }
        let format = format_of(arguments)?;
        let set = match arguments.get("set") {
            None => None,
            Some(_) if self.snapshot.collection().topics.is_empty() => return Err(OaiError::NoSetHierarchy),
            Some(slug) => Some(self.set(slug).ok_or(OaiError::NoRecordsMatch)?),
        };
        Ok(Selection { format, from: from.map(Date::first), until: until.map(Date::last), set })
    }

    /// The topic of a set; a former id of the topic is as good.
    fn set(&self, slug: &str) -> Option<TopicIndex> {
        self.snapshot.named(slug).map(|named| named.topic())
    }

    /// The selection of a token; `None` if the collection no longer has its set.
    fn resumed(&self, resumption: &Resumption) -> Option<Selection> {
        Some(Selection {
            format: MetadataFormat::of(&resumption.prefix)?,
            from: resumption.from.and_then(Instant::from_unix),
            until: resumption.until.and_then(Instant::from_unix),
            set: match &resumption.set {
                None => None,
                Some(slug) => Some(self.set(slug)?),
            },
        })
    }

    /// The next page of a selection; `None` if nothing is left.
    fn page(&self, selection: &Selection, resumed: Option<&Resumption>) -> Option<Page<'p>> {
        let selected = self.snapshot.stamped(selection.set).select(selection.from, selection.until);
        let mark = match resumed {
            None => None,
            Some(resumption) => Some((Instant::from_unix(resumption.after.0)?, &*resumption.after.1)),
        };
        let mut rest = selected.after(mark);
        let records: Vec<_> = rest.by_ref().take(self.options.page_records.into()).collect();
        let is_last = rest.next().is_none();
        let sent = resumed.map_or(0, |resumption| resumption.sent);
        (!records.is_empty()).then(|| Page { records, size: selected.len(), sent, is_last })
    }

    fn write_token(&self, xml: &mut Xml, verb: Verb, selection: &Selection, page: &Page<'_>) {
        let token = page.records.last().filter(|_| !page.is_last).map(|last| {
            let collection = self.snapshot.collection();
            let resumption = Resumption {
                prefix: selection.format.prefix().to_owned(),
                from: selection.from.map(Instant::unix),
                until: selection.until.map(Instant::unix),
                set: selection.set.map(|topic| collection.topic(topic).id.to_string()),
                after: (last.date().unix(), last.id().to_string()),
                sent: page.sent + page.records.len() as u64,
            };
            resumption.seal(verb, self.key, &collection.about)
        });
        let (size, sent) = (page.size.to_string(), page.sent.to_string());
        let attributes = [("completeListSize", &*size), ("cursor", &*sent)];
        xml.text_with("resumptionToken", &attributes, token.as_deref().unwrap_or_default());
    }

    fn write_record(&self, xml: &mut Xml, stamped: Stamped<'_>, format: MetadataFormat) {
        xml.within("record", &[], |xml| {
            self.write_header(xml, stamped);
            if let Stamped::Report(report) = stamped {
                xml.within("metadata", &[], |xml| format.write(xml, self.snapshot, report, self.site));
            }
        });
    }

    fn write_header(&self, xml: &mut Xml, stamped: Stamped<'_>) {
        let collection = self.snapshot.collection();
        let (topics, attributes): (&[TopicIndex], &[_]) = match stamped {
            Stamped::Report(report) => (&report.topics, &[]),
            Stamped::Withdrawal(withdrawal) => {
                (withdrawal.topics.as_deref().unwrap_or_default(), &[("status", "deleted")])
            }
        };
        xml.within("header", attributes, |xml| {
            xml.text("identifier", &format!("{}{}", collection.about.tag_prefix(), stamped.id()));
            xml.text("datestamp", &self.snapshot.last_change(stamped).to_string());
            for topic in topics {
                xml.text("setSpec", &collection.topic(*topic).id);
            }
        });
    }
}

/// The format that the arguments name.
fn format_of(arguments: &Arguments) -> Result<MetadataFormat, OaiError> {
    let prefix = arguments.get("metadataPrefix").unwrap_or_default();
    MetadataFormat::of(prefix).ok_or_else(|| OaiError::CannotDisseminateFormat(prefix.to_owned()))
}
