//! The earlier version of a collection file, which followers already have: another file, or a revision in git.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::str::FromStr;

use crate::collection::{self, Collection, LoadError};

/// The earlier version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// Another file.
    File(PathBuf),
    /// The same file at a revision of its git repository.
    Git(String),
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Since, String> {
        match text.strip_prefix("git:") {
            // git would take this for an option.
            Some(revision) if revision.is_empty() || revision.starts_with('-') => {
                Err("a revision must follow git:, such as git:HEAD".into())
            }
            Some(revision) => Ok(Since::Git(revision.to_owned())),
            None => Ok(Since::File(text.into())),
        }
    }
}

/// Loads the earlier version of a file.
///
/// # Errors
/// It cannot be read, or has faults.
pub(super) fn earlier(file: &Path, since: &Since, limit: u64) -> Result<Collection, String> {
    let in_words = |error: LoadError| match error {
        LoadError::Faults(_) => format!("{error}, so it cannot be compared with the current file"),
        LoadError::Read { ref source, .. } => format!("{error}: {source}"),
    };
    match since {
        Since::File(earlier) => collection::load(earlier, limit).map_err(in_words),
        Since::Git(revision) => {
            let bytes = from_git(file, revision)?;
            collection::parse(bytes).map_err(|_| {
                format!(
                    "{} has errors in revision {revision}, so it cannot be compared with the current file",
                    file.display()
                )
            })
        }
    }
}

/// A file as it was at a revision of its git repository.
fn from_git(file: &Path, revision: &str) -> Result<Vec<u8>, String> {
    // git does not follow symbolic links.
    let file = file.canonicalize().map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return Err(format!("{} is not a file", file.display()));
    };
    let mut object = std::ffi::OsString::from(format!("{revision}:./"));
    object.push(name);
    let git = Process::new("git")
        .arg("-C")
        .arg(folder)
        // A hook of git sets these for the repository that it runs in, and git would look for the file there.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_PREFIX")
        .args(["show", "--no-textconv", "--end-of-options"])
        .arg(object)
        .arg("--")
        .output();
    let git = git.map_err(|error| format!("cannot run git: {error}"))?;
    match git.status.success() {
        true => Ok(git.stdout),
        false => Err(format!("git: {}", String::from_utf8_lossy(&git.stderr).trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_no_option_of_git() {
        assert_eq!("git:HEAD~1".parse(), Ok(Since::Git("HEAD~1".into())));
        assert_eq!("c.json".parse(), Ok(Since::File("c.json".into())));
        for refused in ["git:", "git:--output=/tmp/x"] {
            assert!(refused.parse::<Since>().is_err(), "{refused}");
        }
    }
}
