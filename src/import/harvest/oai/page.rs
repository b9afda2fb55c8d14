//! What a page of OAI-PMH says about the list that it belongs to.
//!
//! This reads past faults in records, which the reader of the format tells. Only a page that is not whole is refused,
//! because the rest of the list would be lost with its token.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a page says about its list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// When the repository answered, by its clock.
    pub(super) response_date: Option<String>,
    /// The codes of errors, each with its text.
    pub(super) errors: Vec<(String, String)>,
    /// When each record changed, in the order of the page.
    pub(super) datestamps: Vec<String>,
    /// How the list goes on. `None` on its last page.
    pub(super) token: Option<String>,
    /// How many records the list has.
    pub(super) list_size: Option<u64>,
}

/// Why a page is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    NotOai,
    BreaksOff,
}

/// Whether a document is an answer of OAI-PMH, whole or not.
pub(in super::super) fn is_oai(document: &[u8]) -> bool {
    let mut reader = Reader::from_reader(document);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => return element.local_name().as_ref() == b"OAI-PMH",
            Ok(Event::Eof | Event::Empty(_)) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

impl Page {
    pub(super) fn read(document: &[u8]) -> Result<Page, Flaw> {
        if !is_oai(document) {
            return Err(Flaw::NotOai);
        }
        let mut reader = Reader::from_reader(document);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut scan = Scan::default();
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => scan.open(&element),
                Ok(Event::Text(text)) => scan.text.push_str(&String::from_utf8_lossy(&text)),
                Ok(Event::CData(text)) => scan.text.push_str(&String::from_utf8_lossy(&text)),
                Ok(Event::GeneralRef(name)) => scan.text.extend(meant(&name)),
                Ok(Event::End(element)) => {
                    if scan.close(element.local_name().as_ref()) {
                        return Ok(scan.page);
                    }
                }
                Ok(Event::Eof) | Err(_) => return Err(Flaw::BreaksOff),
                Ok(_) => {}
            }
        }
    }
}

/// The page so far, and the text of the innermost element.
#[derive(Default)]
struct Scan {
    page: Page,
    text: String,
    is_in_header: bool,
    /// Metadata may have elements of any name.
    is_in_metadata: bool,
    code: String,
}

impl Scan {
    fn open(&mut self, element: &BytesStart<'_>) {
        self.text.clear();
        match element.local_name().as_ref() {
            b"header" => self.is_in_header = !self.is_in_metadata,
            b"metadata" | b"about" => self.is_in_metadata = true,
            b"error" => self.code = attribute(element, b"code").unwrap_or_default(),
            b"resumptionToken" if !self.is_in_metadata => {
                let size = attribute(element, b"completeListSize").and_then(|size| size.trim().parse().ok());
                self.page.list_size = size.or(self.page.list_size);
            }
            _ => {}
        }
    }

    /// Whether the document ends here.
    fn close(&mut self, name: &[u8]) -> bool {
        let text = self.text.trim().to_owned();
        self.text.clear();
        match name {
            // A record that forgets to close its metadata does not take the rest of the page with it.
            b"metadata" | b"about" | b"record" => self.is_in_metadata = false,
            b"header" => self.is_in_header = false,
            b"OAI-PMH" => return true,
            _ if self.is_in_metadata => {}
            b"datestamp" if self.is_in_header => self.page.datestamps.push(text),
            b"responseDate" => self.page.response_date = Some(text),
            b"error" => self.page.errors.push((std::mem::take(&mut self.code), text)),
            b"resumptionToken" => self.page.token = Some(text).filter(|token| !token.is_empty()),
            _ => {}
        }
        false
    }
}

fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    Some(String::from_utf8_lossy(&found.value).into_owned())
}

/// The character that a reference stands for: one of the five that XML has, or one by its number.
fn meant(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match &**reference {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = r#"<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
        <responseDate>2024-05-31T12:00:00Z</responseDate><request verb="ListRecords">https://a.example/oai</request>"#;

    fn record(datestamp: &str, metadata: &str) -> String {
        let header =
            format!("<header><identifier>oai:a:1</identifier><datestamp>{datestamp}</datestamp></header>");
        format!("<record>{header}<metadata>{metadata}</metadata></record>")
    }

    fn read(rest: &str) -> Result<Page, Flaw> {
        Page::read(format!("{START}{rest}</OAI-PMH>").as_bytes())
    }

    #[test]
    fn a_page_tells_its_place_in_the_list() {
        let token = "<resumptionToken cursor=\"0\" completeListSize=\"12\">\n a&amp;b=<![CDATA[<c>]]>&#x41; \n</resumptionToken>";
        let records = [record("2024-01-02", "<dc>x</dc>"), record("2024-01-03", "")].concat();
        let page = read(&format!("<ListRecords>{records}{token}</ListRecords>")).expect("a page");
        assert_eq!(page.response_date.as_deref(), Some("2024-05-31T12:00:00Z"));
        assert_eq!(page.datestamps, ["2024-01-02", "2024-01-03"]);
        assert_eq!((page.token.as_deref(), page.list_size), (Some("a&b=<c>A"), Some(12)));
        assert_eq!(page.errors, []);
    }

    #[test]
    fn an_empty_token_ends_the_list() {
        for token in [
            "",
            "<resumptionToken/>",
            "<resumptionToken></resumptionToken>",
            "<resumptionToken> </resumptionToken>",
        ] {
            let page = read(&format!("<ListRecords>{}{token}</ListRecords>", record("2024-01-02", "")));
            assert_eq!(page.expect("a page").token, None, "{token:?}");
        }
    }

    #[test]
    fn prefixes_of_elements_make_no_difference() {
        let page = Page::read(
            b"<o:OAI-PMH xmlns:o='http://www.openarchives.org/OAI/2.0/'><o:ListRecords><o:record><o:header>\
              <o:datestamp>2024-01-02</o:datestamp></o:header></o:record>\
              <o:resumptionToken>t</o:resumptionToken></o:ListRecords></o:OAI-PMH>",
        )
        .expect("a page");
        assert_eq!((page.token.as_deref(), page.datestamps.len()), (Some("t"), 1));
    }

    #[test]
    fn errors_are_told_with_their_codes() {
        let page = read("<error code=\"noRecordsMatch\">nothing</error><error code=\"badArgument\"/>");
        let codes: Vec<String> = page.expect("a page").errors.into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["noRecordsMatch"]);
    }

    #[test]
    fn what_records_contain_does_not_lead_on() {
        let metadata = "<x><header><datestamp>1</datestamp></header><error code=\"e\">e</error>\
                        <resumptionToken>false</resumptionToken><responseDate>1</responseDate></x>";
        let page = read(&format!("<ListRecords>{}</ListRecords>", record("2024-01-02", metadata)));
        let page = page.expect("a page");
        assert_eq!((page.token, page.errors, page.datestamps.len()), (None, Vec::new(), 1));
        assert_eq!(page.response_date.as_deref(), Some("2024-05-31T12:00:00Z"));
    }

    #[test]
    fn a_fault_in_a_record_hides_nothing() {
        let token = "<resumptionToken>t</resumptionToken>";
        for metadata in ["<dc:title>a & b</dc:title>", "<a><b></a>", "</x>", "<i>é\u{1}</i>", "&nbsp;"] {
            let page = read(&format!("<ListRecords>{}{token}</ListRecords>", record("2024-01-02", metadata)));
            let page = page.unwrap_or_else(|flaw| panic!("{metadata}: {flaw:?}"));
            assert_eq!((page.token.as_deref(), page.datestamps.len()), (Some("t"), 1), "{metadata}");
        }
    }

    #[test]
    fn a_page_that_breaks_off_is_refused() {
        let whole = format!("{START}<ListRecords>{}</ListRecords></OAI-PMH>", record("2024-01-02", "x"));
        for length in 0..whole.len() {
            assert!(Page::read(&whole.as_bytes()[..length]).is_err(), "{length}");
        }
        assert!(Page::read(whole.as_bytes()).is_ok());
        assert!(Page::read(b"<html><body>Maintenance</body></html>").is_err());
    }
}
