//! `feedgate suggestions`: what visitors suggested. It reads the database, beside the gateway that runs.

use std::env;
use std::fs;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use serde::Deserialize;
use serde_json::json;

use crate::collection::Instant;
use crate::config::Config;
use crate::desk::{PERSON_NAME_RULE, person_name};
use crate::inbox::{Inbox, InboxFilter, Sender, Suggestion, SuggestionState};
use crate::store::StoreError;

use super::FAULTS;
use super::edit::Deciding;

/// What to do with suggestions.
#[derive(Clone, Debug, Subcommand)]
pub enum SuggestionsCommand {
    /// List suggestions, one in each line
    List {
        /// Only those in this state
        #[arg(long, value_name = "STATE", default_value = "received")]
        state: ListedState,
    },
    /// Show everything about one suggestion
    Show {
        /// Its number, as in the list
        id: i64,
    },
    /// Add the report of a suggestion to the collection file, and tell its sender
    Accept {
        /// Its number, as in the list
        id: i64,
        /// Change the file and decide; without this, only show the change
        #[arg(long)]
        write: bool,
        /// Who accepts it, for the history; by default, your name on this machine
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Decline a suggestion
    Decline {
        /// Its number, as in the list
        id: i64,
        /// Why, for the sender to read: at most 4000 characters
        #[arg(long, value_name = "TEXT")]
        words: String,
        /// Who declines it, for the history; by default, your name on this machine
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Print suggestions as a JSON list, in the field names of the collection file
    Export {
        /// Only those in this state
        #[arg(long, value_name = "STATE", default_value = "all")]
        state: ListedState,
    },
}

/// Which suggestions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListedState {
    /// Those that nobody has decided yet
    Received,
    /// Those that became part of the collection
    Accepted,
    /// Those that did not
    Declined,
    /// Those that their senders took back
    TakenBack,
    /// All
    All,
}

impl ListedState {
    fn filter(self) -> InboxFilter {
        let state = match self {
            ListedState::Received => Some("received"),
            ListedState::Accepted => Some("accepted"),
            ListedState::Declined => Some("declined"),
            ListedState::TakenBack => Some("taken-back"),
            ListedState::All => None,
        };
        InboxFilter { state, most: PAGE, ..InboxFilter::default() }
    }
}

/// Who decides if the system does not say who that is.
const NOBODY: &str = "operator";
/// So many suggestions are read at once.
const PAGE: i64 = 500;

/// Runs a command.
pub fn run(config: &Config, command: &SuggestionsCommand) -> ExitCode {
    let (prefix, collection) = match named(config) {
        Ok(named) => named,
        Err(why) => return failed(&why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    let handle = runtime.handle().clone();
    let inbox = Inbox::new(config.database.clone(), prefix, config.inbox.clone(), handle);
    let deciding = |id: i64, by: &Option<String>| {
        let (runtime, inbox, collection) = (&runtime, &inbox, collection.clone());
        who(by.as_deref()).map(|by| Deciding { config, runtime, inbox, collection, id, by })
    };
    let done = match command {
        SuggestionsCommand::Accept { id, write, by } => {
            deciding(*id, by).map(|deciding| deciding.accept(*write))
        }
        SuggestionsCommand::Decline { id, words, by } => {
            deciding(*id, by).map(|deciding| deciding.decline(words))
        }
        command => runtime.block_on(done(&inbox, command)).map_err(|error| error.in_a_line()),
    };
    runtime.block_on(inbox.close());
    done.unwrap_or_else(|why| failed(&why))
}

/// Who decides: a given name, or that of the user of this machine.
fn who(given: Option<&str>) -> Result<String, String> {
    if let Some(given) = given {
        let name = person_name(given).map(str::to_owned);
        return name.ok_or_else(|| PERSON_NAME_RULE.to_owned());
    }
    // With sudo, the person behind it.
    let users = ["SUDO_USER", "USER"].into_iter().filter_map(|name| env::var(name).ok());
    let mut names = users.filter_map(|user| person_name(&user).map(str::to_owned));
    Ok(names.next().unwrap_or_else(|| NOBODY.to_owned()))
}

/// What the ids of the collection begin with, and its own id. The rest of the file may have faults.
fn named(config: &Config) -> Result<(String, String), String> {
    #[derive(Deserialize)]
    struct File {
        id: String,
        authority: String,
    }
    let path = config.collection_here();
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let file = serde_json::from_str::<File>(text.trim_start_matches('\u{FEFF}'));
    let file = file.map_err(|error| format!("{} is not a collection file: {error}", path.display()))?;
    Ok((format!("tag:{}:{}/", file.authority, file.id), file.id))
}

fn failed(why: &str) -> ExitCode {
    eprintln!("error: {why}");
    FAULTS
}

async fn done(inbox: &Inbox, command: &SuggestionsCommand) -> Result<ExitCode, StoreError> {
    match command {
        SuggestionsCommand::List { state } => {
            let mut count = 0;
            let print = |one: &Suggestion| {
                let title = shown(one.title());
                println!("{}\t{}\t{}\t{title}", one.id, one.state.name(), time(one.received_at));
                count += 1;
            };
            each(inbox, state.filter(), print).await?;
            if count == 0 {
                eprintln!("There are no such suggestions.");
            }
        }
        SuggestionsCommand::Show { id } => match inbox.get(*id).await? {
            Some(suggestion) => show(&suggestion, inbox).await?,
            None => return Ok(failed(&format!("there is no suggestion {id}"))),
        },
        SuggestionsCommand::Export { state } => {
            let mut before = "[";
            let print = |one: &Suggestion| {
                println!("{before}{}", exported(one));
                before = ",";
            };
            each(inbox, state.filter(), print).await?;
            println!("{}", if before == "[" { "[]" } else { "]" });
        }
        // These change the file, which must not be done among other work.
        SuggestionsCommand::Accept { .. } | SuggestionsCommand::Decline { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Does something with each suggestion, the oldest first.
async fn each(
    inbox: &Inbox,
    mut filter: InboxFilter,
    mut act: impl FnMut(&Suggestion),
) -> Result<(), StoreError> {
    loop {
        let page = inbox.list(filter).await?;
        page.iter().for_each(&mut act);
        match page.last() {
            Some(last) => filter.after = Some(last.id),
            None => return Ok(()),
        }
    }
}

fn exported(suggestion: &Suggestion) -> serde_json::Value {
    let Suggestion { id, fields, note, sender, state, received_at, changed_at, .. } = suggestion;
    let Sender { name, email, organization } = sender;
    let (report, words) = match state {
        SuggestionState::Accepted { report } => (Some(report), None),
        SuggestionState::Declined { words } => (None, Some(words)),
        _ => (None, None),
    };
    json!({
        "suggestion": id,
        "state": state.name(),
        "received": time(*received_at),
        "changed": time(*changed_at),
        "report": report,
        "words": words,
        "note": note,
        "sender": { "name": name, "email": email, "organization": organization },
        "fields": fields,
    })
}

async fn show(suggestion: &Suggestion, inbox: &Inbox) -> Result<(), StoreError> {
    let Sender { name, email, organization } = &suggestion.sender;
    println!("Title:         {}", shown(suggestion.title()));
    println!("State:         {}", suggestion.state.name());
    println!("Received:      {}", time(suggestion.received_at));
    for (label, value) in [("Organization:", organization), ("Name:", name), ("Email:", email)] {
        if let Some(value) = value {
            println!("{label:<15}{}", shown(value));
        }
    }
    if let Some(note) = &suggestion.note {
        println!("Note:          {}", shown(note));
    }
    let fields = serde_json::to_string_pretty(&suggestion.fields).unwrap_or_default();
    println!("\n{}\n", shown(&fields));
    for event in inbox.history(suggestion.id).await? {
        let detail = event.detail.map(|detail| format!(": {}", shown(&detail))).unwrap_or_default();
        println!("{}\t{}\t{}{detail}", time(event.at), shown(&event.who), event.what);
    }
    Ok(())
}

/// A text of a stranger, without what a terminal would take for commands.
fn shown(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() && sign != '\n' { '\u{FFFD}' } else { sign }).collect()
}

fn time(seconds: i64) -> String {
    Instant::from_unix(seconds).map_or("never".to_owned(), |at| at.to_string())
}
