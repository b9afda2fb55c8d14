//! The folders on the path to a file: its own folder, and that of every symbolic link on the path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

/// The most links that Linux follows.
const MOST_LINKS: usize = 40;

/// Folders on the path to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Folders {
    /// With resolved paths, each with its device and inode: a folder that was created again under the same name is
    /// another one.
    folders: BTreeMap<PathBuf, (u64, u64)>,
    /// The links in these folders that lead to the file, and the file itself.
    steps: BTreeSet<PathBuf>,
}

impl Folders {
    /// The folders in which a change may make an absolute path lead elsewhere, or change its target. If the path
    /// is broken, the last one is the folder where the missing part can appear.
    pub(super) fn towards(path: &Path) -> Folders {
        let mut found = Folders::default();
        let mut here = PathBuf::new();
        let mut rest = path.to_owned();
        let mut links = 0;
        loop {
            let mut parts = rest.components();
            let Some(part) = parts.next() else { break };
            let left = parts.as_path().to_owned();
            let Component::Normal(name) = part else {
                match part {
                    Component::RootDir => here = PathBuf::from("/"),
                    Component::ParentDir => drop(here.pop()),
                    _ => {}
                }
                rest = left;
                continue;
            };
            let next = here.join(name);
            match (fs::symlink_metadata(&next), fs::read_link(&next)) {
                (Ok(_), Ok(target)) => {
                    found.add(&here, &next);
                    links += 1;
                    if links > MOST_LINKS {
                        break;
                    }
                    rest = target.join(&left);
                }
                (Ok(_), Err(_)) if left.as_os_str().is_empty() => {
                    found.add(&here, &next);
                    break;
                }
                (Ok(_), Err(_)) => {
                    here = next;
                    rest = left;
                }
                (Err(_), _) => {
                    found.add(&here, &next);
                    break;
                }
            }
        }
        found
    }

    /// The folders.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.folders.keys().map(PathBuf::as_path)
    }

    /// Whether this is one of the folders.
    pub(super) fn contain(&self, folder: &Path) -> bool {
        self.folders.contains_key(folder)
    }

    /// Whether this is the file, or a link that leads to it.
    pub(super) fn lead_over(&self, path: &Path) -> bool {
        self.steps.contains(path)
    }

    fn add(&mut self, folder: &Path, step: &Path) {
        // A folder that was just removed cannot be watched. The next check finds where the path is broken now.
        if let Ok(data) = fs::metadata(folder) {
            self.folders.insert(folder.to_owned(), (data.dev(), data.ino()));
            self.steps.insert(step.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// The folders on the path, relative to `root`.
    fn towards(root: &Path, path: &str) -> Vec<String> {
        let below = |folder: &Path| folder.strip_prefix(root).expect("below").display().to_string();
        Folders::towards(&root.join(path)).paths().map(below).collect()
    }

    #[test]
    fn every_link_and_the_file_itself_have_a_folder_that_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a path without links");
        for made in ["etc", "releases/7"] {
            fs::create_dir_all(root.join(made)).expect("a folder");
        }
        fs::write(root.join("releases/7/c.json"), "{}").expect("a file");
        symlink("../current/c.json", root.join("etc/c.json")).expect("a link");
        symlink(root.join("releases/latest"), root.join("current")).expect("a link");
        symlink("7", root.join("releases/latest")).expect("a link");

        assert_eq!(towards(&root, "etc/c.json"), ["", "etc", "releases", "releases/7"]);
        let steps = Folders::towards(&root.join("etc/c.json"));
        for step in ["etc/c.json", "current", "releases/latest", "releases/7/c.json"] {
            assert!(steps.lead_over(&root.join(step)), "{step}");
        }
        assert!(!steps.lead_over(&root.join("releases/7/c.json~")));
        assert_eq!(towards(&root, "releases/7/c.json"), ["releases/7"]);
        assert_eq!(towards(&root, "releases/8/c.json"), ["releases"]);
        assert_eq!(towards(&root, "releases/7/never.json"), ["releases/7"]);
    }

    #[test]
    fn links_in_a_circle_come_to_an_end() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("a path without links");
        symlink("b", root.join("a")).expect("a link");
        symlink("a", root.join("b")).expect("a link");

        assert_eq!(towards(&root, "a"), [""]);
    }
}
