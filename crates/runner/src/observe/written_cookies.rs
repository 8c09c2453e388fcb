//! What cookies are as their lines write them, to tell those that come back changed.

use std::collections::BTreeMap;

use matrix::DetailTracking;
use run_model::UnixTime;
use run_model::evidence::{comes_back_changed, cookie_pair};
use run_model::plan::{MarkedCookie, Marker, ShapeScript, ShapeTag};

/// The lines of a shape's cookies, by the numbers of their cells; none where nobody asks whether
/// they come back changed.
pub(super) struct WrittenCookies(BTreeMap<u32, String>);

impl WrittenCookies {
    /// Writes the lines of a shape.
    pub(super) fn of(tag: ShapeTag, now: UnixTime, script: &ShapeScript) -> Self {
        match script.changes {
            DetailTracking::Ignored => Self(BTreeMap::new()),
            DetailTracking::Observed => {
                // Where changes are asked for, only attributes name the directory.
                let written = script.cookies.iter().map(|cookie| {
                    let line = cookie.line.write(cookie.place(tag, "", now));
                    (cookie.cell, String::from_utf8_lossy(&line).into_owned())
                });
                Self(written.collect())
            }
        }
    }

    /// Returns whether a cell's cookie is other than written with this name and value.
    pub(super) fn is_changed(&self, cell: u32, seen: (&str, &str)) -> bool {
        self.0.get(&cell).is_some_and(|line| comes_back_changed(line, seen))
    }

    /// Returns the cells of a shape whose cookies are other than written in a cookie string.
    pub(super) fn changed_cells(&self, tag: ShapeTag, cookies: &str) -> impl Iterator<Item = u32> {
        cookies.split("; ").filter_map(move |pair| {
            let marker = Marker::find(pair)
                .filter(|marker| marker.tag == tag && marker.cookie == MarkedCookie::Tested)?;
            self.is_changed(marker.cell, cookie_pair(pair)).then_some(marker.cell)
        })
    }
}
