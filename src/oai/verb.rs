//! The six verbs and their arguments (§4).

/// The argument with the token of a list that goes on.
pub(super) const TOKEN: &str = "resumptionToken";

/// What a harvester asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Verb {
    Identify,
    ListMetadataFormats,
    ListSets,
    GetRecord,
    ListIdentifiers,
    ListRecords,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Verb; 6] = [
        Verb::Identify,
        Verb::ListMetadataFormats,
        Verb::ListSets,
        Verb::GetRecord,
        Verb::ListIdentifiers,
        Verb::ListRecords,
    ];

    /// As in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Identify => "Identify",
            Verb::ListMetadataFormats => "ListMetadataFormats",
            Verb::ListSets => "ListSets",
            Verb::GetRecord => "GetRecord",
            Verb::ListIdentifiers => "ListIdentifiers",
            Verb::ListRecords => "ListRecords",
        }
    }

    /// Whether the answer is a list of records, which costs much more than any other answer.
    pub fn lists_records(self) -> bool {
        matches!(self, Verb::ListIdentifiers | Verb::ListRecords)
    }

    /// The arguments that it needs, and those that it may have.
    pub(super) fn arguments(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Verb::Identify => (&[], &[]),
            Verb::ListMetadataFormats => (&[], &["identifier"]),
            Verb::ListSets => (&[], &[TOKEN]),
            Verb::GetRecord => (&["identifier", "metadataPrefix"], &[]),
            Verb::ListIdentifiers | Verb::ListRecords => {
                (&["metadataPrefix"], &["from", "until", "set", TOKEN])
            }
        }
    }
}
