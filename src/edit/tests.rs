//! Any edit of any file, laid out in any way, changes only what it must.

use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::collection::{Instant, parse};

use super::outline::Outline;
use super::spans::{Span, members};
use super::*;

/// How a generated file is laid out. Each container takes the next choice of whether it has lines of its own.
#[derive(Clone, Debug)]
struct Layout {
    indentation: &'static str,
    newline: &'static str,
    colon: &'static str,
    comma: &'static str,
    on_lines: Vec<bool>,
    begin: &'static str,
    end: &'static str,
}

fn layouts() -> impl Strategy<Value = Layout> {
    (
        prop::sample::select(vec!["  ", "\t", "    ", "        ", ""]),
        prop::sample::select(vec!["\n", "\r\n"]),
        prop::sample::select(vec![": ", ":", " : "]),
        prop::sample::select(vec![" ", "", "  "]),
        prop::collection::vec(any::<bool>(), 1..9),
        prop::sample::select(vec!["", "\u{FEFF}", "\n"]),
        prop::sample::select(vec!["", "\n", "\r\n\r\n"]),
    )
        .prop_map(|(indentation, newline, colon, comma, on_lines, begin, end)| Layout {
            indentation,
            newline,
            colon,
            comma,
            on_lines,
            begin,
            end,
        })
}

impl Layout {
    fn write(&self, tree: &Tree) -> String {
        let mut text = self.begin.to_owned();
        let mut choices = self.on_lines.iter().copied().cycle();
        self.write_value(tree, 0, &mut choices, &mut text);
        text + self.end
    }

    fn write_value(
        &self,
        tree: &Tree,
        depth: usize,
        choices: &mut dyn Iterator<Item = bool>,
        text: &mut String,
    ) {
        let (brackets, items): (_, Vec<(Option<&str>, &Tree)>) = match tree {
            Tree::Scalar(scalar) => return text.push_str(scalar),
            Tree::List(items) => (['[', ']'], items.iter().map(|item| (None, item)).collect()),
            Tree::Object(members) => {
                (['{', '}'], members.iter().map(|(name, value)| (Some(name.as_str()), value)).collect())
            }
        };
        let on_lines = choices.next().unwrap_or(true);
        let line = |depth: usize| match on_lines {
            true => format!("{}{}", self.newline, self.indentation.repeat(depth)),
            false => String::new(),
        };
        text.push(brackets[0]);
        for (nth, (name, value)) in items.iter().enumerate() {
            if nth > 0 {
                text.push(',');
                text.push_str(if on_lines { "" } else { self.comma });
            }
            text.push_str(&line(depth + 1));
            if let Some(name) = name {
                text.push_str(&format!("{}{}", json!(name), self.colon));
            }
            self.write_value(value, depth + 1, choices, text);
        }
        text.push_str(&line(depth));
        text.push(brackets[1]);
    }
}

/// A JSON value whose members have an order, and whose texts may be escaped in any way.
#[derive(Clone, Debug)]
enum Tree {
    Scalar(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn tree(value: &Value) -> Tree {
    match value {
        Value::Array(items) => Tree::List(items.iter().map(tree).collect()),
        Value::Object(members) => {
            Tree::Object(members.iter().map(|(name, value)| (name.clone(), tree(value))).collect())
        }
        scalar => Tree::Scalar(scalar.to_string()),
    }
}

const TOPICS: [&str; 3] = ["dams", "floods", "rivers"];

fn reports() -> impl Strategy<Value = Vec<Tree>> {
    let member = prop_oneof![
        Just(("abstract", json!("Two\n\nparagraphs with \"quotes\" and \\ and } ] ,"))),
        Just(("authors", json!([{"name": "Eva"}, {"name": "Ö", "url": "https://example.org/"}]))),
        Just(("keywords", json!(["one", "two", "three"]))),
        Just(("keywords", json!([]))),
        Just(("places", json!(["Norway"]))),
        Just(("updated", json!("2025-01-01"))),
        Just(("added", json!("2024-05-01T10:00:00Z"))),
        Just(("guid", json!("urn:x"))),
        Just(("_note", json!({"a": [1, -2.5e3, null, {"b": []}], "reports": [{"id": "r0"}]}))),
        Just(("url", json!("https://example.org/{}[],"))),
    ];
    let topics = prop::sample::subsequence(TOPICS.to_vec(), 0..=3);
    let report = (prop::collection::vec(member, 0..6), topics, any::<prop::sample::Index>(), 2000_i32..2024);
    prop::collection::vec(report, 0..7).prop_map(|reports| {
        let made = reports.into_iter().enumerate().map(|(nth, (others, topics, place, year))| {
            let mut members: Vec<(String, Tree)> = Vec::new();
            let fixed = [
                ("title", json!(format!("Report {nth}"))),
                ("published", json!(year.to_string())),
                ("topics", json!(topics)),
            ];
            for (name, mut value) in fixed.into_iter().chain(others) {
                if name == "guid" {
                    value = json!(format!("urn:x:{nth}"));
                }
                if members.iter().all(|(known, _)| known != name) {
                    members.push((name.to_owned(), tree(&value)));
                }
            }
            // The id is escaped in some reports.
            let id = if nth % 3 == 2 { format!("\"\\u0072{nth}\"") } else { format!("\"r{nth}\"") };
            members.insert(place.index(members.len() + 1), ("id".to_owned(), Tree::Scalar(id)));
            Tree::Object(members)
        });
        made.collect()
    })
}

fn files() -> impl Strategy<Value = String> {
    let withdrawn = prop_oneof![
        Just(None),
        Just(Some(json!([]))),
        Just(Some(json!([{"id": "gone", "when": "2024-01-01", "topics": ["floods"]}]))),
    ];
    (reports(), withdrawn, any::<bool>(), layouts()).prop_map(|(reports, withdrawn, is_bare, layout)| {
        let mut members = vec![
            ("_own".to_owned(), tree(&json!("a comment"))),
            ("id".to_owned(), tree(&json!("c"))),
            ("authority".to_owned(), tree(&json!("example.org,2020"))),
            ("title".to_owned(), Tree::Scalar("\"\\u0043\"".to_owned())),
        ];
        let topic = |id: &&str| json!({"id": id, "title": id, "aliases": [format!("old-{id}")]});
        members.push(("topics".to_owned(), tree(&TOPICS.iter().map(topic).collect())));
        if !reports.is_empty() || !is_bare {
            members.push(("reports".to_owned(), Tree::List(reports)));
        }
        members.extend(withdrawn.map(|withdrawn| ("withdrawn".to_owned(), tree(&withdrawn))));
        members.push(("_last".to_owned(), tree(&json!([{}, []]))));
        layout.write(&Tree::Object(members))
    })
}

fn value(text: &str) -> Value {
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn list<'v>(value: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    let object = value.as_object_mut().expect("an object");
    object.entry(name).or_insert_with(|| json!([])).as_array_mut().expect("a list")
}

fn assert_good(text: &str) {
    if let Err((_, faults)) = parse(text.as_bytes().to_vec()) {
        panic!("{faults:#?}\n{text}");
    }
}

/// The elements of a list of the file, as they are written.
fn written<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let outline = Outline::of(text).expect("JSON");
    let list = outline.list(name).expect("a list");
    list.map(|list| list.elements.into_iter().map(|element| &text[element]).collect()).unwrap_or_default()
}

/// The members of an object, as they are written: name and value.
fn written_members(object: &str) -> Vec<(String, &str)> {
    let read = members(object, &(0..object.len()));
    read.map(|member| member.expect("JSON"))
        .map(|member| (member.name.into_owned(), &object[member.value]))
        .collect()
}

fn member(name: &str, value: &Value) -> NewMember {
    let value = RawValue::from_string(value.to_string()).expect("JSON");
    NewMember { name: name.to_owned(), value }
}

fn now() -> Instant {
    Instant::from_unix(1_800_000_000).expect("a time")
}

/// How many bytes two texts have in common at the beginning and at the end.
fn in_common(old: &str, new: &str) -> (usize, usize) {
    let same = |(a, b): &(u8, u8)| a == b;
    let begin = old.bytes().zip(new.bytes()).take_while(same).count();
    let end = old.bytes().rev().zip(new.bytes().rev()).take_while(same).count();
    (begin, end)
}

fn line_of(text: &str, span: &Span) -> Span {
    let begin = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |newline| span.end + newline + 1);
    begin..end
}

fn new_report(id: &str) -> Vec<NewMember> {
    vec![
        member("id", &json!(id)),
        member("title", &json!("New {[,]} \"report\"")),
        member("published", &json!("2026")),
        member("added", &json!("2026-11-26T10:00:00Z")),
        member("authors", &json!([{"name": "Eva"}, {"name": "Øystein", "orcid": "0000-0002-1825-0097"}])),
        member("topics", &json!(["dams"])),
        member("places", &json!([])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_new_report_is_inserted_and_nothing_else_changes(file in files(), count in 1_usize..4) {
        let ids: Vec<String> = (0..count).map(|nth| format!("new-{nth}")).collect();
        let new: Vec<_> = ids.iter().map(|id| new_report(id)).collect();
        let edited = add_and_update(&file, &new, &[]).expect("it is a collection file");
        assert_good(&edited);

        let before = written(&file, "reports");
        let after = written(&edited, "reports");
        prop_assert!(after.starts_with(&before) || after.ends_with(&before), "{}", edited);
        if !before.is_empty() {
            let (begin, end) = in_common(&file, &edited);
            prop_assert!(begin + end >= file.len(), "more changed than one place: {}", edited);
        }
        let mut expected = value(&file);
        let new = new.iter().map(|members| value(&changes::object(members)));
        match after.starts_with(&before) && !before.is_empty() {
            true => list(&mut expected, "reports").extend(new),
            false => drop(list(&mut expected, "reports").splice(0..0, new)),
        }
        prop_assert_eq!(value(&edited), expected);
        let has_returns = file.contains("\r\n");
        prop_assert!(has_returns || !edited.contains('\r'));
        prop_assert_eq!(edited.matches('\n').count() == edited.matches("\r\n").count(),
            file.matches('\n').count() == file.matches("\r\n").count(), "{:?}", edited);
    }

    #[test]
    fn an_update_changes_only_its_report(file in files(), nth in any::<prop::sample::Index>()) {
        let reports = written(&file, "reports");
        prop_assume!(!reports.is_empty());
        let nth = nth.index(reports.len());
        let set = [
            ("title", json!("Corrected: \u{1F600}")),
            ("updated", json!("2026-11-26T10:00:00Z")),
            ("guid", json!("urn:corrected")),
            ("keywords", json!(["a", "b"])),
            ("image", json!({"url": "https://example.org/x.png", "width": 3, "height": 4})),
            ("_imported", json!({"source": ["x"]})),
        ];
        let removed = ["abstract", "authors", "url", "_note", "id"];
        let update = Update {
            id: format!("r{nth}"),
            set: set.iter().map(|(name, value)| member(name, value)).collect(),
            remove: removed.iter().map(|name| (*name).to_owned()).collect(),
        };
        let edited = add_and_update(&file, &[], &[update]).expect("it is a collection file");
        assert_good(&edited);

        let outline = Outline::of(&file).expect("JSON");
        let span = outline.list("reports").expect("a list").expect("it is there").elements[nth].clone();
        prop_assert!(edited.starts_with(&file[..span.start]) && edited.ends_with(&file[span.end..]), "{}", edited);
        let mut expected = value(&file);
        let report = list(&mut expected, "reports")[nth].as_object_mut().expect("an object");
        report.retain(|name, _| name == "id" || !removed.contains(&name.as_str()));
        report.extend(set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        prop_assert_eq!(value(&edited), expected);
        // Members that are neither set nor removed stay as they are written, in their order.
        let is_touched = |name: &str| set.iter().any(|(set, _)| *set == name) || (name != "id" && removed.contains(&name));
        let (before, after) = (written_members(reports[nth]), written(&edited, "reports"));
        let kept = |members: Vec<(String, &str)>| -> Vec<(String, String)> {
            members.into_iter().filter(|(name, _)| !is_touched(name)).map(|(name, value)| (name, value.to_owned())).collect()
        };
        prop_assert_eq!(kept(before), kept(written_members(after[nth])));
    }

    #[test]
    fn an_update_that_sets_what_is_there_changes_nothing(file in files()) {
        let outline = Outline::of(&file).expect("JSON");
        let reports = outline.list("reports").expect("a list").map(|list| list.elements).unwrap_or_default();
        let updates: Vec<Update> = reports.iter().enumerate().map(|(nth, report)| {
            let set = members(&file, report).map(|member| member.expect("JSON"));
            let set = set.map(|member| NewMember {
                name: member.name.into_owned(),
                value: RawValue::from_string(file[member.value].to_owned()).expect("JSON"),
            });
            Update { id: format!("r{nth}"), set: set.collect(), remove: vec!["no-such-field".to_owned()] }
        }).collect();
        let edited = add_and_update(&file, &[], &updates).expect("it is a collection file");
        prop_assert_eq!(value(&edited), value(&file));
        prop_assert_eq!(edited, file);
    }

    #[test]
    fn a_withdrawal_moves_its_report_and_leaves_all_others(file in files(), nth in any::<prop::sample::Index>()) {
        let reports = written(&file, "reports");
        prop_assume!(!reports.is_empty());
        let nth = nth.index(reports.len());
        let id = format!("r{nth}");
        let left = Left { id: &id, when: now(), reason: Some("Retracted: \"bad\"") };
        let edited = withdraw(&file, left).expect("it is there").finish();
        assert_good(&edited);

        let mut expected = value(&file);
        let report = list(&mut expected, "reports").remove(nth);
        let mut withdrawal = json!({
            "id": id, "when": now(), "reason": "Retracted: \"bad\"", "title": report["title"], "topics": report["topics"],
        });
        if let Some(guid) = report.get("guid") {
            withdrawal["guid"] = guid.clone();
        }
        list(&mut expected, "withdrawn").insert(0, withdrawal);
        prop_assert_eq!(value(&edited), expected);
        let kept: Vec<&str> = reports.iter().enumerate().filter(|(at, _)| *at != nth).map(|(_, text)| *text).collect();
        prop_assert_eq!(written(&edited, "reports"), kept);
        let withdrawn = written(&edited, "withdrawn");
        prop_assert_eq!(&withdrawn[1..], written(&file, "withdrawn"));
    }

    #[test]
    fn a_renamed_topic_is_renamed_everywhere_and_only_there(file in files()) {
        let edited = rename_topic(&file, "dams", "weirs").expect("it is there").finish();
        assert_good(&edited);

        let mut expected = value(&file);
        list(&mut expected, "topics")[0]["id"] = json!("weirs");
        list(&mut expected, "topics")[0]["aliases"] = json!(["old-dams", "dams"]);
        for name in ["reports", "withdrawn"] {
            if expected.get(name).is_none() {
                continue;
            }
            for element in list(&mut expected, name) {
                let topics = element["topics"].as_array_mut().expect("each has topics");
                topics.iter_mut().filter(|topic| **topic == "dams").for_each(|topic| *topic = json!("weirs"));
            }
        }
        prop_assert_eq!(value(&edited), expected);
        // To give back the old name, and take the new one from the aliases, leaves the file as it was but for the alias.
        let back = rename_topic(&edited, "weirs", "dams").expect("it is there").finish();
        assert_good(&back);
        prop_assert_eq!(&back.replace("\"weirs\"", "\"dams\"").matches("\"dams\"").count(),
            &edited.replace("\"weirs\"", "\"dams\"").matches("\"dams\"").count());
        prop_assert_eq!(written(&back, "reports"), written(&file, "reports"));
    }

    #[test]
    fn a_damaged_file_is_edited_or_refused_and_nothing_panics(
        file in files(),
        places in prop::collection::vec((any::<prop::sample::Index>(), "[{}\\[\\]\",: \\\\aé\n]{0,2}", 0_usize..9), 1..4),
    ) {
        let mut damaged: Vec<char> = file.chars().collect();
        for (place, inserted, removed) in places {
            let at = place.index(damaged.len() + 1);
            let end = damaged.len().min(at + removed);
            damaged.splice(at..end, inserted.chars());
        }
        let damaged: String = damaged.into_iter().collect();
        let update = Update { id: "r0".to_owned(), set: new_report("r0"), remove: vec!["url".to_owned()] };
        let edits = [
            draft_of(&damaged, &[new_report("new")], &[]),
            draft_of(&damaged, &[], &[update]),
            withdraw(&damaged, Left { id: "r0", when: now(), reason: None }),
            rename_topic(&damaged, "dams", "weirs"),
        ];
        for draft in edits.into_iter().flatten() {
            prop_assert_eq!(draft.unified_diff("c.json").is_empty(), draft.finish() == damaged);
        }
        let _ = (stamps(&damaged, now(), |_| false), canonical(&damaged), ids(&damaged));
    }

    #[test]
    fn lines_that_have_nothing_of_a_change_stay(file in files(), nth in any::<prop::sample::Index>()) {
        let outline = Outline::of(&file).expect("JSON");
        let reports = outline.list("reports").expect("a list").map(|list| list.elements).unwrap_or_default();
        prop_assume!(!reports.is_empty());
        let nth = nth.index(reports.len());
        let update = Update { id: format!("r{nth}"), set: vec![member("updated", &json!("2026-11-26T10:00:00Z"))], remove: Vec::new() };
        let draft = draft_of(&file, &[], &[update]).expect("it is a collection file");
        let diff = draft.unified_diff("c.json");
        let removed = diff.lines().skip(2).filter(|line| line.starts_with('-')).count();
        // The date stands on one line; at most that line changes, and one is added.
        prop_assert!(removed <= 1, "{}", diff);
        prop_assert!(!line_of(&file, &reports[nth]).is_empty());
    }
}

#[test]
fn faults_of_an_edit_are_told() {
    let file = r#"{"topics": [{"id": "dams", "aliases": ["old"]}, {"id": "floods"}], "reports": [{"id": "one"}, {"id": "two"}],
        "withdrawn": [{"id": "gone"}]}"#;
    let told = |error: EditError| error.to_string();
    let withdrawn = |id| told(withdraw(file, Left { id, when: now(), reason: None }).expect_err("a fault"));
    assert_eq!(withdrawn("twos"), "there is no report `twos`; did you mean `two`?");
    assert_eq!(withdrawn("gone"), "the report `gone` is already withdrawn");
    let renamed = |old, new| told(rename_topic(file, old, new).expect_err("a fault"));
    assert_eq!(renamed("dam", "x"), "there is no topic `dam`; did you mean `dams`?");
    assert_eq!(renamed("old", "x"), "there is no topic `old`; did you mean `dams`?");
    assert_eq!(renamed("floods", "old"), "`old` is already the id or an alias of the topic `dams`");
    let update = |id: &str| Update { id: id.to_owned(), ..Update::default() };
    let updated = |updates: &[Update]| told(add_and_update(file, &[], updates).expect_err("a fault"));
    assert_eq!(updated(&[update("three")]), "there is no report `three`");
    assert_eq!(updated(&[update("one"), update("one")]), "the report `one` is changed twice at once");
    for broken in ["", "[]", "{\"reports\": {}}", "{\"reports\": [{\"id\": \"x\"", "\u{FEFF}"] {
        let told = withdraw(broken, Left { id: "x", when: now(), reason: None }).expect_err("no collection");
        assert_eq!(told, EditError::NotACollection, "{broken}");
    }
}

#[test]
fn of_two_values_for_one_member_the_last_counts() {
    let file = r#"{"reports": [{"id": "x", "title": "X"}]}"#;
    let set = ["A", "B"].map(|title| member("title", &json!(title))).into_iter();
    let set = set.chain(["C", "D"].map(|place| member("url", &json!(place)))).collect();
    let update = Update { id: "x".to_owned(), set, remove: vec!["title".to_owned()] };
    let edited = add_and_update(file, &[], &[update]).expect("it is there");
    assert_eq!(edited, r#"{"reports": [{"id": "x", "title": "B", "url": "D"}]}"#);
}

#[test]
fn a_withdrawal_is_later_than_the_last_change_of_its_report() {
    let when = |updated: &str| {
        let file = format!(r#"{{"reports": [{{"id": "x", "published": "2020", "updated": "{updated}"}}]}}"#);
        let edited =
            withdraw(&file, Left { id: "x", when: now(), reason: None }).expect("it is there").finish();
        value(&edited)["withdrawn"][0]["when"].as_str().expect("a date").to_owned()
    };
    assert_eq!(now().to_string(), "2027-01-15T08:00:00Z");
    assert_eq!(when("2026-01-01"), "2027-01-15T08:00:00Z");
    assert_eq!(when("2027-01-15"), "2027-01-15T12:00:01Z");
    // A year that was mistyped is no reason to withdraw the report in the future.
    assert_eq!(when("2077-01-15"), "2027-01-15T08:00:00Z");
}
