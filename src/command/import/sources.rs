//! The documents of a source: a file, standard input, or the pages at an address.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use url::Url;

use crate::import::{Harvest, HarvestError, HarvestOptions, More, Protocol, SourceFormat, next_page};
use crate::outgoing::RequestError;

use super::ImportArguments;
use super::progress::Progress;

/// A document, and its name for people.
pub(super) struct Document {
    pub(super) name: Arc<str>,
    /// The name that its source is remembered under.
    pub(super) source: String,
    pub(super) bytes: Vec<u8>,
}

/// All documents of a source.
pub(super) struct Gathered {
    pub(super) documents: Vec<Document>,
    /// The date to begin with the next time, from a repository that has one.
    pub(super) next_from: Option<String>,
}

/// Reads all documents of a source.
///
/// # Errors
/// It cannot be read, in words.
pub(super) fn gather(
    source: &str,
    arguments: &ImportArguments,
    site: Option<&Url>,
    progress: &Progress,
) -> Result<Gathered, String> {
    if is_address(source) {
        return harvest(source, arguments, site, progress);
    }
    if arguments.set.is_some() || arguments.from.is_some() {
        return Err(format!("{source} is no address, so --set and --from select nothing in it"));
    }
    progress.source(source);
    let bytes = match source {
        "-" => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        }
        path => fs::read(path),
    };
    let bytes = bytes.map_err(|error| format!("cannot read {source}: {error}"))?;
    let name = if source == "-" { "standard input" } else { source };
    Ok(Gathered {
        documents: vec![Document { name: name.into(), source: short_name(source), bytes }],
        next_from: None,
    })
}

/// The name of a source without the folders, which may change.
fn short_name(source: &str) -> String {
    match source {
        "-" => "standard input".to_owned(),
        address if is_address(address) => address.to_owned(),
        path => Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

fn is_address(source: &str) -> bool {
    let scheme = source.split("://").next().unwrap_or_default();
    scheme.len() < source.len()
        && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

fn harvest(
    address: &str,
    arguments: &ImportArguments,
    site: Option<&Url>,
    progress: &Progress,
) -> Result<Gathered, String> {
    let tell = progress.clone();
    let options = HarvestOptions {
        protocol: match arguments.format {
            None => Protocol::Unknown,
            Some(SourceFormat::OaiPmh) => Protocol::Oai,
            Some(_) => Protocol::Pages,
        },
        set: arguments.set.clone(),
        from: arguments.from.clone(),
        allow_private: arguments.allow_private,
        site: site.cloned(),
        tell: Arc::new(move |note| tell.note(&note.to_string())),
        ..HarvestOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start the runtime: {error}"))?;
    progress.source(address);
    let mut harvest = Harvest::new(address, options).map_err(|error| in_words(&error))?;
    let mut documents = Vec::new();
    while let Some(bytes) = runtime.block_on(harvest.next_page()).map_err(|error| in_words(&error))? {
        let number = documents.len() + 1;
        progress.pages(number, harvest.expected());
        let more = next_page(&bytes, arguments.format, &arguments.columns);
        if let Ok(Some(More::Address(next))) = &more {
            harvest.follow(next).map_err(|error| in_words(&error))?;
        }
        let name = if number == 1 && !matches!(more, Ok(Some(_))) {
            address.into()
        } else {
            format!("{address} (page {number})").into()
        };
        documents.push(Document { name, source: address.to_owned(), bytes });
    }
    Ok(Gathered { documents, next_from: harvest.next_from().map(str::to_owned) })
}

/// The error with its causes, and what to do where that is known.
fn in_words(error: &HarvestError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(&format!(": {more}"));
        }
        cause = error.source();
    }
    if let HarvestError::Request(RequestError::Refused { is_private: true, .. }) = error {
        text.push_str("; --allow-private allows it");
    }
    text
}
