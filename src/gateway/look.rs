//! The look of pages and preview images: reads the files that the settings name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::address::Site;
use crate::collection::Picture;
use crate::page::{Look, LookOptions, LookSettings};
use crate::render::preview_image::{Fonts, PreviewStyle};

/// Why the configured look cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum LookError {
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`look.logo` {} {why}", .path.display())]
    Logo { path: PathBuf, why: &'static str },
    #[error("the templates in {} have errors:\n{}", .folder.display(), .faults.join("\n"))]
    Templates { folder: PathBuf, faults: Vec<String> },
    #[error("{} in the folder of `look.fonts` is not a TrueType or OpenType font", .path.display())]
    Font { path: PathBuf },
    #[error("`look.fonts`: the folder {} has no font files; add files whose names end in .ttf, .otf, .ttc or .otc", .folder.display())]
    NoFonts { folder: PathBuf },
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

/// How preview images look. The same rules hold as for the look of pages.
///
/// # Errors
/// A font cannot be read, or is not one.
pub(super) fn preview(settings: &LookSettings) -> Result<PreviewStyle, LookError> {
    let own = PreviewStyle::default();
    Ok(PreviewStyle {
        name: settings.name.clone(),
        accent: settings.accent.map_or(own.accent, |accent| accent.parts()),
        fonts: settings.fonts.as_deref().map(fonts).transpose()?.unwrap_or_default(),
    })
}

/// The fonts in a folder, in the order of their names. Other files in it are ignored.
fn fonts(folder: &Path) -> Result<Fonts, LookError> {
    let paths: Vec<PathBuf> =
        names(folder, &[".ttf", ".otf", ".ttc", ".otc"])?.into_iter().map(|name| folder.join(name)).collect();
    if paths.is_empty() {
        return Err(LookError::NoFonts { folder: folder.to_owned() });
    }
    let files = paths.iter().map(|path| read(path, |path| fs::read(path))).collect::<Result<_, _>>()?;
    Fonts::read(files).map_err(|at| LookError::Font { path: paths[at].clone() })
}

/// The templates in a folder, in the order of their names. Other files in it are ignored.
fn templates(folder: &Path) -> Result<Vec<(String, String)>, LookError> {
    let template = |name: String| {
        let source = read(&folder.join(&name), |path| fs::read_to_string(path))?;
        Ok((name, source))
    };
    names(folder, &[".html"])?.into_iter().map(template).collect()
}

/// The names of files in a folder that end in one of the extensions, in order.
fn names(folder: &Path, extensions: &[&str]) -> Result<Vec<String>, LookError> {
    let names = read(folder, |folder| {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()
    })?;
    let mut names: Vec<String> = names.into_iter().filter_map(|name| name.into_string().ok()).collect();
    names.retain(|name| extensions.iter().any(|extension| name.ends_with(extension)));
    names.sort();
    Ok(names)
}

fn read<T>(path: &Path, read: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, LookError> {
    read(path).map_err(|source| LookError::Read { path: path.to_owned(), source })
}
