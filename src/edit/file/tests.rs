use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::{env, thread};

use tempfile::TempDir;

use super::*;

const OLD: &str = r#"{"id": "c", "authority": "example.org,2020", "title": "Old"}"#;
const NEW: &str = r#"{"id": "c", "authority": "example.org,2020", "title": "New, and of another length"}"#;
const LIMIT: u64 = 1_000_000;
/// Tells the process that is killed which file it edits, and after which step it ends.
const EDITED: &str = "FEEDGATE_TEST_EDITED";
const KILLED_AFTER: &str = "FEEDGATE_TEST_KILLED_AFTER";
const STEPS: [Step; 9] = [
    Step::Created,
    Step::HalfWritten,
    Step::Written,
    Step::Owned,
    Step::Stored,
    Step::Checked,
    Step::Compared,
    Step::Moved,
    Step::Done,
];

/// A folder, and the old file in it.
fn old() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("c.json");
    fs::write(&path, OLD).expect("a file");
    (folder, path)
}

fn open(path: &Path) -> FileForEdit {
    FileForEdit::open(path, LIMIT).expect("it can be opened")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("it can be read")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// In the process that is killed: writes, and ends itself after a step.
fn write_and_die(path: &str, step: &str) {
    let written = open(Path::new(path)).write_in_steps(NEW, &mut |done| {
        if format!("{done:?}") == step {
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
            loop {
                thread::park();
            }
        }
    });
    panic!("it came past {step}: {written:?}");
}

/// Runs itself in a process of its own, which is killed.
#[test]
fn a_writer_that_is_killed_leaves_the_old_file_or_the_new_one() {
    if let (Ok(path), Ok(step)) = (env::var(EDITED), env::var(KILLED_AFTER)) {
        return write_and_die(&path, &step);
    }
    let name = thread::current().name().expect("a test has a name").to_owned();
    for step in STEPS {
        let (folder, path) = old();
        let ended = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", &name])
            .env(EDITED, &path)
            .env(KILLED_AFTER, format!("{step:?}"))
            .output()
            .expect("this program can be run");
        assert_eq!(ended.status.signal(), Some(9), "{step:?}: {ended:?}");
        let expected = if matches!(step, Step::Moved | Step::Done) { NEW } else { OLD };
        assert_eq!(text(&path), expected, "killed after {step:?}");

        // Its lock and its new file are no hindrance.
        open(&path).write(NEW).unwrap_or_else(|error| panic!("{step:?}: {error}"));
        assert_eq!(
            (text(&path).as_str(), names(folder.path())),
            (NEW, vec!["c.json".to_owned()]),
            "{step:?}"
        );
    }
}

#[test]
fn a_text_with_faults_is_not_written() {
    let (folder, path) = old();
    let refused = open(&path).write(r#"{"id": "c"}"#);
    assert!(matches!(&refused, Err(FileError::Faults(faults)) if faults.list.len() == 2), "{refused:?}");
    assert_eq!((text(&path).as_str(), names(folder.path()).len()), (OLD, 1));
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_replaced() {
    // Written to in place, with as many bytes; and replaced.
    for is_replaced in [false, true] {
        let (folder, path) = old();
        let file = open(&path);
        let other = OLD.replace("Old", "old");
        if is_replaced {
            fs::write(folder.path().join("other"), &other).expect("a file");
            fs::rename(folder.path().join("other"), &path).expect("the same folder");
        } else {
            fs::write(&path, &other).expect("it can be written");
        }
        let refused = file.write(NEW);
        assert!(matches!(refused, Err(FileError::Changed { .. })), "{refused:?}");
        assert_eq!((text(&path), names(folder.path()).len()), (other, 1));
    }
}

#[test]
fn mode_and_owner_stay() {
    let (_folder, path) = old();
    let before = fs::metadata(&path).expect("it is there");
    for mode in [0o640, 0o604, 0o660, 0o755] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("its owner may");
        open(&path).write(NEW).expect("it can be written");
        let after = fs::metadata(&path).expect("it is there");
        assert_eq!(after.mode() & PERMISSIONS, mode);
        assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
    }
}

#[test]
fn an_owner_that_is_somebody_else_stays() {
    let (_folder, path) = old();
    if std::os::unix::fs::chown(&path, Some(12_345), Some(12_346)).is_err() {
        // Only root can give a file away.
        return;
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o4640)).expect("root may");
    open(&path).write(NEW).expect("root may");
    let after = fs::metadata(&path).expect("it is there");
    assert_eq!((after.uid(), after.gid(), after.mode() & PERMISSIONS), (12_345, 12_346, 0o4640));
}

#[test]
fn a_symbolic_link_stays_and_the_file_behind_it_is_replaced() {
    let (folder, path) = old();
    fs::create_dir(folder.path().join("links")).expect("a folder");
    let link = folder.path().join("links/c.json");
    symlink("../c.json", &link).expect("a link");

    open(&link).write(NEW).expect("it can be written");

    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert_eq!((text(&path).as_str(), text(&link).as_str()), (NEW, NEW));
    assert_eq!(names(folder.path()), ["c.json", "links"]);
}

#[test]
fn a_link_that_leads_elsewhere_meanwhile_is_a_change() {
    let (folder, path) = old();
    let other = folder.path().join("other.json");
    fs::copy(&path, &other).expect("a copy");
    let link = folder.path().join("link.json");
    symlink(&path, &link).expect("a link");
    let file = open(&link);
    fs::remove_file(&link).expect("a link");
    symlink(&other, &link).expect("a link");

    assert!(matches!(file.write(NEW), Err(FileError::Changed { .. })));
    assert_eq!((text(&path).as_str(), text(&other).as_str()), (OLD, OLD));
}

#[test]
fn a_second_writer_waits_and_reads_what_the_first_one_wrote() {
    let (_folder, path) = old();
    let first = open(&path);
    thread::scope(|scope| {
        let second = scope.spawn(|| open(&path).text().to_owned());
        thread::sleep(TRY_AGAIN * 3);
        first.write(NEW).expect("it can be written");
        assert_eq!(second.join().expect("it does not panic"), NEW);
    });
}

#[test]
fn a_file_that_cannot_be_read_is_told_as_the_check_tells_it() {
    let (folder, path) = old();
    let missing = FileForEdit::open(&folder.path().join("missing.json"), LIMIT).expect_err("it is missing");
    assert!(matches!(missing, FileError::Load(LoadError::Read { .. })), "{missing}");

    fs::write(&path, b"{\"id\": \"\xFF\"}").expect("a file");
    let not_utf8 = FileForEdit::open(&path, LIMIT).expect_err("it is not UTF-8");
    assert!(matches!(not_utf8, FileError::Load(LoadError::Faults(_))), "{not_utf8}");

    let large = FileForEdit::open(&path, 5).expect_err("it is too large");
    assert!(matches!(large, FileError::Load(LoadError::Faults(_))), "{large}");
}

#[test]
fn a_file_larger_than_allowed_is_not_written() {
    let (_folder, path) = old();
    let refused = FileForEdit::open(&path, OLD.len() as u64).expect("it is not too large").write(NEW);
    assert!(matches!(refused, Err(FileError::Faults(_))), "{refused:?}");
    assert_eq!(text(&path), OLD);
}
