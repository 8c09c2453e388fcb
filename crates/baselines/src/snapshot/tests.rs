//! Snapshots lose nothing and say what is wrong with a text.

use std::sync::Arc;

use matrix::{CellFilter, Suite};
use proptest::prelude::*;
use run_model::evidence::JarPartitionKey;
use run_model::results::JarPlacement;

use super::*;

fn selection() -> Selection {
    let matrix = matrix::read("matrix.toml", include_str!("../../../../matrix.toml")).unwrap();
    let suite: &Arc<Suite> = &matrix.suites["cors-credentials"];
    let filter: CellFilter = "topology=cross-site,credentials=fetch-include,preflight=not-needed,allow-origin=exact|absent".parse().unwrap();
    Selection::core(suite).narrow(&filter).unwrap().expect("some cells pass")
}

fn any_observation() -> impl Strategy<Value = (usize, usize, [bool; 3])> {
    (0..5_usize, 0..3_usize, any::<[bool; 3]>())
}

proptest! {
    #[test]
    fn a_snapshot_gives_back_every_cell(
        cells in proptest::collection::vec(any_observation(), 256)
    ) {
        let selection = selection();
        prop_assert_eq!(selection.cells(), 256);
        let key = Arc::new(JarPartitionKey {
            top_level_site: "https://example.com".to_owned(),
            cross_site_ancestor: true,
        });
        let observations: Vec<Observation> = cells
            .into_iter()
            .map(|(response, stored, [readable_on_page, readable_on_target, sent])| Observation {
                response: ResponseOutcome::ALL[response],
                cookie: CookieOutcome {
                    stored: [JarPlacement::No, JarPlacement::Yes, JarPlacement::Partitioned(Arc::clone(&key))][stored].clone(),
                    lifetime: None,
                    readable_on_page,
                    readable_on_target,
                    sent,
                    changed: false,
                },
            })
            .collect();
        let snapshot =
            TopologySnapshot::record(&selection, &observations, &UnstableCells::new()).unwrap();
        let read = TopologySnapshot::parse(&selection, &snapshot.to_text()).unwrap();
        prop_assert_eq!(&read, &snapshot);
        prop_assert_eq!(read.expand().unwrap(), observations);
    }
}

#[test]
fn a_cell_that_does_not_always_show_the_same_keeps_all_its_outcomes() {
    let selection = selection();
    let seen = |sent| Observation {
        response: ResponseOutcome::Opaque,
        cookie: CookieOutcome { sent, ..CookieOutcome::NOTHING },
    };
    let cells = vec![seen(false); selection.cells()];
    let mut frequencies = OutcomeFrequencies::default();
    frequencies.add(&seen(false), 2);
    frequencies.add(&seen(true), 3);
    let unstable = UnstableCells::from([(7, frequencies.clone())]);
    let text = TopologySnapshot::record(&selection, &cells, &unstable).unwrap().to_text();
    assert!(text.contains("unstable: 3× sent / 2× nothing"), "{text}");
    let read = TopologySnapshot::parse(&selection, &text).unwrap();
    assert_eq!(read.expand().unwrap()[6..9], [seen(false), seen(true), seen(false)]);
    let known = read.unstable().unwrap();
    assert_eq!(known.keys().collect::<Vec<_>>(), [&7]);
    assert_eq!(known[&7].cookie, frequencies.cookie);
}

fn check_error(text: &str, message: &str) {
    let selection = selection();
    let result = TopologySnapshot::parse(&selection, text).and_then(|snapshot| snapshot.expand());
    assert_eq!(result.expect_err("the text is wrong").to_string(), message);
}

#[test]
fn a_text_without_a_part_is_no_snapshot() {
    check_error("", "the part `# response` is missing");
    check_error("# response\nalways: exposed\n", "the part `# cookie` is missing");
}

#[test]
fn an_unknown_outcome_is_no_snapshot() {
    check_error(
        "# response\nalways: readable\n\n# cookie\nalways: nothing\n",
        "`readable` is not a known outcome of the part `# response`",
    );
    check_error(
        "# response\nalways: exposed\n\n# cookie\nalways: eaten\n",
        "`eaten` is not a known outcome of the part `# cookie`",
    );
}

#[test]
fn a_table_with_holes_is_no_snapshot() {
    check_error(
        "# response\nsecure=yes: exposed\n\n# cookie\nalways: nothing\n",
        "in the part `# response`",
    );
}
