//! Where the collection is.

use std::fmt;
use std::path::{Path, PathBuf};

use url::{Host, Url};

use crate::outgoing::web_address;

/// Where the collection is: a file, or something that is read over the network and copied into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CollectionPlace {
    /// A file of this machine.
    File(PathBuf),
    /// An object in a store that speaks S3: `s3://bucket/key`.
    Object(Url),
    /// An address of the web.
    Address(Url),
}

impl CollectionPlace {
    /// Reads a place that is not a file; `None` if the text is the path of a file.
    ///
    /// # Errors
    /// What is wrong with the place.
    pub fn elsewhere(text: &str) -> Option<Result<CollectionPlace, String>> {
        let (scheme, _) = text.split_once("://")?;
        Some(match scheme.to_ascii_lowercase().as_str() {
            "s3" => object(text),
            "http" | "https" => address(text),
            // The text is not repeated, here and below, because it may contain a password.
            _ => Err("must be a file, or begin with s3:// or https://".to_owned()),
        })
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            CollectionPlace::File(path) => Some(path),
            CollectionPlace::Object(_) | CollectionPlace::Address(_) => None,
        }
    }
}

impl fmt::Display for CollectionPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CollectionPlace::File(path) => path.display().fmt(f),
            CollectionPlace::Object(url) | CollectionPlace::Address(url) => url.fmt(f),
        }
    }
}

impl From<PathBuf> for CollectionPlace {
    fn from(path: PathBuf) -> CollectionPlace {
        CollectionPlace::File(path)
    }
}

fn object(text: &str) -> Result<CollectionPlace, String> {
    let wrong = || "must name a bucket and a key, such as s3://bucket/collection.json".to_owned();
    let url = Url::parse(text).map_err(|_| wrong())?;
    let has_key = url.path().len() > 1 && !url.path().ends_with('/');
    let has_more = url.query().is_some() || url.fragment().is_some() || url.port().is_some();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "must not contain keys: they come from the environment, such as AWS_ACCESS_KEY_ID".to_owned()
        );
    }
    match url.host_str().is_some_and(|bucket| !bucket.is_empty()) && has_key && !has_more {
        true => Ok(CollectionPlace::Object(url)),
        false => Err(wrong()),
    }
}

fn address(text: &str) -> Result<CollectionPlace, String> {
    let url = web_address(text).map_err(|error| error.to_string())?;
    if url.scheme() == "http" && !is_this_machine(&url) {
        return Err(
            "must begin with https://, so that nobody on the way can change the collection".to_owned()
        );
    }
    Ok(CollectionPlace::Address(url))
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_and_a_scheme_is_elsewhere() {
        assert_eq!(CollectionPlace::elsewhere("config/collection.json"), None);
        assert_eq!(CollectionPlace::elsewhere("/a:b/c.json"), None);
        for text in [
            "s3://bucket/collection.json",
            "s3://my.bucket/a/b%20c.json",
            "https://example.org/collection.json?v=1",
            "http://127.0.0.1:9/c.json",
            "http://[::1]/c.json",
            "http://localhost/c.json",
        ] {
            let place = CollectionPlace::elsewhere(text).expect("elsewhere").expect("a good place");
            assert_eq!(place.to_string(), text);
            assert_eq!(place.file(), None);
        }
    }

    #[test]
    fn a_place_that_cannot_be_read_safely_is_refused() {
        for (text, part) in [
            ("s3://bucket", "a bucket and a key"),
            ("s3://bucket/", "a bucket and a key"),
            ("s3://bucket/folder/", "a bucket and a key"),
            ("s3:///key", "a bucket and a key"),
            ("s3://bucket/key?versionId=1", "a bucket and a key"),
            ("s3://key:secret@bucket/c.json", "must not contain keys"),
            ("http://example.org/c.json", "must begin with https://"),
            ("http://10.0.0.1/c.json", "must begin with https://"),
            ("https://ana:secret@example.org/c.json", "a user name or a password"),
            ("ftp://example.org/c.json", "must be a file, or begin with"),
        ] {
            let refused = CollectionPlace::elsewhere(text).expect("elsewhere").expect_err(text);
            assert!(refused.contains(part), "{text}: {refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
