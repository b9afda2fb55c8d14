//! The command line. The man page and the completions are generated from it too.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::check;

/// Serves one curated collection of reports as feeds, share cards and pages, per topic.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Arguments {
    /// What to do; without it, serve.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings that flags give.
    #[command(flatten)]
    pub settings: Settings,
}

/// Settings that flags give; the rest is for the environment and the file.
// Text that clap shows is written without a full stop.
#[derive(Args, Debug)]
pub struct Settings {
    /// The settings file [default: config/feedgate.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "FEEDGATE_CONFIG")]
    pub config: Option<PathBuf>,
    /// The collection file
    #[arg(long, global = true, value_name = "FILE")]
    pub collection: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Where operators are told how things are: address and port, or off
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub admin_listen: Option<String>,
    /// Where the world reaches the gateway
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
}

/// The commands, each with a file of its own beside this one.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the collection (what is done without a command)
    Serve,
    /// Tell everything that is wrong with collection files
    Check {
        /// The files; without any, the collection that the settings name
        files: Vec<PathBuf>,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t)]
        format: check::OutputFormat,
        /// Also warn of what followers would miss since an earlier version: a file, or git: and a revision
        #[arg(long, value_name = "FILE|git:REV")]
        since: Option<check::Since>,
        /// Exit with 1 for warnings too
        #[arg(long)]
        strict: bool,
    },
    /// Print what a GET of an address would send
    Render {
        /// A path such as /topics/x/feed.atom, or a whole address
        address: String,
    },
    /// Tell what WordPress, Discord, Zotero and others will make of a page
    Doctor {
        /// A path such as /topics/x, or a whole address
        address: String,
    },
    /// Write settings and a collection to start from
    Init {
        /// The folder; made if it is not there
        folder: PathBuf,
    },
    /// Print the JSON Schema of the collection file
    Schema,
    /// Write the templates of pages, to be changed
    Templates {
        /// The folder; made if it is not there
        folder: PathBuf,
    },
    /// Print the man page, or write it and one for each command
    Man {
        /// Where to write them; made if it is not there
        folder: Option<PathBuf>,
    },
    /// Print what makes a shell complete feedgate's commands and flags
    Completions {
        /// The shell
        shell: Shell,
    },
}
