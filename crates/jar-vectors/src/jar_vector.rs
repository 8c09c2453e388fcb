//! A cell as a cookie jar alone sees it.

use matrix::{
    CookieReader, CookieSetter, DetailTracking, LinePart, Matrix, RequestApi, RequestMechanism,
    RequestPath, SecondSetter, Selection, Topology,
};
use oracle::NOW;
use run_model::UnixTime;
use run_model::plan::{
    BatchId, CookieScript, MarkedCookie, Marker, SetCookieLine, ShapeNo, ShapeScript, ShapeTag,
    compile_shape,
};
use spec_model::{BuiltInPublicSuffixes, SameSiteScheme, same_site};
use url::Url;

/// Whose cookies these are makes no difference.
const TAG: ShapeTag = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };

/// The directory of all requests.
const DIRECTORY: &str = "/1/1/0";

/// What stands in a line for a date so many days from the moment of playing.
const DATE_START: &str = "{date.";
const DATE_END: &str = "d}";

/// By what cookies come into a jar, or out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JarInterface {
    /// The fields of a request and its response.
    Http,
    /// A script's `document.cookie`.
    Script,
}

/// A line that is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JarStep {
    /// The URL of the response, or of the document whose script writes the line.
    pub url: Url,
    /// Who sets it.
    pub by: JarInterface,
    /// The line; `{date.+401d}` in it stands for the date so many days later.
    pub line: String,
}

/// What is known of who asks for cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuestionContext {
    /// A document of another site navigates to the URL, at top level, by GET.
    CrossSiteNavigation,
    /// A first-party document of the site.
    SameSite,
}

/// A question for the cookies of a URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JarQuestion {
    /// The URL.
    pub url: Url,
    /// Who asks.
    pub by: JarInterface,
    /// From where.
    pub context: QuestionContext,
}

/// A cell as a cookie jar alone sees it: lines that are set one after the other in an empty jar,
/// and questions behind them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JarVector {
    /// The lines.
    pub steps: Vec<JarStep>,
    /// The questions: the request that follows, then the scripts of page and target.
    pub questions: Vec<JarQuestion>,
    /// Whether it is asked how long the jar keeps the cookie.
    pub asks_lifetime: bool,
}

impl JarVector {
    /// The text by which the cookie that a vector is about is known, in its name or its value.
    pub fn marker() -> String {
        Marker { tag: TAG, cell: 0, cookie: MarkedCookie::Tested }.to_string()
    }

    /// Returns the cell with these positions as a vector; `None` where more than a jar decides it.
    pub fn of_cell(matrix: &Matrix, selection: &Selection) -> Option<Self> {
        let shape = compile_shape(matrix, selection, 0);
        let (_, topology) = selection.topologies().next()?;
        let cookie = shape.cookies.first()?;
        if !is_of_a_jar(&shape, topology) {
            return None;
        }
        let place = CellPlace { topology, shape: &shape };
        let mut steps = vec![place.first_step(cookie)?];
        if let Some(then) = &cookie.then {
            steps.push(place.second_step(then)?);
        }
        let asks_lifetime = match shape.lifetimes {
            DetailTracking::Ignored => false,
            DetailTracking::Observed => true,
        };
        Some(Self { steps, questions: place.questions()?, asks_lifetime })
    }
}

impl JarStep {
    /// Returns the line with its dates written out, as it is sent at this time.
    pub fn written(&self, now: UnixTime) -> String {
        let mut text = String::new();
        let mut rest = self.line.as_str();
        while let Some((before, behind)) = rest.split_once(DATE_START) {
            let Some((days, after)) = behind.split_once(DATE_END) else { break };
            let Ok(days) = days.parse() else { break };
            text.push_str(before);
            text.push_str(&now.plus_days(days).http_date());
            rest = after;
        }
        text + rest
    }

    /// Returns whether HTTP carries the line as the value of a field.
    fn is_carried(&self) -> bool {
        self.by == JarInterface::Script || !self.line.contains(['\0', '\r', '\n'])
    }
}

/// Returns whether nothing but a jar stands between what a shape sets and what it asks.
fn is_of_a_jar(shape: &ShapeScript, topology: &Topology) -> bool {
    let is_by_lines = !matches!(shape.set_by, CookieSetter::CookieStore)
        && !matches!(shape.then_by, SecondSetter::CookieStore)
        && shape.reads_cookies_by == CookieReader::DocumentCookie;
    let is_alone = shape.others.is_empty() && shape.age_secs == 0 && shape.url_list.len() == 1;
    let is_top_level = topology.frames.is_empty() && topology.storage_access.is_none();
    is_by_lines && is_alone && is_top_level && shape.request.method == "GET"
}

/// Where a cell is played.
#[derive(Clone, Copy)]
struct CellPlace<'a> {
    topology: &'a Topology,
    shape: &'a ShapeScript,
}

impl CellPlace<'_> {
    /// Returns the line of the first response or script; `None` where its context is another site.
    fn first_step(self, cookie: &CookieScript) -> Option<JarStep> {
        let set = |origin: &Url| {
            let path = self.shape.request_path.placed(&format!("{DIRECTORY}/set"));
            (at(origin, &path), JarInterface::Http)
        };
        let (url, by) = match self.shape.set_by {
            CookieSetter::Client => {
                set(self.shape.url_list.first().filter(|url| self.is_same_site(url))?)
            }
            CookieSetter::FirstParty => set(&self.topology.target),
            CookieSetter::Script => (self.page(), JarInterface::Script),
            CookieSetter::CookieStore => return None,
        };
        step(url, by, &cookie.line)
    }

    fn second_step(self, line: &SetCookieLine) -> Option<JarStep> {
        let (url, by) = match self.shape.then_by {
            SecondSetter::Response => {
                let origin = self.shape.url_list.first().filter(|url| self.is_same_site(url))?;
                (at(origin, &format!("{DIRECTORY}/then")), JarInterface::Http)
            }
            SecondSetter::Script => (self.page(), JarInterface::Script),
            SecondSetter::CookieStore => return None,
        };
        step(url, by, line)
    }

    /// Returns the questions; `None` where the request that follows is another site's and its party
    /// decides too.
    fn questions(self) -> Option<Vec<JarQuestion>> {
        let origin = self.shape.url_list.last()?;
        let context = if self.is_same_site(origin) {
            QuestionContext::SameSite
        } else if self.shape.request.api == RequestApi::Mechanism(RequestMechanism::FormGet) {
            QuestionContext::CrossSiteNavigation
        } else {
            return None;
        };
        let path = RequestPath::Directory.placed(&format!("{DIRECTORY}/echo"));
        let script =
            |url| JarQuestion { url, by: JarInterface::Script, context: QuestionContext::SameSite };
        Some(vec![
            JarQuestion { url: at(origin, &path), by: JarInterface::Http, context },
            script(self.page()),
            script(at(&self.topology.target, "/1/probe")),
        ])
    }

    fn page(self) -> Url {
        at(&self.topology.page, "/1/page")
    }

    fn is_same_site(self, url: &Url) -> bool {
        let page = self.topology.page.origin();
        same_site(&page, &url.origin(), SameSiteScheme::Schemeful, &BuiltInPublicSuffixes)
    }
}

/// Returns a line that is set; `None` where it is no text, or no HTTP software carries it.
fn step(url: Url, by: JarInterface, line: &SetCookieLine) -> Option<JarStep> {
    let mut template = SetCookieLine::default();
    for part in &line.0 {
        template.add(match part {
            LinePart::Date(days) => {
                LinePart::Text(format!("{DATE_START}{days:+}{DATE_END}").into_bytes())
            }
            LinePart::Text(_)
            | LinePart::Directory
            | LinePart::Fill(_)
            | LinePart::Marker
            | LinePart::OtherMarker => part.clone(),
        });
    }
    let cookie =
        CookieScript { cell: 0, name: String::new(), line: template, then: None, on: None };
    let octets = cookie.line.write(cookie.place(TAG, DIRECTORY, UnixTime(NOW.0)));
    let step = JarStep { url, by, line: String::from_utf8(octets).ok()? };
    step.is_carried().then_some(step)
}

fn at(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    url.set_path(path);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(line: &str, expected: &str) {
        let url = Url::parse("https://www.example.com/").unwrap();
        let step = JarStep { url, by: JarInterface::Http, line: line.to_owned() };
        assert_eq!(step.written(UnixTime(784_111_777)), expected);
    }

    #[test]
    fn dates_count_from_the_moment_of_playing() {
        check_line("a=1; Expires={date.+1d}", "a=1; Expires=Mon, 07 Nov 1994 08:49:37 GMT");
        let both = "{date.+0d}{date.-1d}";
        check_line(both, "Sun, 06 Nov 1994 08:49:37 GMTSat, 05 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn what_is_no_date_stays() {
        for line in ["a={date.x}", "a={date.+1", "a={date.d}", "a=1"] {
            check_line(line, line);
        }
    }
}
