//! Where the values of a JSON text stand.
//!
//! The text is scanned, not parsed: a value is skipped by its brackets and quotation marks, without a tree of it. A
//! text that is not JSON may be scanned too. Whoever writes a changed text has it checked first.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

/// The text is not JSON at a place that has to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The byte range of a value, or of another part of a text.
pub(super) type Span = Range<usize>;

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member<'t> {
    pub(super) name: Cow<'t, str>,
    /// Its name, with quotation marks.
    pub(super) key: Span,
    pub(super) value: Span,
}

/// A member of an object, and its elements if it is a list.
pub(super) type WithElements<'t> = (Member<'t>, Option<Vec<Span>>);

/// The one value that a text consists of. Spaces around it, and a byte order mark, are left out.
pub(super) fn whole(text: &str) -> Result<Span, Malformed> {
    let start = start(text);
    Ok(start..value_end(text.as_bytes(), start)?)
}

/// Where the value of a whole text begins.
pub(super) fn start(text: &str) -> usize {
    let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    after_space(text.as_bytes(), mark)
}

/// The end of an object after its last member, or after its opening bracket.
pub(super) fn end_of_object(text: &str, after_last: usize) -> Result<usize, Malformed> {
    let end = after_space(text.as_bytes(), after_last);
    match text.as_bytes().get(end) {
        Some(b'}') => Ok(end + 1),
        _ => Err(Malformed),
    }
}

/// The members of an object, in the order of the text.
pub(super) fn members<'t>(text: &'t str, object: &Span) -> Members<'t> {
    Members { text, items: Items::of(text, object, b'{', b'}') }
}

/// The elements of a list.
pub(super) fn elements<'t>(text: &'t str, list: &Span) -> Elements<'t> {
    Elements { items: Items::of(text, list, b'[', b']') }
}

/// The members of an object, each with its elements if it is a list. The text is scanned only once.
pub(super) fn members_and_elements<'t>(
    text: &'t str,
    object: &Span,
) -> Result<Vec<WithElements<'t>>, Malformed> {
    let mut members = members(text, object);
    let mut read = Vec::new();
    while let Some(start) = members.items.next_start() {
        let (name, key, start) = members.read_name(start?)?;
        let (end, list) = match text.as_bytes().get(start) {
            Some(b'[') => {
                // Of the list, only the beginning is known.
                let mut list = elements(text, &(start..start + 1));
                let found: Vec<Span> = list.by_ref().collect::<Result<_, _>>()?;
                (list.items.at + 1, Some(found))
            }
            _ => (value_end(text.as_bytes(), start)?, None),
        };
        members.items.at = end;
        read.push((Member { name, key, value: start..end }, list));
    }
    Ok(read)
}

/// The first member of an object with this name.
pub(super) fn member<'t>(text: &'t str, object: &Span, name: &str) -> Result<Option<Member<'t>>, Malformed> {
    for member in members(text, object) {
        let member = member?;
        if member.name == name {
            return Ok(Some(member));
        }
    }
    Ok(None)
}

/// The value of a span, if it is a text.
pub(super) fn text_at<'t>(text: &'t str, span: &Span) -> Option<Cow<'t, str>> {
    let json = text.get(span.clone())?;
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    match inner.contains('\\') {
        true => serde_json::from_str(json).ok().map(Cow::Owned),
        false => Some(Cow::Borrowed(inner)),
    }
}

/// The members of an object.
pub(super) struct Members<'t> {
    text: &'t str,
    items: Items<'t>,
}

impl<'t> Members<'t> {
    /// The name that begins at `start`, where it is written, and where its value begins.
    fn read_name(&self, start: usize) -> Result<(Cow<'t, str>, Span, usize), Malformed> {
        let bytes = self.text.as_bytes();
        let key = start..string_end(bytes, start)?;
        let name = text_at(self.text, &key).ok_or(Malformed)?;
        let colon = after_space(bytes, key.end);
        if bytes.get(colon) != Some(&b':') {
            return Err(Malformed);
        }
        Ok((name, key, after_space(bytes, colon + 1)))
    }

    fn read(&mut self, start: usize) -> Result<Member<'t>, Malformed> {
        let (name, key, start) = self.read_name(start)?;
        let value = start..value_end(self.items.bytes, start)?;
        self.items.at = value.end;
        Ok(Member { name, key, value })
    }
}

impl<'t> Iterator for Members<'t> {
    type Item = Result<Member<'t>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.items.next_start()?.and_then(|start| self.read(start));
        self.items.is_over |= read.is_err();
        Some(read)
    }
}

/// The elements of a list.
pub(super) struct Elements<'t> {
    items: Items<'t>,
}

impl Iterator for Elements<'_> {
    type Item = Result<Span, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.items.next_start()?.and_then(|start| {
            self.items.at = value_end(self.items.bytes, start)?;
            Ok(start..self.items.at)
        });
        self.items.is_over |= read.is_err();
        Some(read)
    }
}

/// What the members of an object and the elements of a list have in common: commas between them, and an end.
struct Items<'t> {
    bytes: &'t [u8],
    at: usize,
    end: u8,
    is_first: bool,
    is_over: bool,
}

impl<'t> Items<'t> {
    /// Has nothing if the value begins with something else than `open`.
    fn of(text: &'t str, container: &Span, open: u8, end: u8) -> Items<'t> {
        let bytes = text.as_bytes();
        let is_over = bytes.get(container.start) != Some(&open);
        Items { bytes, at: container.start + 1, end, is_first: true, is_over }
    }

    /// Where the next item begins; `None` at the end.
    fn next_start(&mut self) -> Option<Result<usize, Malformed>> {
        if self.is_over {
            return None;
        }
        self.at = after_space(self.bytes, self.at);
        let found = self.bytes.get(self.at).copied();
        if found == Some(self.end) {
            self.is_over = true;
            return None;
        }
        if !std::mem::take(&mut self.is_first) {
            if found != Some(b',') {
                self.is_over = true;
                return Some(Err(Malformed));
            }
            self.at = after_space(self.bytes, self.at + 1);
        }
        Some(Ok(self.at))
    }
}

fn after_space(bytes: &[u8], at: usize) -> usize {
    let space = bytes.iter().skip(at).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    at + space
}

/// The end of the value that begins at `start`.
fn value_end(bytes: &[u8], start: usize) -> Result<usize, Malformed> {
    match bytes.get(start).ok_or(Malformed)? {
        b'"' => string_end(bytes, start),
        b'{' | b'[' => container_end(bytes, start),
        _ => {
            let is_inside =
                |byte: &&u8| !matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\t' | b'\n' | b'\r');
            match bytes.iter().skip(start).take_while(is_inside).count() {
                0 => Err(Malformed),
                length => Ok(start + length),
            }
        }
    }
}

fn container_end(bytes: &[u8], start: usize) -> Result<usize, Malformed> {
    let mut at = start;
    let mut depth = 0_usize;
    loop {
        match bytes.get(at).ok_or(Malformed)? {
            b'"' => at = string_end(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            _ => at += 1,
        }
    }
}

fn string_end(bytes: &[u8], start: usize) -> Result<usize, Malformed> {
    if bytes.get(start) != Some(&b'"') {
        return Err(Malformed);
    }
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..).ok_or(Malformed)?;
        at += memchr2(b'"', b'\\', rest).ok_or(Malformed)?;
        match bytes[at] {
            b'"' => return Ok(at + 1),
            // The character after a backslash ends nothing.
            _ => at += 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<String>, Malformed> {
        members(text, &whole(text)?).map(|member| member.map(|member| member.name.into_owned())).collect()
    }

    #[test]
    fn members_and_elements_are_found_however_the_text_is_laid_out() {
        let text = "\u{FEFF} {\"a\" :1,\r\n\t\"b\\\"\\u00e4\": [ {\"x\": \"]}\\\\\"} ,true,[ ],-1.5e3 ]\n, \"c\":\"\"} \n";
        assert_eq!(names(text), Ok(vec!["a".to_owned(), "b\"ä".to_owned(), "c".to_owned()]));
        let list =
            member(text, &whole(text).expect("JSON"), "b\"ä").expect("JSON").expect("it is there").value;
        let found: Vec<&str> = elements(text, &list).map(|span| &text[span.expect("JSON")]).collect();
        assert_eq!(found, [r#"{"x": "]}\\"}"#, "true", "[ ]", "-1.5e3"]);
        assert_eq!(text_at(text, &list), None);

        let both = members_and_elements(text, &whole(text).expect("JSON")).expect("JSON");
        let separately: Vec<Member<'_>> =
            members(text, &whole(text).expect("JSON")).collect::<Result<_, _>>().expect("JSON");
        for ((member, found), same) in both.iter().zip(&separately) {
            assert_eq!((&member.name, &member.key, &member.value), (&same.name, &same.key, &same.value));
            let own: Vec<Span> = elements(text, &same.value).collect::<Result<_, _>>().expect("JSON");
            assert_eq!(found.clone().unwrap_or_default(), own);
        }
        assert_eq!(both.len(), separately.len());
    }

    #[test]
    fn a_text_that_is_no_json_is_refused_and_never_read_past_its_end() {
        for text in
            ["", " ", "{", "{\"a", "{\"a\\", "{\"a\":", "{\"a\":1", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}"]
        {
            assert_eq!(names(text), Err(Malformed), "{text:?}");
            assert!(whole(text).and_then(|span| members_and_elements(text, &span)).is_err(), "{text:?}");
        }
        assert_eq!(names("[1]"), Ok(Vec::new()));
        assert!(elements("[1 2]", &(0..5)).any(|element| element.is_err()));
    }
}
