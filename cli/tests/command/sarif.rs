//! What `--format sarif` writes keeps the rules of SARIF 2.1.0, as far as it uses it: no member that
//! an object does not have, none missing that it must have, and each of its type. Members that the
//! command does not write are left out of the tables: whoever writes one adds it.

use serde_json::Value;

use crate::loyal::loyal;

/// What a member may be.
#[derive(Clone, Copy)]
enum Shape {
    /// A text that is not empty.
    Text,
    /// A reference to a file: no character that a reference escapes.
    Reference,
    /// An integer, at least so much.
    Whole(i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// An object with the members of this kind.
    Object(&'static Kind),
    /// A list of them.
    List(&'static Kind),
    /// Whatever the tool likes.
    Bag,
}

/// A kind of object.
struct Kind {
    name: &'static str,
    required: &'static [&'static str],
    members: &'static [(&'static str, Shape)],
}

static LOG: Kind = Kind {
    name: "sarifLog",
    required: &["version", "runs"],
    members: &[
        ("$schema", Shape::Text),
        ("version", Shape::Word(&["2.1.0"])),
        ("runs", Shape::List(&RUN)),
    ],
};

static RUN: Kind = Kind {
    name: "run",
    required: &["tool"],
    members: &[
        ("tool", Shape::Object(&TOOL)),
        ("columnKind", Shape::Word(&["utf16CodeUnits", "unicodeCodePoints"])),
        ("results", Shape::List(&RESULT)),
    ],
};

static TOOL: Kind =
    Kind { name: "tool", required: &["driver"], members: &[("driver", Shape::Object(&COMPONENT))] };

static COMPONENT: Kind = Kind {
    name: "toolComponent",
    required: &["name"],
    members: &[
        ("name", Shape::Text),
        ("version", Shape::Text),
        ("rules", Shape::List(&DESCRIPTOR)),
    ],
};

static DESCRIPTOR: Kind = Kind {
    name: "reportingDescriptor",
    required: &["id"],
    members: &[
        ("id", Shape::Text),
        ("shortDescription", Shape::Object(&TEXTS)),
        ("help", Shape::Object(&TEXTS)),
    ],
};

static TEXTS: Kind = Kind {
    name: "multiformatMessageString",
    required: &["text"],
    members: &[("text", Shape::Text), ("markdown", Shape::Text)],
};

static RESULT: Kind = Kind {
    name: "result",
    required: &["message"],
    members: &[
        ("ruleId", Shape::Text),
        ("ruleIndex", Shape::Whole(0)),
        ("level", Shape::Word(&["none", "note", "warning", "error"])),
        ("message", Shape::Object(&MESSAGE)),
        ("locations", Shape::List(&LOCATION)),
        ("relatedLocations", Shape::List(&LOCATION)),
        ("suppressions", Shape::List(&SUPPRESSION)),
        ("properties", Shape::Bag),
    ],
};

static MESSAGE: Kind =
    Kind { name: "message", required: &["text"], members: &[("text", Shape::Text)] };

static LOCATION: Kind = Kind {
    name: "location",
    required: &[],
    members: &[
        ("id", Shape::Whole(0)),
        ("physicalLocation", Shape::Object(&PHYSICAL)),
        ("message", Shape::Object(&MESSAGE)),
    ],
};

static PHYSICAL: Kind = Kind {
    name: "physicalLocation",
    required: &["artifactLocation"],
    members: &[("artifactLocation", Shape::Object(&ARTIFACT)), ("region", Shape::Object(&REGION))],
};

static ARTIFACT: Kind =
    Kind { name: "artifactLocation", required: &[], members: &[("uri", Shape::Reference)] };

static REGION: Kind = Kind {
    name: "region",
    required: &[],
    members: &[
        ("startLine", Shape::Whole(1)),
        ("startColumn", Shape::Whole(1)),
        ("endLine", Shape::Whole(1)),
        ("endColumn", Shape::Whole(1)),
    ],
};

static SUPPRESSION: Kind = Kind {
    name: "suppression",
    required: &["kind"],
    members: &[("kind", Shape::Word(&["inSource", "external"])), ("justification", Shape::Text)],
};

/// What is wrong with an object.
fn faults(value: &Value, kind: &Kind, found: &mut Vec<String>) {
    let Some(members) = value.as_object() else {
        return found.push(format!("no {}: {value}", kind.name));
    };
    for required in kind.required.iter().filter(|required| !members.contains_key(**required)) {
        found.push(format!("{} has no {required}", kind.name));
    }
    for (name, member) in members {
        match kind.members.iter().find(|(known, _)| known == name) {
            Some((_, shape)) => fits(member, *shape, &format!("{}.{name}", kind.name), found),
            None => found.push(format!("{} has a {name}", kind.name)),
        }
    }
}

fn fits(value: &Value, shape: Shape, place: &str, found: &mut Vec<String>) {
    let text = || value.as_str().filter(|text| !text.is_empty());
    let fits = match shape {
        Shape::Text => text().is_some(),
        Shape::Reference => text().is_some_and(|text| {
            text.chars().all(|sign| sign.is_ascii_alphanumeric() || "-._~/%:".contains(sign))
        }),
        Shape::Whole(least) => value.as_i64().is_some_and(|whole| whole >= least),
        Shape::Word(words) => text().is_some_and(|text| words.contains(&text)),
        Shape::Object(kind) => return faults(value, kind, found),
        Shape::List(kind) => match value.as_array() {
            Some(items) => return items.iter().for_each(|item| faults(item, kind, found)),
            None => false,
        },
        Shape::Bag => value.is_object(),
    };
    if !fits {
        found.push(format!("{place} is {value}"));
    }
}

/// Besides its form: a result names a rule of the tool, ends no sooner than it begins, and its
/// related places are told apart.
fn contradictions(result: &Value, rules: &[Value]) -> Vec<String> {
    let mut found = Vec::new();
    let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
    let rule = index.and_then(|index| rules.get(index)).map(|rule| &rule["id"]);
    if rule != Some(&result["ruleId"]) {
        found.push(format!("{} is not rule {index:?}", result["ruleId"]));
    }
    let places =
        |name: &str| result.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    for place in places("locations").iter().chain(&places("relatedLocations")) {
        let region = place.pointer("/physicalLocation/region").unwrap();
        let whole = |name: &str| region.get(name).and_then(Value::as_u64);
        let at = |line: &str, column: &str| (whole(line), whole(column));
        if at("endLine", "endColumn") < at("startLine", "startColumn") {
            found.push(format!("{region} ends before it begins"));
        }
    }
    let ids: Vec<Value> = places("relatedLocations").iter().map(|it| it["id"].clone()).collect();
    if ids.iter().enumerate().any(|(at, id)| ids.iter().take(at).any(|before| before == id)) {
        found.push(format!("{ids:?}"));
    }
    found
}

#[test]
fn findings_are_sarif() {
    for policy in ["broken.loyal", "allowed.loyal", "guarantees.loyal", "corner-shop.loyal"] {
        for language in ["en", "zh"] {
            let ended = loyal(&["check", policy, "--format", "sarif", "--lang", language]);
            let document: Value = serde_json::from_str(&ended.out).unwrap();
            let mut found = Vec::new();
            faults(&document, &LOG, &mut found);
            let run = &document["runs"][0];
            let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
            for result in run["results"].as_array().unwrap() {
                found.extend(contradictions(result, rules));
            }
            assert!(found.is_empty(), "{policy}: {found:#?}");
        }
    }
}

#[test]
fn what_is_no_sarif_is_seen() {
    let ended = loyal(&["check", "broken.loyal", "--format", "sarif"]);
    let seen = |change: fn(&mut Value)| {
        let mut document = serde_json::from_str(&ended.out).unwrap();
        change(&mut document);
        let mut found = Vec::new();
        faults(&document, &LOG, &mut found);
        found
    };
    assert_eq!(seen(|_| {}), Vec::<String>::new());
    assert_eq!(seen(|log| log["version"] = "2.0".into()), ["sarifLog.version is \"2.0\""]);
    assert_eq!(
        seen(|log| log["runs"][0]["results"][0]["level"] = "fatal".into()),
        ["result.level is \"fatal\""]
    );
    assert_eq!(
        seen(|log| log["runs"][0]["results"][0]["message"] = serde_json::json!({ "words": "x" })),
        ["message has no text", "message has a words"]
    );
}
