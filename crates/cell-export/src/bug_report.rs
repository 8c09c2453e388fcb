//! A filled-in report for each browser that departs from the standards.

use std::fmt::Write;

use baselines::{ObservationHalf, QuirkEntry, RuleChange, changes};
use diagnosis::Recordings;
use matrix::{CellFilter, EngineKind, Selection};
use oracle::JarListing;
use run_model::counted;
use run_model::results::Observation;
use spec_model::{EngineModel, Quirk};

use crate::cell_to_export::{BrowserCell, CellToExport, ExportedFile};
use crate::stand_alone::written;

/// Returns a report for each browser that does not do what the standards have, with its policy.
pub(crate) fn bug_reports(cell: &CellToExport<'_>, entries: &[QuirkEntry]) -> Vec<ExportedFile> {
    let departing = cell.browsers.iter().filter(|browser| browser.departs());
    departing
        .map(|browser| {
            let report = BugReport { cell, browser, entries };
            let path = format!("report-{}.md", browser.profile.engine.name());
            ExportedFile::new(path, report.text())
        })
        .collect()
}

struct BugReport<'a> {
    cell: &'a CellToExport<'a>,
    browser: &'a BrowserCell<'a>,
    entries: &'a [QuirkEntry],
}

impl BugReport<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        let quirks = self.quirks();
        let engine = self.browser.profile.engine;
        let title = quirks.first().map_or_else(
            || self.cell.cell.suite().summary.clone(),
            |entry| first_sentence(&entry.reason),
        );
        self.write(&mut text, engine, &title, &quirks).expect("a string takes every text");
        text
    }

    fn write(
        &self,
        text: &mut String,
        engine: EngineKind,
        title: &str,
        quirks: &[&QuirkEntry],
    ) -> std::fmt::Result {
        let seen = |entry: &&QuirkEntry| entry.engines.get(&engine)?.seen.clone();
        let version = quirks.iter().find_map(seen);
        let BrowserCell { recorded, standards, .. } = self.browser;
        let part = if ObservationHalf::Cookie.agrees(recorded, standards) {
            ObservationHalf::Response
        } else {
            ObservationHalf::Cookie
        };
        writeln!(text, "# {title}\n\nFile it at {}.\n", tracker(engine, part))?;
        let version = version.unwrap_or_else(|| "write the version here".to_owned());
        writeln!(text, "- Browser: {engine} {version}\n- Profile: {}", self.browser.profile)?;
        writeln!(text, "- Cell: `{}`\n", self.cell.cell.id(0))?;
        writeln!(text, "## Steps\n\n1. Start the server in `stand-alone`: `node server.mjs`.")?;
        writeln!(text, "2. Open the URL that it prints in a new profile.\n\n## On the wire\n")?;
        writeln!(text, "```http\n{}```\n", self.wire())?;
        writeln!(text, "## What happens\n\n{}\n", self.browser.recorded)?;
        writeln!(text, "## What is expected\n\n{}\n", self.browser.standards)?;
        self.write_rules(text)?;
        for entry in quirks {
            writeln!(text, "{}\n", entry.reason.trim())?;
            entry.links.iter().try_for_each(|link| writeln!(text, "- <{link}>"))?;
        }
        self.write_width(text)?;
        writeln!(text, "\n## Other browsers\n")?;
        for other in &self.cell.browsers {
            if other.profile.engine != engine {
                writeln!(text, "- {}: {}", other.profile, other.recorded)?;
            }
        }
        Ok(())
    }

    /// Writes what the standards ask on the way, with the sections that decide.
    fn write_rules(&self, text: &mut String) -> std::fmt::Result {
        let CellToExport { matrix, cell, .. } = self.cell;
        let model = self.browser.profile.model.as_standard();
        for step in oracle::explain(matrix, cell, 0, &model) {
            writeln!(text, "- {} {}", step.question, step.answer)?;
            for citation in step.reasons.iter().chain(&step.notes) {
                let section = citation.section;
                writeln!(
                    text,
                    "  - {} ([{}, {}]({}))",
                    citation.summary, section.standard, section.title, section.link
                )?;
            }
        }
        writeln!(text)
    }

    /// Writes which recorded cells of the suite differ in the same way.
    fn write_width(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "## How wide it is\n")?;
        let rules = self.rules();
        if rules.is_empty() {
            return writeln!(text, "No rule of the suite covers the cell.");
        }
        let name = &self.cell.cell.suite().name;
        writeln!(
            text,
            "Of all recorded cells of the suite `{name}`, these differ in the same way:\n"
        )?;
        for rule in rules {
            let cells = counted(rule.cells, "cell");
            writeln!(text, "- {cells}, where {}: {} → {}", rule.rule, rule.before, rule.after)?;
        }
        Ok(())
    }

    /// Returns the rules that cover the cell, by which browser and standards differ.
    fn rules(&self) -> Vec<RuleChange> {
        let CellToExport { matrix, cell, .. } = self.cell;
        let profile = self.browser.profile;
        let whole = Selection::full(cell.suite());
        let standards = profile.model.as_standard();
        let view = JarListing::of(profile.engine);
        let before: Vec<Option<Observation>> =
            oracle::predict_seen(matrix, &whole, &standards, view).into_iter().map(Some).collect();
        let recordings = Recordings::built_in();
        let recorded =
            |number: usize| recordings.cell(profile, cell.suite(), &whole.positions(number));
        let after: Vec<Option<Observation>> = (0..whole.cells()).map(recorded).collect();
        let covers = |rule: &RuleChange| {
            let filter = rule.rule.replace(", ", ",").parse::<CellFilter>();
            // What is no filter is the rule for everything.
            filter.map_or(true, |filter| cell.narrow(&filter).is_ok_and(|found| found.is_some()))
        };
        let rules = changes(&whole, &before, &after).unwrap_or_default();
        rules.into_iter().filter(covers).collect()
    }

    /// Returns what is known of the quirks without which the model predicts something else.
    fn quirks(&self) -> Vec<&QuirkEntry> {
        let CellToExport { matrix, cell, .. } = self.cell;
        let profile = self.browser.profile;
        let predicted = |model: EngineModel| {
            oracle::predict_seen(matrix, cell, &model, JarListing::of(profile.engine)).remove(0)
        };
        let with_all = predicted(profile.model);
        let matters = |quirk: &Quirk| {
            let quirks = profile.model.quirks.without(*quirk);
            predicted(EngineModel { quirks, ..profile.model }) != with_all
        };
        let mut quirks: Vec<Quirk> = profile.model.quirks.iter().filter(matters).collect();
        // Some matter only where others have changed the cell already.
        let standards = profile.model.as_standard();
        let departs = |quirk: &Quirk| {
            let quirks = standards.quirks.with(*quirk);
            predicted(EngineModel { quirks, ..standards }) != self.browser.standards
        };
        if quirks.iter().any(departs) {
            quirks.retain(departs);
        }
        self.entries.iter().filter(|entry| quirks.contains(&entry.quirk)).collect()
    }

    /// Returns request and response as they are recorded.
    fn wire(&self) -> String {
        let CellToExport { topology, shape, .. } = self.cell;
        let fields = |fields: &[(String, String)]| {
            let case = shape.field_names;
            let field =
                |(name, value): &(String, String)| format!("{}: {value}\n", case.written(name));
            fields.iter().map(field).collect::<String>()
        };
        let cookie = &shape.cookies[0];
        let set_cookie = format!("{}: ", shape.field_names.written("Set-Cookie"));
        let by = |is_script: bool| if is_script { "document.cookie = " } else { &set_cookie };
        let line = |line| written(cookie, line).escape_debug().to_string();
        let target = topology.target.origin().ascii_serialization();
        let page = topology.page.origin().ascii_serialization();
        let mut wire = format!("{} {target}\nOrigin: {page}\n", shape.request.method);
        wire += &fields(&shape.request.headers);
        wire += &format!("({})\n\nHTTP {}\n", shape.request.api, shape.response.status);
        wire += &fields(&shape.response.headers);
        wire += &format!("{}{}\n", by(shape.set_by.is_script()), line(&cookie.line));
        if let Some(then) = &cookie.then {
            wire += &format!("\nthen {}{}\n", by(shape.then_by.is_script()), line(then));
        }
        wire
    }
}

/// Returns where reports about an engine go, if what differs is the cookie, or else the response.
fn tracker(engine: EngineKind, part: ObservationHalf) -> String {
    let (address, component) = match (engine, part) {
        (EngineKind::Chromium, ObservationHalf::Cookie) => {
            ("https://issues.chromium.org/issues/new", "Internals > Network > Cookies")
        }
        (EngineKind::Chromium, ObservationHalf::Response) => {
            ("https://issues.chromium.org/issues/new", "Blink > Network > FetchAPI")
        }
        (EngineKind::Firefox, ObservationHalf::Cookie) => {
            ("https://bugzilla.mozilla.org/enter_bug.cgi", "Core, Networking: Cookies")
        }
        (EngineKind::Firefox, ObservationHalf::Response) => {
            ("https://bugzilla.mozilla.org/enter_bug.cgi", "Core, DOM: Networking")
        }
        (EngineKind::Lightpanda, ObservationHalf::Cookie) => {
            ("https://github.com/lightpanda-io/browser/issues", "cookies")
        }
        (EngineKind::Lightpanda, ObservationHalf::Response) => {
            ("https://github.com/lightpanda-io/browser/issues", "CORS")
        }
        // WebKitGTK's jar is libsoup's.
        (EngineKind::WebKitGtk, ObservationHalf::Cookie) => {
            ("https://gitlab.gnome.org/GNOME/libsoup/-/issues", "libsoup, which has the jar")
        }
        (EngineKind::WebKitGtk, ObservationHalf::Response)
        | (EngineKind::Reference | EngineKind::Safari, _) => {
            ("https://bugs.webkit.org/enter_bug.cgi", "Page Loading")
        }
    };
    format!("<{address}>, component {component}")
}

/// Returns the first sentence of a text, without its stop.
fn first_sentence(text: &str) -> String {
    let text = text.trim();
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}
