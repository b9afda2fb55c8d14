//! Arguments to a command, logging, exit code.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use feedgate::collection::LoadError;
use feedgate::command::{self, check, serve};
use feedgate::config::{self, Config, Flags};
use feedgate::gateway::StartError;
use feedgate::telemetry;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Serves one curated collection of reports as feeds, share cards and pages, per topic.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args)]
struct Settings {
    /// The settings file [default: config/feedgate.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "FEEDGATE_CONFIG")]
    config: Option<PathBuf>,
    /// The collection file
    #[arg(long, global = true, value_name = "FILE")]
    collection: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where operators are told how things are: address and port, or off
    #[arg(long, global = true, value_name = "ADDRESS")]
    admin_listen: Option<String>,
    /// Where the world reaches the gateway
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the collection (what is done without a command)
    Serve,
    /// Tell everything that is wrong with collection files
    Check {
        /// The files; without any, the collection that the settings name
        files: Vec<PathBuf>,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t)]
        format: check::Format,
    },
    /// Print what a GET of an address would send
    Render {
        /// A path such as /topics/x/feed.atom, or a whole address
        address: String,
    },
    /// Write settings and a collection to start from
    Init {
        /// The folder; made if it is not there
        folder: PathBuf,
    },
    /// Print the JSON Schema of the collection file
    Schema,
}

/// As `sysexits.h` and clap have it: the settings are wrong before anything was begun.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let Arguments { command, settings } = Arguments::parse();
    match command {
        Some(Command::Schema) => {
            print!("{}", command::schema::text());
            ExitCode::SUCCESS
        }
        Some(Command::Init { folder }) => match command::init::run(&folder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                command::FAULTS
            }
        },
        command => match read_settings(&settings) {
            Ok(config) => with_settings(command, &config),
            Err(error) => {
                for line in error.to_string().lines() {
                    eprintln!("error: {line}");
                }
                ExitCode::from(USAGE)
            }
        },
    }
}

fn read_settings(settings: &Settings) -> Result<Config, config::ConfigError> {
    let flags = Flags {
        collection: settings.collection.clone(),
        listen: settings.listen.clone(),
        public_url: settings.public_url.clone(),
        admin: config::AdminFlags { listen: settings.admin_listen.clone() },
    };
    config::read(settings.config.as_deref(), &flags)
}

fn with_settings(command: Option<Command>, config: &Config) -> ExitCode {
    match command {
        Some(Command::Check { files, format }) => {
            let files = if files.is_empty() { vec![config.collection.clone()] } else { files };
            check::run(&files, format, config.limits.file_bytes)
        }
        Some(Command::Render { address }) => command::render::run(config, &address),
        _ => {
            let _writer = telemetry::init(&config.log.filter, config.log.form);
            match serve_until_told(config) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    tell(&error, config);
                    command::FAULTS
                }
            }
        }
    }
}

fn serve_until_told(config: &Config) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("cannot start the runtime")?;
    Ok(runtime.block_on(serve::run(config, give_memory_back))?)
}

/// Gives freed memory back to the system. Of a large collection the file's text alone is half of
/// what a load takes, and the allocator would keep it for whoever may need it.
#[allow(unsafe_code, reason = "a call into the allocator's C library; it takes no pointer")]
fn give_memory_back() {
    // SAFETY: may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

/// The operator gets the whole chain, and of a bad collection every fault.
fn tell(error: &anyhow::Error, config: &Config) {
    if let Some(serve::Error::Start(StartError::Load(load))) = error.downcast_ref() {
        command::print_load_error(load);
        if let LoadError::Read { .. } = load
            && !config.collection.exists()
        {
            eprintln!("help: `feedgate init DIR` writes a collection to start from");
        }
        return;
    }
    eprintln!("error: {error:#}");
}
