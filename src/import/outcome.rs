//! What an import did and did not do, for people and for programs.

use serde::{Serialize, Serializer};

use super::record::Place;

/// What an import did and did not do.
#[derive(Debug, Default, Serialize)]
pub struct Outcome {
    /// Reports that are added.
    pub new: Vec<NewReport>,
    /// Reports that came from this source before, and change.
    pub changed: Vec<Changed>,
    /// Reports that came from this source before, and stay as they are.
    pub unchanged: usize,
    /// Reports that the collection has from elsewhere. They stay as they are.
    pub had: usize,
    /// Fields that the source changed, and that stay as the curator wrote them.
    pub kept: Vec<Kept>,
    /// Records that may be reports which the collection has.
    pub similar: Vec<Told>,
    /// Records of reports that were withdrawn.
    pub withdrawn: Vec<Told>,
    /// Records that the source has more than once.
    pub repeated: Vec<Told>,
    /// Reports of the collection that the source has deleted. `why` is the id.
    pub deleted: Vec<Told>,
    /// What is not public, or no report.
    pub skipped: Vec<Told>,
    /// Records that cannot be read.
    pub broken: Vec<Told>,
    /// What could not be taken over of records that are. `title` is the id.
    pub remarks: Vec<Told>,
    /// Subjects that nobody has said anything about yet, each with the number of its records.
    pub unknown_subjects: Vec<(String, usize)>,
}

/// A report that is added.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct NewReport {
    pub id: String,
    pub title: String,
    #[serde(flatten)]
    pub place: Place,
}

/// A report that changes.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct Changed {
    pub id: String,
    /// The fields that change, without those that are only remembered.
    pub fields: Vec<String>,
    #[serde(flatten)]
    pub place: Place,
}

/// A field that stays.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct Kept {
    pub id: String,
    pub field: String,
    pub why: String,
}

/// Something to tell about a record.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct Told {
    #[serde(flatten)]
    pub place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub why: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Told {
    pub(super) fn of(place: Place, why: String) -> Told {
        Told { place, title: None, why, remedy: String::new() }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'p> {
            #[serde(skip_serializing_if = "Option::is_none")]
            source: Option<&'p str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            line: Option<usize>,
            record: usize,
        }
        let source = self.source.as_deref();
        Shape { source, line: self.line, record: self.record }.serialize(serializer)
    }
}
