//! A product of cookie and CORS settings with outcomes much like a browser's.

use decision_table::{AxisProduct, DecisionTable, OutcomeId, TableAxis};

/// Returns the axes of the full product, with this many topologies.
pub(crate) fn axes(topologies: usize) -> AxisProduct {
    AxisProduct::new(vec![
        TableAxis::new("topology", (0..topologies).map(|number| format!("t{number}"))),
        TableAxis::new(
            "credentials",
            ["fetch-omit", "fetch-same-origin", "fetch-include", "xhr", "xhr-with-credentials"],
        ),
        TableAxis::new(
            "preflight",
            ["not-needed", "like-response", "without-credentials", "wildcards"],
        ),
        TableAxis::new(
            "allow-origin",
            ["exact", "wildcard", "null", "absent", "another-origin", "bare-host"],
        ),
        TableAxis::new("allow-credentials", ["true", "absent", "capitalised"]),
        TableAxis::new("domain", ["absent", "self", "registrable", "unrelated"]),
        TableAxis::new("same-site", ["absent", "none", "lax", "strict", "unknown"]),
        TableAxis::new("secure", ["no", "yes"]),
        TableAxis::new("partitioned", ["no", "yes"]),
        TableAxis::new("http-only", ["no", "yes"]),
    ])
    .expect("the names are valid and stand there once")
}

/// Returns the outcome of the cell at these positions: first bits say what became of the cookie,
/// the next of the response.
pub(crate) fn outcome(at: &[usize]) -> u32 {
    let [
        topology,
        credentials,
        preflight,
        allow_origin,
        allow_credentials,
        domain,
        same_site,
        secure,
        partitioned,
        http_only,
    ] = at[..]
    else {
        panic!("ten axes")
    };
    let (same_origin, cross_site, plain_http) =
        (topology == 0, topology % 3 == 1, topology % 5 == 2);
    let with_credentials =
        matches!(credentials, 2 | 4) || (same_origin && matches!(credentials, 1 | 3));
    let allowed = match (with_credentials, allow_origin) {
        (true, 0) => allow_credentials == 0,
        (false, 0 | 1) => true,
        _ => false,
    };
    let preflight_passes = match preflight {
        0 => true,
        1 => allowed,
        2 => allowed && !with_credentials,
        _ => allowed && !with_credentials && allow_origin < 2,
    };
    let requested = same_origin || preflight_passes;
    let response = match (requested, same_origin || allowed) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    };
    let rejected = domain == 3
        || (domain == 2 && topology % 4 == 3)
        || (secure == 1 && plain_http)
        || (same_site == 1 && secure == 0)
        || (partitioned == 1 && secure == 0)
        || (cross_site && matches!(same_site, 0 | 2 | 3 | 4));
    let stored = requested && with_credentials && !rejected;
    let readable = stored && http_only == 0 && (same_origin || (domain == 2 && topology % 3 == 2));
    let flags =
        u32::from(stored) | u32::from(stored && partitioned == 1) << 1 | u32::from(readable) << 2;
    flags | response << 3
}

/// Returns the outcome of every cell.
pub(crate) fn outcomes(axes: &AxisProduct) -> Vec<OutcomeId> {
    (0..axes.cells()).map(|cell| OutcomeId(outcome(&axes.positions(cell)))).collect()
}

/// Returns the names of the outcomes.
pub(crate) fn names() -> Vec<String> {
    let name = |outcome: u32| {
        let cookie = match outcome & 7 {
            0 => "nothing",
            1 => "stored, sent",
            3 => "stored partitioned, sent",
            5 => "stored, readable on page, sent",
            7 => "stored partitioned, readable on page, sent",
            _ => "impossible",
        };
        format!(
            "{cookie}; response {}",
            ["refused", "blocked", "exposed"].get(outcome as usize >> 3).unwrap_or(&"impossible")
        )
    };
    (0..32).map(name).collect()
}

/// Returns the table of every cell.
pub(crate) fn table(axes: &AxisProduct) -> DecisionTable {
    DecisionTable::reduce(axes, &outcomes(axes), &names()).expect("each cell has a named outcome")
}
