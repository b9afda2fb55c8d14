//! The command line. The man page and the completions are generated from it, too.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::check;
use super::desk::DeskCommand;
use super::earlier::Since;
use super::edit::AddArguments;
use super::export::ExportArguments;
use super::hub::HubCommand;
use super::import::ImportArguments;
use super::suggestions::SuggestionsCommand;

/// Serves one curated collection of reports as feeds, share cards and pages, per topic.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Arguments {
    /// The command; the default is `serve`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings that have flags.
    #[command(flatten)]
    pub settings: Settings,
}

/// The settings that have flags. All settings can be set in the environment and in the settings file.
// Text that clap shows is written without a full stop.
#[derive(Args, Debug)]
pub struct Settings {
    /// The settings file [default: config/feedgate.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE", env = "FEEDGATE_CONFIG")]
    pub config: Option<PathBuf>,
    /// The collection file
    #[arg(long, global = true, value_name = "FILE")]
    pub collection: Option<PathBuf>,
    /// Address and port to listen on; with port 0, any free port
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Address and port for health checks and metrics, or off
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub admin_listen: Option<String>,
    /// The public URL of the gateway; all links begin with it
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
}

/// The commands. Each has a file in this folder.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the collection (the default command)
    Serve,
    /// Check collection files and report all faults
    Check {
        /// The files to check [default: the collection in the settings]
        files: Vec<PathBuf>,
        /// The output format
        #[arg(long, value_enum, default_value_t)]
        format: check::OutputFormat,
        /// Compare with an earlier version, and warn of changes that subscribers would miss: a file, or git:REVISION
        #[arg(long, value_name = "FILE|git:REV")]
        since: Option<Since>,
        /// Exit with code 1 also for warnings
        #[arg(long)]
        strict: bool,
    },
    /// Print the response body for an address, without a server
    Render {
        /// A path, such as /topics/x/feed.atom, or a full URL
        address: String,
    },
    /// Check how WordPress, Discord, Zotero and others will show a page
    Doctor {
        /// A path, such as /topics/x, or a full URL
        address: String,
    },
    /// Add a report
    Add(Box<AddArguments>),
    /// Bring in reports from elsewhere: a file, a feed, a library, another repository
    Import(Box<ImportArguments>),
    /// Withdraw a report: move it to the list of withdrawn reports, so that followers are told
    Withdraw {
        /// The id of the report
        id: String,
        /// Why, in one line; everybody can read it
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Change the file; without this, only show the change
        #[arg(long)]
        write: bool,
    },
    /// Change the id of a topic everywhere; the old id becomes an alias
    RenameTopic {
        /// The current id
        old: String,
        /// The new id
        new: String,
        /// Change the file; without this, only show the change
        #[arg(long)]
        write: bool,
    },
    /// Write the date of today, with the time, into each new report that has no `added`
    Stamp {
        /// The file to change [default: the collection in the settings]
        file: Option<PathBuf>,
        /// The version that followers already have: a file, or git:REVISION
        #[arg(long, value_name = "FILE|git:REV", default_value = "git:HEAD")]
        since: Since,
        /// Also write `updated` into each report that changed in a way that readers can see
        #[arg(long)]
        updated: bool,
        /// Change the file; without this, only show the change
        #[arg(long)]
        write: bool,
    },
    /// Lay a collection file out again: two spaces for each level, a line for each field
    Fmt {
        /// The file to change [default: the collection in the settings]
        file: Option<PathBuf>,
        /// Exit with code 1 if the file would change, and show nothing
        #[arg(long, conflicts_with = "write")]
        check: bool,
        /// Change the file; without this, only show the change
        #[arg(long)]
        write: bool,
    },
    /// Write everything that can be a file to a folder, for a web server or a CDN without a gateway
    Export(ExportArguments),
    /// See and change the subscriptions of the WebSub hub
    #[command(subcommand)]
    Hub(HubCommand),
    /// See what visitors suggested
    #[command(subcommand)]
    Suggestions(SuggestionsCommand),
    /// Say who may use the curators' desk
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Create a settings file and a collection file to start from
    Init {
        /// The folder to write to; created if it does not exist
        folder: PathBuf,
    },
    /// Print the JSON Schema of the collection file
    Schema,
    /// Write the page templates to a folder, to change them there
    Templates {
        /// The folder to write to; created if it does not exist
        folder: PathBuf,
    },
    /// Print the man page, or write all man pages to a folder
    Man {
        /// The folder to write to; created if it does not exist
        folder: Option<PathBuf>,
    },
    /// Print the completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}
