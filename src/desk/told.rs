//! Why a change is not made, as pages say it.

use crate::edit::EditError;

use super::change::ChangeRefusal;
use super::file::{FieldFault, Unmade};
use super::view::ProblemView;
use super::visitor::Visitor;

/// Why a change is not made.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) problems: Vec<ProblemView>,
    /// Faults of fields.
    pub(super) faults: Vec<FieldFault>,
    /// What the file has by now, if the form was overtaken.
    pub(super) overtaken: Option<String>,
    /// Fields of a suggestion that its sender and the curator both changed.
    pub(super) both: Vec<&'static str>,
    /// What the sender of a suggestion changed, one field in each sentence.
    pub(super) changes: Vec<String>,
    /// Whether only a patch can be handed out.
    pub(super) is_unwritable: bool,
    /// Whether what the form is about is there no more.
    pub(super) is_gone: bool,
}

impl Told {
    pub(super) fn of(unmade: Unmade, visitor: &Visitor<'_>) -> Told {
        let english = |text: String| ProblemView { is_english: true, ..ProblemView::new(text) };
        let say = |id: &str| ProblemView::new(visitor.say(id));
        match unmade {
            Unmade::Faults(faults) => {
                let problems = vec![say(match faults.iter().all(|fault| fault.path.is_some()) {
                    true => "desk-has-faults",
                    false => "desk-has-faults-elsewhere",
                })];
                Told { status: 422, problems, faults, ..Told::default() }
            }
            Unmade::Nothing => Told { status: 422, problems: vec![say("desk-no-change")], ..Told::default() },
            Unmade::Refused(ChangeRefusal::Overtaken(now)) => {
                let problems = vec![say("desk-overtaken")];
                Told { status: 409, problems, overtaken: Some(now), ..Told::default() }
            }
            Unmade::Refused(ChangeRefusal::Gone) => {
                Told { status: 409, problems: vec![say("desk-gone")], is_gone: true, ..Told::default() }
            }
            Unmade::Refused(ChangeRefusal::IdTaken(id)) => {
                let why = visitor.tell("desk-id-taken", "id", &id);
                let problems = vec![ProblemView { field: Some("id".to_owned()), ..ProblemView::new(why) }];
                Told { status: 422, problems, ..Told::default() }
            }
            Unmade::Refused(ChangeRefusal::Edit(EditError::NotACollection)) => {
                Told { status: 503, problems: vec![say("desk-broken-file")], ..Told::default() }
            }
            Unmade::Refused(ChangeRefusal::Edit(error)) => {
                Told { status: 422, problems: vec![english(error.to_string())], ..Told::default() }
            }
            Unmade::Busy(why) | Unmade::Again(why) => {
                Told { status: 503, problems: vec![say("desk-busy-file"), english(why)], ..Told::default() }
            }
            Unmade::Unwritable(why) => {
                let problems = vec![say("desk-unwritable"), english(why)];
                Told { status: 503, problems, is_unwritable: true, ..Told::default() }
            }
            Unmade::Store(why) => {
                tracing::error!("the desk cannot use the database: {why}");
                Told { status: 503, problems: vec![say("desk-no-history")], ..Told::default() }
            }
        }
    }
}
