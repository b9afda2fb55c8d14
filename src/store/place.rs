//! Where the database is: the setting `state.database`.

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

use crate::settings::{FromSettings, Reader};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, for one gateway.
    File(PathBuf),
    /// A server with PostgreSQL, which several gateways can share.
    Server(ServerUrl),
}

/// The address of a database server, with a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl(Url);

impl Database {
    /// The folder of the file, if it is not there. A file is created when it is needed, but no folder.
    pub fn missing_folder(&self) -> Option<&Path> {
        let Database::File(path) = self else { return None };
        path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
    }

    /// A server, from an address such as `postgres://user:password@host/database`.
    pub fn server(url: &str) -> Option<Database> {
        server(url)?.ok()
    }
}

impl ServerUrl {
    /// The address with its password.
    pub(super) fn secret(&self) -> &str {
        self.0.as_str()
    }
}

/// Never prints the password.
impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        if shown.password().is_some() {
            // Cannot fail, because there is a password.
            let _ = shown.set_password(Some("…"));
        }
        f.write_str(shown.as_str())
    }
}

/// Beside the settings file and the collection.
const DATABASE: &str = "config/feedgate.db";

impl FromSettings for Database {
    fn from_settings(reader: &mut Reader) -> Database {
        reader.path_or("state.database", DATABASE, Database::File, server)
    }
}

/// A server, if the text is an address of one.
fn server(text: &str) -> Option<Result<Database, String>> {
    let (scheme, _) = text.split_once("://")?;
    let wrong = "must be a file, or an address such as postgres://user:password@host/database";
    Some(match (scheme, Url::parse(text)) {
        ("postgres" | "postgresql", Ok(url)) if url.has_host() => Ok(Database::Server(ServerUrl(url))),
        // The text is not repeated, because it may contain a password.
        _ => Err(wrong.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let Some(Ok(database)) = server("postgres://feedgate:hidden@db.example/feedgate") else {
            panic!("it is an address of a server")
        };
        let printed = format!("{database:?}");
        assert!(printed.contains("db.example") && !printed.contains("hidden"), "{printed}");
    }

    #[test]
    fn a_file_is_no_server_and_another_server_is_refused() {
        assert_eq!(server("state/feedgate.db"), None);
        for text in ["mysql://db.example/feedgate", "postgres://", "https://hidden@db.example"] {
            let refused = server(text).expect("an address").expect_err(text);
            assert!(!refused.contains("hidden"));
        }
    }
}
