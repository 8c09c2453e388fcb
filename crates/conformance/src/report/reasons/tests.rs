//! Reasons in numbers, rules and words.

use matrix::Matrix;

use super::*;

fn matrix() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../../../matrix.toml")).unwrap()
}

/// Judges four cells, which differ in `secure` and `http-only`, on Chromium; the one name is for
/// silence about a prefix.
fn judged(matches: [ReasonMatch; 4]) -> SuiteReasons {
    let matrix = matrix();
    let filter = "topology=same-origin,credentials=fetch-include,preflight=not-needed,allow-origin=exact,allow-credentials=true,\
                  domain=absent,same-site=none,partitioned=no";
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let cells = full.narrow(&filter.parse().unwrap()).unwrap().unwrap();
    let profile =
        matrix.profiles.iter().find(|profile| profile.to_string() == "chromium:default").unwrap();
    let text = "schema = 1\n[[reason]]\nid = 'quiet'\nengine = 'chromium'\nsuite = \
     'cors-credentials'\nrules = ['secure=no']\nabout = 'stored'\nsays = ['nothing']\nmodel = \
     ['prefix-secure']\n\
                versions = '156'\nwhy = 'It says nothing of prefixes.'\n";
    let named =
        baselines::read_known_reasons(&matrix, "reasons.toml", text, &["prefix-secure"]).unwrap();
    let matches = matches.map(|stored| [ReasonMatch::NotAsked, stored, ReasonMatch::NotAsked]);
    SuiteReasons::new(&cells, profile, &matches, OtherWords::default(), &named).unwrap()
}

fn silent(model: &'static str) -> ReasonMatch {
    ReasonMatch::Silent { model }
}

fn summary(suite: SuiteReasons) -> ReasonsSummary {
    let lane = LaneReasons {
        browser: "chromium:default".to_owned(),
        version: Some("Chromium 156".to_owned()),
        gives: ReasonSubject::ALL.to_vec(),
        suites: vec![suite],
    };
    ReasonsSummary { schema: 1, started: "2026-11-23T10:00:00Z".to_owned(), lanes: vec![lane] }
}

#[test]
fn cells_are_counted_where_there_was_something_to_say() {
    let suite = judged([
        ReasonMatch::First,
        ReasonMatch::Later,
        ReasonMatch::NotAsked,
        silent("prefix-secure"),
    ]);
    assert_eq!((suite.compared, suite.agreeing), (3, 2));
    let stored = SubjectReasons {
        about: ReasonSubject::Stored,
        agrees: 1,
        agrees_later: 1,
        disagrees: 0,
        silent: 1,
    };
    assert_eq!(suite.subjects[1], stored);
    assert_eq!(stored.compared(), 3);
}

#[test]
fn a_difference_is_a_rule_with_or_without_a_name() {
    let other = ReasonMatch::Disagrees {
        said: vec!["InvalidDomain".into(), "SecureOnly".into()],
        model: None,
    };
    let suite =
        judged([silent("prefix-secure"), silent("prefix-secure"), other, ReasonMatch::First]);
    let rules: Vec<String> = suite.rules.iter().map(ToString::to_string).collect();
    assert_eq!(
        rules,
        [
            "2 cells: stored where secure=no: the engine says nothing, the model prefix-secure",
            "1 cell: stored where secure=yes, http-only=no: the engine says InvalidDomain and \
             SecureOnly, the model nothing",
        ]
    );
    assert_eq!(
        suite.rules.iter().map(|rule| rule.named.as_deref()).collect::<Vec<_>>(),
        [Some("quiet"), None]
    );
    let summary = summary(suite);
    assert!(!summary.lanes[0].is_known());
    assert!(
        reasons_text(&summary).contains(
            "no entry of fixtures/reasons.toml says why: 1 cell: stored where secure=yes"
        )
    );
    assert!(reasons_markdown(&summary, "cargo xtask", &[]).contains("### Without a name"));
}

#[test]
fn a_lane_whose_differences_all_have_names_is_fine() {
    let mut summary = summary(judged([
        silent("prefix-secure"),
        ReasonMatch::First,
        ReasonMatch::First,
        ReasonMatch::First,
    ]));
    assert!(summary.lanes[0].is_known());
    assert!(
        reasons_text(&summary).contains("3 of 4 cells agree with the model's reasons (75.00 %)")
    );
    summary.lanes[0].suites[0]
        .unknown_words
        .push((ReasonSubject::Stored, "PhaseOfTheMoon".to_owned()));
    assert!(!summary.lanes[0].is_known());
}

#[test]
fn an_engine_without_reasons_says_so_in_one_line() {
    let mut summary = summary(judged([
        ReasonMatch::NotAsked,
        ReasonMatch::NotAsked,
        ReasonMatch::NotAsked,
        ReasonMatch::NotAsked,
    ]));
    summary.lanes[0].gives.clear();
    assert_eq!(
        reasons_text(&summary),
        "\nchromium:default: its own reasons\n  this engine gives none\n"
    );
}
