//! The program: parses the command, sets up logging, and returns the exit code.

use std::io;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use feedgate::collection::LoadError;
use feedgate::command::arguments::{Arguments, Command, Settings};
use feedgate::command::{self, check, edit, serve};
use feedgate::config::{self, Config, Flags};
use feedgate::gateway::StartError;
use feedgate::telemetry;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Arguments { command, settings } = Arguments::parse();
    match command {
        Some(Command::Schema) => {
            print!("{}", command::schema::text());
            ExitCode::SUCCESS
        }
        Some(Command::Init { folder }) => written(command::init::run(&folder)),
        Some(Command::Templates { folder }) => written(command::templates::run(&folder)),
        Some(Command::Man { folder }) => written(command::man::run(folder.as_deref())),
        Some(Command::Completions { shell }) => written(command::completions::run(shell)),
        command => match read_settings(&settings) {
            Ok(config) => with_settings(command, &config),
            Err(error) => {
                for line in error.to_string().lines() {
                    eprintln!("error: {line}");
                }
                ExitCode::from(command::USAGE)
            }
        },
    }
}

fn written(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            command::FAULTS
        }
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
        Some(Command::Check { files, format, since, strict }) => {
            let options = check::Options { since, strict, config };
            if files.is_empty() {
                check::collection(format, &options)
            } else {
                check::run(&files, format, &options)
            }
        }
        Some(Command::Render { address }) => command::render::run(config, &address),
        Some(Command::Doctor { address }) => command::doctor::run(config, &address),
        Some(Command::Add(fields)) => edit::add(config, &fields),
        Some(Command::Import(arguments)) => command::import::import(config, &arguments),
        Some(Command::Withdraw { id, reason, write }) => {
            edit::withdraw(config, &id, reason.as_deref(), edit::mode(write))
        }
        Some(Command::RenameTopic { old, new, write }) => {
            edit::rename_topic(config, &old, &new, edit::mode(write))
        }
        Some(Command::Suggestions(command)) => command::suggestions::run(config, &command),
        Some(Command::Export(arguments)) => command::export::run(config, &arguments),
        Some(Command::Hub(command)) => command::hub::run(config, &command),
        Some(Command::Desk(command)) => command::desk::run(config, &command),
        Some(Command::Stamp { file, since, updated, write }) => {
            edit::stamp(config, file.as_deref(), &since, updated, edit::mode(write))
        }
        Some(Command::Fmt { file, check, write }) => {
            let mode = if check { edit::Mode::Check } else { edit::mode(write) };
            edit::fmt(config, file.as_deref(), mode)
        }
        _ => {
            let _writer = telemetry::init(&config.log);
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

/// Returns freed memory to the system. For a large collection, the file's text alone is half of the memory that a
/// load takes, and the allocator would keep it for later use.
#[allow(unsafe_code, reason = "a call into the allocator's C library; it takes no pointer")]
fn give_memory_back() {
    // SAFETY: may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

/// Prints an error with all of its causes, and every fault of a bad collection.
fn tell(error: &anyhow::Error, config: &Config) {
    if let Some(serve::Error::Start(StartError::Load(load))) = error.downcast_ref() {
        command::print_load_error(load);
        if let LoadError::Read { .. } = load
            && config.collection.file().is_some_and(|file| !file.exists())
        {
            eprintln!("help: `feedgate init DIR` creates a collection to start from");
        }
        return;
    }
    eprintln!("error: {error:#}");
    if let Some(serve::Error::Start(start)) = error.downcast_ref()
        && let Some(help) = start.help()
    {
        eprintln!("help: {help}");
    }
}
