//! Makes collection files that name their generation, and replaces the served file with them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

const REPORTS: u32 = 2_000;
/// Every tenth report changes with each generation; the others never change.
const CHANGING: u32 = 10;
/// Every fourth time, the file is overwritten instead of replaced.
const IN_PLACE: u32 = 4;
/// The pause between the halves of an overwritten file: long enough for the gateway to read it.
const HALF_WRITTEN: Duration = Duration::from_millis(30);

/// The text before a generation's number, in every field of a report that changes.
pub(crate) const MARK: &str = "generation-";

/// Whether the file of a generation is faulty, so that no reader may ever see it.
pub(crate) fn is_bad(generation: u32) -> bool {
    generation > 0 && generation.is_multiple_of(10)
}

/// Maintains a collection file in its own folder.
pub(crate) struct Curator {
    folder: TempDir,
    path: PathBuf,
}

impl Curator {
    /// A curator whose file has generation 0.
    pub(crate) fn new() -> anyhow::Result<Curator> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("collection.json");
        std::fs::write(&path, text(0))?;
        Ok(Curator { folder, path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file with a generation, by renaming a new file or by overwriting the old one.
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

/// The content of a generation's file. The faulty generations take turns with different faults.
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
