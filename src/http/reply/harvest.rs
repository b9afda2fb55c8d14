//! The door for harvesters (OAI-PMH).

use std::num::NonZeroU32;
use std::panic::resume_unwind;
use std::time::Duration;

use hyper::StatusCode;

use crate::address::Label;
use crate::oai::{self, Provider, Verb};
use crate::representation::{Coding, gzip_fast};

use super::answers::{Answering, Answers, CountsAs, Received};
use super::content::BriefReply;

/// A resumption token is the longest argument, and has less than 1 KB.
pub(super) const MOST_BYTES: usize = 4 * 1024;
/// A form this small comes in one piece.
pub(super) const MOST_TIME: Duration = Duration::from_secs(10);
/// A page of records takes about as long as ten feeds that are not in the cache.
const OF_A_LIST: NonZeroU32 = NonZeroU32::new(10).expect("it is not 0");
/// A smaller answer fits into one packet either way.
const WORTH_COMPRESSING: usize = 1_024;

pub(super) const ANSWERS: Answers = Answers { counts_as, answer };

fn counts_as(form: &[u8]) -> CountsAs {
    let verb = oai::verb(form);
    let format = verb.map_or("", Verb::name);
    let replies = if verb.is_some_and(Verb::lists_records) { OF_A_LIST } else { NonZeroU32::MIN };
    CountsAs { label: Label { kind: "oai", format }, replies }
}

/// A page of records takes milliseconds, in which this worker answers others.
fn answer(received: Received) -> Answering {
    Box::pin(async move {
        let answered = tokio::task::spawn_blocking(move || respond(&received)).await;
        // The task is never cancelled, so an error is a panic, and it goes on here.
        Ok(answered.unwrap_or_else(|error| resume_unwind(error.into_panic())))
    })
}

fn respond(received: &Received) -> BriefReply {
    let options = &received.hosted.options;
    let provider = Provider {
        snapshot: &received.snapshot,
        site: &options.render.site,
        options: &options.oai,
        key: options.api.cursor_key.as_ref(),
        now: received.now,
    };
    let body = oai::respond(&provider, &received.body);
    let coding = match received.accepts_gzip && body.len() > WORTH_COMPRESSING {
        true => Coding::Gzip,
        false => Coding::Identity,
    };
    let body = if coding == Coding::Gzip { gzip_fast(&body) } else { body };
    BriefReply { coding, ..BriefReply::new(StatusCode::OK, oai::MEDIA_TYPE, body) }
}
