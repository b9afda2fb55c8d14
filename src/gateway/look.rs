//! The look of pages: reads the files that the settings name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::address::Site;
use crate::collection::Picture;
use crate::page::{Look, LookOptions, LookSettings};

/// Why the configured look cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum LookError {
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`look.logo` {} {why}", .path.display())]
    Logo { path: PathBuf, why: &'static str },
    #[error("templates in {} are wrong:\n{}", .folder.display(), .faults.join("\n"))]
    Templates { folder: PathBuf, faults: Vec<String> },
}

/// Reads the files that the settings name. Later changes to them take effect when the gateway restarts.
///
/// # Errors
/// A file cannot be read, or is not what it should be.
pub(super) fn look(settings: &LookSettings, site: &Site) -> Result<Look, LookError> {
    let logo = match &settings.logo {
        Some(path) => {
            let refused = |why| LookError::Logo { path: path.clone(), why };
            Some(Picture::read(read(path, |path| fs::read(path))?).map_err(refused)?)
        }
        None => None,
    };
    let style =
        settings.stylesheet.as_deref().map(|path| read(path, |path| fs::read_to_string(path))).transpose()?;
    let templates = settings.templates.as_deref().map(templates).transpose()?.unwrap_or_default();
    let options = LookOptions {
        name: settings.name.clone(),
        accent: settings.accent,
        accent_dark: settings.accent_dark,
        logo,
        links: settings.links.clone(),
        footer: settings.footer.clone(),
        style,
        templates,
    };
    let folder = settings.templates.clone().unwrap_or_default();
    Look::new(options, site).map_err(|faults| LookError::Templates { folder, faults })
}

/// The templates in a folder, in the order of their names. Other files in it are ignored.
fn templates(folder: &Path) -> Result<Vec<(String, String)>, LookError> {
    let names = read(folder, |folder| {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()
    })?;
    let mut names: Vec<String> = names.into_iter().filter_map(|name| name.into_string().ok()).collect();
    names.retain(|name| name.ends_with(".html"));
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let source = read(&folder.join(&name), |path| fs::read_to_string(path))?;
            Ok((name, source))
        })
        .collect()
}

fn read<T>(path: &Path, read: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, LookError> {
    read(path).map_err(|source| LookError::Read { path: path.to_owned(), source })
}
