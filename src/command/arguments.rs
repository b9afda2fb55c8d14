//! The command line. The man page and the completions are generated from it too.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::check;

/// Serves a collection of reports as web pages, feeds, share cards and an API.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Arguments {
    /// The command; without one, `serve`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings given as flags.
    #[command(flatten)]
    pub settings: Settings,
}

/// Settings that can be given as flags. The environment and the settings file can give all settings.
// Text that clap shows is written without a full stop.
#[derive(Args, Debug)]
pub struct Settings {
    /// The settings file [default: config/feedgate.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE", env = "FEEDGATE_CONFIG")]
    pub config: Option<PathBuf>,
    /// The collection file
    #[arg(long, global = true, value_name = "FILE")]
    pub collection: Option<PathBuf>,
    /// The address and port to listen on; port 0 means any free port
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The address and port for health checks and metrics, or `off`
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub admin_listen: Option<String>,
    /// The public address of the gateway, with which all links begin
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
}

/// The commands. Each has its own file in this folder.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the collection (the default command)
    Serve,
    /// Check collection files and report every error and warning
    Check {
        /// The files [default: the collection file named in the settings]
        files: Vec<PathBuf>,
        /// The output format: text for people, json for programs
        #[arg(long, value_enum, default_value_t)]
        format: check::OutputFormat,
        /// Compare with an earlier version, a file or git:REVISION, and warn of changes that subscribers would not see
        #[arg(long, value_name = "FILE|git:REV")]
        since: Option<check::Since>,
        /// Exit with status 1 also if there are only warnings
        #[arg(long)]
        strict: bool,
    },
    /// Print the page, feed or other document at an address, without a server
    Render {
        /// A path such as /topics/x/feed.atom, or a full address
        address: String,
    },
    /// Show how WordPress, Discord, Zotero and others will display a page
    Doctor {
        /// A path such as /topics/x, or a full address
        address: String,
    },
    /// Create a settings file and a small collection to start from
    Init {
        /// The folder; created if it does not exist
        folder: PathBuf,
    },
    /// Print the JSON Schema of the collection file
    Schema,
    /// Write the page templates to a folder, to customize them
    Templates {
        /// The folder; created if it does not exist
        folder: PathBuf,
    },
    /// Print the man page, or write all man pages to a folder
    Man {
        /// The folder; created if it does not exist
        folder: Option<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}
