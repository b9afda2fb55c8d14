//! `feedgate hub`: the subscriptions of the WebSub hub. It reads and writes the database, beside the gateway that runs.

use std::process::ExitCode;

use clap::Subcommand;

use crate::collection::Instant;
use crate::config::Config;
use crate::gateway::now;
use crate::hub::operator::{self, Subscription};
use crate::store::{Store, StoreError};

use super::FAULTS;

/// What to do with subscriptions.
#[derive(Clone, Debug, Subcommand)]
pub enum HubCommand {
    /// List all subscriptions, one in each line
    List,
    /// Show everything about one subscription
    Show {
        /// Its number, as in the list
        id: i64,
    },
    /// End a subscription, and tell its callback
    Drop {
        /// Its number, as in the list
        id: i64,
        /// Why, in one line; the subscriber is told
        #[arg(long, value_name = "TEXT", default_value = "the operator ended the subscription", value_parser = one_line)]
        reason: String,
    },
    /// Try failed deliveries again at once
    Retry {
        /// The number of a subscription [default: all]
        id: Option<i64>,
    },
}

/// So many subscriptions are read at once.
const PAGE: i64 = 1_000;

/// Runs a command.
pub fn run(config: &Config, command: &HubCommand) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    match runtime.block_on(done(config, command)) {
        Ok(code) => code,
        Err(error) => failed(&error.in_a_line()),
    }
}

fn one_line(text: &str) -> Result<String, &'static str> {
    match text.chars().any(char::is_control) {
        true => Err("it must be one line of text"),
        false => Ok(text.to_owned()),
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("error: {why}");
    FAULTS
}

async fn done(config: &Config, command: &HubCommand) -> Result<ExitCode, StoreError> {
    let Some(store) = Store::open_existing(&config.database).await? else {
        eprintln!("Nobody has subscribed yet.");
        return Ok(ExitCode::SUCCESS);
    };
    let not_there = |id: &i64| {
        eprintln!("error: there is no subscription {id}");
        FAULTS
    };
    let code = match command {
        HubCommand::List => {
            list(&store).await?;
            ExitCode::SUCCESS
        }
        HubCommand::Show { id } => match operator::find(&store, *id).await? {
            Some(subscription) => {
                show(&subscription);
                ExitCode::SUCCESS
            }
            None => not_there(id),
        },
        HubCommand::Drop { id, reason } => match operator::drop(&store, *id, reason, now().unix()).await? {
            true => ExitCode::SUCCESS,
            false => not_there(id),
        },
        HubCommand::Retry { id } => {
            if let Some(id) = id
                && operator::find(&store, *id).await?.is_none()
            {
                return Ok(not_there(id));
            }
            let count = operator::retry(&store, *id).await?;
            eprintln!(
                "{count} failed {} will be tried again.",
                if count == 1 { "delivery" } else { "deliveries" }
            );
            ExitCode::SUCCESS
        }
    };
    store.close().await;
    Ok(code)
}

async fn list(store: &Store) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let page = operator::subscriptions(store, after, PAGE).await?;
        for subscription in &page {
            let Subscription { id, host, topic, .. } = subscription;
            println!("{id}\t{host}\t{topic}\t{}", standing(subscription));
        }
        match page.last() {
            Some(last) => after = last.id,
            None => return Ok(()),
        }
    }
}

/// How a subscription stands, in a few words.
fn standing(subscription: &Subscription) -> String {
    let Subscription { missing, attempts, failure, .. } = subscription;
    match failure {
        Some(why) if *missing == 0 => format!("given up until the next change, because {why}"),
        Some(why) => format!("failed {attempts} times in a row, because {why}"),
        None if *missing > 0 => "waits for a delivery".to_owned(),
        None => "up to date".to_owned(),
    }
}

fn show(subscription: &Subscription) {
    let time = |seconds: i64| Instant::from_unix(seconds).map_or("never".to_owned(), |at| at.to_string());
    let maybe = |seconds: Option<i64>| seconds.map_or("never".to_owned(), time);
    println!("Feed:            {}", subscription.topic);
    println!("Callback:        {}", subscription.callback);
    println!("Signed:          {}", if subscription.is_signed { "yes" } else { "no" });
    println!(
        "Ends:            {}",
        if subscription.is_hub { "never".into() } else { time(subscription.expires_at) }
    );
    println!("Last delivery:   {}", maybe(subscription.delivered_at));
    println!("State:           {}", standing(subscription));
    if let Some(since) = subscription.failing_since {
        println!("Failing since:   {}", time(since));
        println!("Next attempt:    {}", time(subscription.next_at));
    }
}
