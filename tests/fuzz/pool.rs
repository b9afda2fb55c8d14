//! Inputs made of good ones: whole, in pieces, and with pieces that mean something put in.

use std::fmt;
use std::ops::Range;

use bolero::TypeGenerator;

/// Good inputs, and words that mean something to whoever reads them.
pub(crate) struct Pool {
    pub(crate) seeds: Vec<Vec<u8>>,
    pub(crate) words: Vec<Vec<u8>>,
}

/// How an input is made: of any bytes, of any words, and for the most part of a good input.
#[derive(Clone, Debug, TypeGenerator)]
pub(crate) struct Recipe {
    kind: u8,
    #[generator(Vec::produce().with().len(0usize..64))]
    bytes: Vec<u8>,
    #[generator(Vec::produce().with().len(0usize..24))]
    words: Vec<u16>,
    seed: u16,
    #[generator(Vec::produce().with().len(0usize..4))]
    changes: Vec<Change>,
}

/// What happens to an input. Places and choices are taken modulo how many there are.
#[derive(Clone, Debug, TypeGenerator)]
pub(crate) enum Change {
    Byte(u16, u8),
    BytesIn(u16, #[generator(Vec::produce().with().len(1usize..5))] Vec<u8>),
    CutShort(u16),
    Spliced { at: u16, seed: u16, from: u16 },
    Word { token: u16, word: u16 },
    WordIn { token: u16, word: u16 },
    Borrowed { token: u16, seed: u16, from: u16 },
    Swapped(u16, u16),
    Lost(u16, #[generator(1..6)] usize),
    Doubled(u16, #[generator(1..40)] usize),
    Repeated(u16, u8),
}

/// An input that shows itself when a test fails on it.
pub(crate) struct Input(pub(crate) Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

impl Pool {
    /// Makes an input.
    pub(crate) fn input(&self, recipe: &Recipe) -> Input {
        Input(match recipe.kind {
            0..16 => recipe.bytes.clone(),
            16..32 => recipe.words.iter().flat_map(|word| pick(&self.words, *word).clone()).collect(),
            _ => {
                let seed = pick(&self.seeds, recipe.seed).clone();
                recipe.changes.iter().fold(seed, |input, change| self.changed(input, change))
            }
        })
    }

    fn changed(&self, mut input: Vec<u8>, change: &Change) -> Vec<u8> {
        let place = |at: u16| usize::from(at) % (input.len() + 1);
        let tokens = tokens(&input);
        let several = |first: u16, count: usize| {
            let first = usize::from(first) % tokens.len();
            tokens[first].start..tokens[(first + count - 1).min(tokens.len() - 1)].end
        };
        match change {
            Change::BytesIn(at, bytes) => {
                let at = place(*at);
                drop(input.splice(at..at, bytes.iter().copied()));
            }
            Change::CutShort(at) => input.truncate(place(*at)),
            Change::Spliced { at, seed, from } => {
                let seed = pick(&self.seeds, *seed);
                input.truncate(place(*at));
                input.extend_from_slice(&seed[usize::from(*from) % (seed.len() + 1)..]);
            }
            // All others need something that is there.
            _ if tokens.is_empty() => input.extend_from_slice(&self.words[0]),
            Change::Byte(at, byte) => {
                let at = usize::from(*at) % input.len();
                input[at] = *byte;
            }
            Change::Word { token, word } => {
                let token = several(*token, 1);
                let words = self.words.iter().map(Vec::as_slice);
                let word = pick_like(&input[token.clone()], words, *word).to_vec();
                drop(input.splice(token, word));
            }
            Change::WordIn { token, word } => {
                let at = several(*token, 1).start;
                drop(input.splice(at..at, pick(&self.words, *word).iter().copied()));
            }
            Change::Borrowed { token, seed, from } => {
                let (token, seed) = (several(*token, 1), pick(&self.seeds, *seed));
                let others = self::tokens(seed).into_iter().map(|other| &seed[other]);
                let borrowed = pick_like(&input[token.clone()], others, *from).to_vec();
                drop(input.splice(token, borrowed));
            }
            Change::Swapped(a, b) => {
                let (a, b) = (several(*a, 1), several(*b, 1));
                let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
                let (early, late) = (input[first.clone()].to_vec(), input[second.clone()].to_vec());
                drop(input.splice(second, early));
                drop(input.splice(first, late));
            }
            Change::Lost(token, count) => drop(input.drain(several(*token, *count))),
            Change::Doubled(token, count) => {
                let piece = several(*token, *count);
                let again = input[piece.clone()].to_vec();
                drop(input.splice(piece.end..piece.end, again));
            }
            Change::Repeated(token, times) => {
                let piece = several(*token, 1);
                let again = input[piece.clone()].repeat(usize::from(*times));
                drop(input.splice(piece.end..piece.end, again));
            }
        }
        input
    }
}

fn pick<T>(all: &[T], choice: u16) -> &T {
    &all[usize::from(choice) % all.len()]
}

/// One that is quoted as `like` is, so that most of a file stays whole; nothing if there is none.
fn pick_like<'t>(like: &[u8], all: impl Iterator<Item = &'t [u8]>, choice: u16) -> &'t [u8] {
    let is_quoted = |token: &[u8]| token.len() > 1 && token.starts_with(b"\"") && token.ends_with(b"\"");
    let alike: Vec<&[u8]> = all.filter(|token| is_quoted(token) == is_quoted(like)).collect();
    alike.get(usize::from(choice) % alike.len().max(1)).copied().unwrap_or_default()
}

/// What JSON, addresses and header fields are made of: quoted strings, words and single signs.
fn tokens(input: &[u8]) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < input.len() {
        let length = match input[at] {
            b'"' => quoted(&input[at..]).unwrap_or(1),
            byte if is_of_word(byte) => input[at..].iter().take_while(|byte| is_of_word(**byte)).count(),
            _ => 1,
        };
        if !input[at].is_ascii_whitespace() {
            tokens.push(at..at + length);
        }
        at += length;
    }
    tokens
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// The length of the string that begins with a quote, if it ends.
fn quoted(text: &[u8]) -> Option<usize> {
    let mut escaped = false;
    let end = text[1..].iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(end + 2)
}
