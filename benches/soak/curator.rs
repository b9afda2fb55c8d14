//! Makes collections that tell of which generation they are, and puts them into the file's place.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

const REPORTS: u32 = 2_000;
/// Every tenth report changes with each generation; the others stay as they are.
const CHANGING: u32 = 10;
/// Every fourth time the file is written over rather than replaced.
const IN_PLACE: u32 = 4;
/// Between the halves of a file that is written over: long enough to be read in between.
const HALF_WRITTEN: Duration = Duration::from_millis(30);

/// What stands before a generation's number, wherever a report that changes says something.
pub(crate) const MARK: &str = "generation-";

/// Whether the file of a generation is not good, so that nobody must ever see it.
pub(crate) fn is_bad(generation: u32) -> bool {
    generation > 0 && generation.is_multiple_of(10)
}

/// Keeps a collection file in a folder of its own.
pub(crate) struct Curator {
    folder: TempDir,
    path: PathBuf,
}

impl Curator {
    /// With generation 0 in place.
    pub(crate) fn new() -> anyhow::Result<Curator> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("collection.json");
        std::fs::write(&path, text(0))?;
        Ok(Curator { folder, path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a generation into the file's place, by renaming or writing over what is there.
    pub(crate) async fn replace(&self, generation: u32) -> anyhow::Result<()> {
        let text = text(generation);
        if generation.is_multiple_of(IN_PLACE) {
            let (first, _) = text.split_at(text.len() / 2);
            std::fs::write(&self.path, first)?;
            tokio::time::sleep(HALF_WRITTEN).await;
            std::fs::write(&self.path, text)?;
        } else {
            let beside = self.folder.path().join("next.json");
            std::fs::write(&beside, text)?;
            std::fs::rename(beside, &self.path)?;
        }
        Ok(())
    }
}

/// The file of a generation. What is wrong with the bad ones takes turns.
fn text(generation: u32) -> String {
    let mut reports: Vec<Value> = (0..REPORTS).map(|number| report(number, generation)).collect();
    match is_bad(generation).then_some(generation / 10 % 3) {
        Some(0) => reports[1]["topics"] = json!(["nowhere"]),
        Some(1) => reports[1]["id"] = json!("r-0"),
        Some(_) => return whole(reports).split_at(100_000).0.to_owned(),
        None => {}
    }
    whole(reports)
}

fn whole(reports: Vec<Value>) -> String {
    json!({
        "id": "soak",
        "authority": "example.org,2023",
        "title": "Soak",
        "topics": [{"id": "changing", "title": "Changing"}, {"id": "still", "title": "Still"}],
        "reports": reports,
    })
    .to_string()
}

fn report(number: u32, generation: u32) -> Value {
    let changes = number.is_multiple_of(CHANGING);
    let mark = if changes { format!("{MARK}{generation}.") } else { "as ever".to_owned() };
    json!({
        "id": format!("r-{number}"),
        "title": format!("Report {number}, {mark}"),
        "published": format!("20{:02}-{:02}-{:02}", 10 + number % 14, 1 + number % 12, 1 + number % 28),
        "abstract": format!("What report {number} found on rivers, dams and floods, {mark}").repeat(4),
        "topics": [if changes { "changing" } else { "still" }],
    })
}
