//! `feedgate desk`: the curators who may use the desk. It reads and writes the database, also while a gateway runs.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, IsTerminal};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use serde::Deserialize;

use crate::collection::Instant;
use crate::config::Config;
use crate::desk::{LEAST_CHARACTERS, PERSON_NAME_RULE, Password, People, person_name};
use crate::gateway::now;
use crate::store::{Database, Store};

use super::FAULTS;

/// What to do with curators.
#[derive(Clone, Debug, Subcommand)]
pub enum DeskCommand {
    /// Set the password of a curator; the first one turns the desk on
    Password {
        /// The name of the curator, as the history shows it
        name: String,
    },
    /// List the curators, one in each line
    List,
    /// Remove a curator, who is logged out everywhere
    Remove {
        /// The name of the curator
        name: String,
    },
}

/// Runs a command.
pub fn run(config: &Config, command: &DeskCommand) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        let collection = id_of(config.collection_here())?;
        match command {
            DeskCommand::Password { name } => {
                let name = person_name(name).ok_or(PERSON_NAME_RULE)?;
                let password = password()?;
                runtime.block_on(set(config, &collection, name, &password))
            }
            DeskCommand::List => runtime.block_on(list(config, &collection)),
            DeskCommand::Remove { name } => runtime.block_on(remove(config, &collection, name)),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            FAULTS
        }
    }
}

/// The id of the collection in a file. The rest of the file may have faults.
fn id_of(path: &Path) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let name = path.display();
    let text = fs::read(path).map_err(|error| format!("cannot read collection {name}: {error}"))?;
    let text = text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&text);
    let named = serde_json::from_slice::<Named>(text);
    named
        .map(|named| named.id)
        .map_err(|error| format!("cannot find the id of the collection in {name}: {error}"))
}

/// Asks for a new password twice. From another program, the first line of the standard input is the password.
fn password() -> Result<Password, String> {
    let ask = |prompt: &str| rpassword::prompt_password(prompt).map_err(|error| error.to_string());
    let typed = match io::stdin().is_terminal() {
        true => {
            eprintln!(
                "Choose a password of at least {LEAST_CHARACTERS} characters. It is not shown as you type."
            );
            let typed = ask("Password: ")?;
            Password::new(&typed).map_err(|why| why.to_string())?;
            if ask("The same again: ")? != typed {
                return Err("the two passwords are not the same".to_owned());
            }
            typed
        }
        false => {
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    Password::new(&typed).map_err(|why| why.to_string())
}

async fn set(config: &Config, collection: &str, name: &str, password: &Password) -> Result<(), String> {
    if let Database::File(path) = &config.database
        && !path.exists()
    {
        create(path).map_err(|error| format!("cannot create {}: {error}", path.display()))?;
    }
    let store = Store::open(&config.database).await.map_err(|error| error.in_a_line())?;
    let people = People::new(store.clone(), collection);
    let was_there = people.set_password(name, &password.hash(), now().unix()).await;
    match was_there.map_err(|error| error.in_a_line())? {
        true => println!("{name} has a new password. Earlier logins have ended."),
        false => println!("{name} may use the desk now."),
    }
    if let Some(address) = config.admin_listen {
        println!("The desk is at http://{address}/desk while the gateway runs.");
    }
    store.close().await;
    Ok(())
}

/// Creates an empty database that only its owner can read. One of root belongs to the owner of its folder, so that a
/// gateway without the rights of root can use it. SQLite gives the files next to it the same owner.
fn create(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::metadata(folder)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    match file.metadata()?.uid() == 0 && folder.uid() != 0 {
        true => fchown(&file, Some(folder.uid()), Some(folder.gid())),
        false => Ok(()),
    }
}

async fn list(config: &Config, collection: &str) -> Result<(), String> {
    let people = match people(config, collection).await? {
        Some(people) => people.all().await.map_err(|error| error.in_a_line())?,
        None => Vec::new(),
    };
    if people.is_empty() {
        eprintln!("The desk is off: nobody has a password. To turn it on: feedgate desk password NAME");
    }
    for person in people {
        let since = Instant::from_unix(person.since).map(|since| since.to_string()).unwrap_or_default();
        println!("{}\t{since}", person.name);
    }
    Ok(())
}

async fn remove(config: &Config, collection: &str, name: &str) -> Result<(), String> {
    let name = name.trim();
    let removed = match people(config, collection).await? {
        Some(people) => people.remove(name).await.map_err(|error| error.in_a_line())?,
        None => false,
    };
    match removed {
        true => {
            println!("{name} can no longer use the desk.");
            Ok(())
        }
        false => Err(format!("there is no curator {name}")),
    }
}

async fn people(config: &Config, collection: &str) -> Result<Option<People>, String> {
    let store = Store::open_existing(&config.database).await.map_err(|error| error.in_a_line())?;
    Ok(store.map(|store| People::new(store, collection)))
}
