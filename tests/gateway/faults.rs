//! Properties that hold for the faults of any file.

use feedgate::collection::Fault;

/// They stand in the text of the file, in its order, each with its line and column, and say what to do.
pub(crate) fn assert_stand_in(file: &[u8], text: &str, faults: &[Fault]) {
    assert!(!faults.is_empty());
    assert!(file.starts_with(text.as_bytes()), "{text:?}");
    assert!(faults.is_sorted_by_key(|fault| fault.span.start), "{faults:#?}");
    for fault in faults {
        let firsts = fault.first.iter().map(|(line, span)| (*line, span));
        for (line, span) in [(fault.line, &fault.span)].into_iter().chain(firsts) {
            assert!(text.get(span.clone()).is_some(), "{fault:#?} is not in {text:?}");
            assert_eq!(line, text[..span.start].matches('\n').count() + 1, "{fault:#?}");
        }
        let line = text[..fault.span.start].rsplit('\n').next().unwrap_or_default();
        assert_eq!(fault.column, line.chars().count() + 1, "{fault:#?}");
        let words = fault.problem.words();
        assert!(!words.message.is_empty() && !words.help.is_empty(), "{fault:#?}");
    }
}
