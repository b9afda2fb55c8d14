//! `feedgate suggestions`: what visitors suggested. It reads the database, beside the gateway that runs.

use std::fs;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use serde::Deserialize;
use serde_json::json;

use crate::collection::Instant;
use crate::config::Config;
use crate::inbox::{Inbox, InboxFilter, Sender, Suggestion, SuggestionState};
use crate::store::StoreError;

use super::{FAULTS, edit};

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
    },
    /// Decline a suggestion
    Decline {
        /// Its number, as in the list
        id: i64,
        /// Why, for the sender to read
        #[arg(long, value_name = "TEXT")]
        words: String,
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
        InboxFilter { state, after: 0, most: PAGE }
    }
}

/// So many suggestions are read at once.
const PAGE: i64 = 500;

/// Runs a command.
pub fn run(config: &Config, command: &SuggestionsCommand) -> ExitCode {
    let prefix = match tag_prefix(config) {
        Ok(prefix) => prefix,
        Err(why) => return failed(&why),
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    let handle = runtime.handle().clone();
    let inbox = Inbox::new(config.database.clone(), prefix, config.inbox.clone(), handle);
    let done = match command {
        SuggestionsCommand::Accept { id, write } => Ok(edit::accept(config, &runtime, &inbox, *id, *write)),
        SuggestionsCommand::Decline { id, words } => Ok(edit::decline(&runtime, &inbox, *id, words)),
        command => runtime.block_on(done(&inbox, command)),
    };
    runtime.block_on(inbox.close());
    match done {
        Ok(code) => code,
        Err(error) => failed(&error.in_a_line()),
    }
}

/// What the ids of the collection begin with. The rest of the file may have faults.
fn tag_prefix(config: &Config) -> Result<String, String> {
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
    Ok(format!("tag:{}:{}/", file.authority, file.id))
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
            Some(last) => filter.after = last.id,
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
