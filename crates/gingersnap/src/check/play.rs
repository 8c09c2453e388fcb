//! Checks as real browsers do them.
//!
//! The page, the request and the answers of a check are played under their own host names: the
//! recorder answers as the file says, and connects to no server. Each check has a browser of its
//! own, with an empty jar. A browser that is not here, and a check that cannot be played as it is
//! written, are reasons and never sightings.

use std::path::PathBuf;

use browser_driver::{Browser, DriverSource, WindowMode};
use diagnosis::{PriorCookie, Question, ResponseHead};
use inspection::proxy::{
    AnswerSource, AnsweredRequest, ProxyExchange, ProxyOptions, WrittenAnswer, WrittenAnswerError,
};
use inspection::{
    FetchResult, InspectError, InspectorOptions, PageAction, PageMeans, PageRequest, SiteCapture,
    SiteInspector,
};
use matrix::Profile;
use run_model::error_chain;
use run_model::evidence::cookie_pair;
use run_model::plan::RequestScript;
use spec_model::{QuirkSet, Timestamp, parse_set_cookie};
use url::Url;

use crate::browser_folder::BrowserFolder;
use crate::browsers::DriverCache;
use crate::check::check_file::CheckFile;
use crate::check::sighting::{CheckSighting, PlayedChecks};
use crate::clock;
use crate::terminal::note;

/// Plays each check of a file in each of its browsers; says before each what is played.
pub(crate) async fn play(file: &CheckFile) -> PlayedChecks {
    let mut drivers = DriverCache::default();
    let mut played = PlayedChecks::new();
    for (number, check) in file.checks.iter().enumerate() {
        let profiles = check.expectations.iter().flat_map(|one| one.browsers.profiles());
        for profile in profiles {
            let key = (number, profile.to_string());
            if played.contains_key(&key) {
                continue;
            }
            let driver = match Browser::of(profile.engine) {
                None => Err(format!("`{}` is a model and no browser", profile.engine)),
                Some(browser) => drivers.get(browser).await.map_err(|missing| missing.to_string()),
            };
            let sighting = match (driver, PlayedScript::of(&check.question)) {
                (Err(why), _) | (Ok(_), Err(why)) => Err(why),
                (Ok(driver), Ok(script)) => {
                    note(&format!("{profile} plays `{}`", check.name));
                    let (engine, name) = (profile.engine, &profile.name);
                    let folder = BrowserFolder::of(&format!("check-{number}-{engine}-{name}"));
                    let played = script.play(driver, profile, folder.path().to_owned()).await;
                    folder.remove();
                    played.map_err(|error| format!("not played: {}", error_chain(&error)))
                }
            };
            played.insert(key, sighting);
        }
    }
    played
}

/// What a browser does in a check, and what it is answered.
#[derive(Clone, Debug)]
struct PlayedScript {
    answers: Vec<WrittenAnswer>,
    /// The hosts that it may reach.
    urls: Vec<Url>,
    /// The pages that set cookies before.
    visits: Vec<Url>,
    page: Url,
    /// The lines that the page's script writes before.
    script_lines: Vec<String>,
    request: PageRequest,
    /// The later request, where it is another one.
    later: Option<PageRequest>,
}

impl PlayedScript {
    /// Returns what to do for a question, or why it cannot be played as it is.
    fn of(question: &Question) -> Result<Self, String> {
        let later = question.follow_up.as_ref();
        if !question.frames.is_empty() || later.is_some_and(|then| !then.document.frames.is_empty())
        {
            return Err("frames are not played".to_owned());
        }
        if later.is_some_and(|then| then.document.page != question.page) {
            return Err("a later request of another page is not played".to_owned());
        }
        if later.is_some_and(|then| then.after_secs > 0) {
            return Err(
                "a later request is played at once, and `after` sets another time".to_owned()
            );
        }
        if !matches!(question.page.scheme(), "http" | "https") {
            return Err(format!("pages of the scheme `{}` are not played", question.page.scheme()));
        }
        check_dates(question)?;
        let request = page_request(&question.url, &question.request)?;
        let later = later.map(|then| page_request(&then.url, &then.request)).transpose()?;
        let (mut visits, mut script_lines) = (Vec::new(), Vec::new());
        for prior in &question.prior {
            match prior {
                PriorCookie::Script { line } => script_lines.push(line.clone()),
                PriorCookie::Visit { url, .. } => visits.push(url.clone()),
                PriorCookie::Response { .. } => {
                    return Err("a partitioned cookie that is there is not played".to_owned());
                }
            }
        }
        let (answers, mut urls) =
            written(question, later.as_ref()).map_err(|error| error.to_string())?;
        urls.push(question.page.clone());
        urls.extend(visits.iter().cloned());
        let page = question.page.clone();
        Ok(Self { answers, urls, visits, page, script_lines, request, later })
    }

    async fn play(
        self,
        driver: DriverSource,
        profile: &Profile,
        work_dir: PathBuf,
    ) -> Result<CheckSighting, InspectError> {
        let hosts = self.urls.iter().filter_map(Url::host_str);
        let mut proxy = ProxyOptions::new(clock::since_epoch);
        proxy.hosts = hosts.map(|host| host.trim_matches(['[', ']']).to_owned()).collect();
        proxy.source = AnswerSource::Written(self.answers);
        let options = InspectorOptions {
            driver,
            profile: profile.clone(),
            window_mode: WindowMode::Headless,
            work_dir,
            proxy,
        };
        let mut inspector = SiteInspector::start(options).await?;
        for visited in &self.visits {
            inspector.open(visited, &self.request.url).await?;
        }
        inspector.open(&self.page, &self.request.url).await?;
        for line in &self.script_lines {
            let line = serde_json::Value::from(line.as_str());
            inspector.act(&PageAction::Run(format!("document.cookie = {line};"))).await?;
        }
        // Each is made twice: it is its own later request where there is no other.
        inspector.make_request(&self.request).await?;
        if let Some(later) = &self.later {
            inspector.make_request(later).await?;
        }
        Ok(CheckSighting::of(&inspector.finish().await?))
    }
}

impl CheckSighting {
    fn of(capture: &SiteCapture) -> Self {
        let first = capture.steps.first().and_then(|step| step.result.as_ref());
        let last = capture.steps.last().map(|step| step.exchanges.clone()).unwrap_or_default();
        let later = capture.exchanges.get(last).unwrap_or_default();
        let names = |cookies: &str| -> Vec<String> {
            let pairs = cookies.split("; ").filter(|pair| !pair.is_empty());
            pairs.map(|pair| cookie_pair(pair).0.to_owned()).collect()
        };
        let carried = |exchange: &ProxyExchange| -> Vec<String> {
            let fields = exchange.request.fields.iter().filter(|field| field.name == "cookie");
            fields.flat_map(|field| names(&String::from_utf8_lossy(&field.value))).collect()
        };
        Self {
            browser: format!("{} {}", capture.browser, capture.version),
            is_readable: match first {
                Some(FetchResult::Response { .. }) => Some(true),
                Some(FetchResult::Failed(_)) => Some(false),
                Some(FetchResult::Unread) | None => None,
            },
            stored: capture.after.jar.iter().map(|cookie| cookie.name.clone()).collect(),
            sent: later.iter().filter(|one| !one.is_preflight()).flat_map(carried).collect(),
            on_page: names(&capture.after.page_cookie).into_iter().collect(),
            on_target: names(&capture.after.target_cookie).into_iter().collect(),
        }
    }
}

/// Checks that no date in a cookie is past by now and was not when the response came, or the other
/// way round: a browser has the present time.
fn check_dates(question: &Question) -> Result<(), String> {
    let present = clock::now();
    let decides = |line: &str| {
        let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
        let is_past = |date: Timestamp, now: Timestamp| date <= now;
        cookie.max_age_secs.is_none()
            && cookie
                .expires
                .is_some_and(|date| is_past(date, question.now) != is_past(date, present))
    };
    let prior = question.prior.iter().map(PriorCookie::line);
    match prior.chain(question.set_cookie_lines()).find(|line| decides(line)) {
        None => Ok(()),
        Some(line) => Err(format!(
            "a browser has the present time, and `{}` expires before or after it otherwise than \
             when the response came",
            cookie_pair(line).0
        )),
    }
}

fn page_request(url: &Url, script: &RequestScript) -> Result<PageRequest, String> {
    let Some((means, credentials)) = PageMeans::of(script.api) else {
        return Err(format!("`{}` is not played yet", script.api));
    };
    let (method, headers) = (script.method.clone(), script.headers.clone());
    Ok(PageRequest { url: url.clone(), method, headers, credentials, means })
}

/// Returns what is answered, in the order of the requests, and the URLs that are asked.
fn written(
    question: &Question,
    later: Option<&PageRequest>,
) -> Result<(Vec<WrittenAnswer>, Vec<Url>), WrittenAnswerError> {
    let mut answers = Vec::new();
    let mut urls = Vec::new();
    let document = |url: &Url, lines: &[(String, String)]| {
        WrittenAnswer::new(url, AnsweredRequest::Request, 200, lines)
    };
    for prior in &question.prior {
        if let PriorCookie::Visit { url, line } = prior {
            answers.push(document(url, &[("Set-Cookie".to_owned(), line.clone())])?);
        }
    }
    answers.push(document(&question.page, &[])?);
    let origin = question.client_origin();
    let preflight = question.preflight.clone();
    let script = &question.request;
    let preflight = preflight.unwrap_or_else(|| allowing(&origin, &script.method, &script.headers));
    let mut url = question.url.clone();
    for head in question.heads() {
        let ResponseHead { status, headers } = head;
        answers.push(WrittenAnswer::new(&url, AnsweredRequest::Request, *status, headers)?);
        let ResponseHead { status, headers } = &preflight;
        answers.push(WrittenAnswer::new(&url, AnsweredRequest::Preflight, *status, headers)?);
        urls.push(url.clone());
        let next = head.values("Location").next().and_then(|location| url.join(location).ok());
        url = next.unwrap_or(url);
    }
    if let Some(later) = later.filter(|later| !urls.contains(&later.url)) {
        let head = allowing(&origin, &later.method, &later.headers);
        answers.push(document(&later.url, &head.headers)?);
        let to = AnsweredRequest::Preflight;
        answers.push(WrittenAnswer::new(&later.url, to, head.status, &head.headers)?);
        urls.push(later.url.clone());
    }
    Ok((answers, urls))
}

/// Returns an answer that allows a request of this origin.
fn allowing(origin: &str, method: &str, headers: &[(String, String)]) -> ResponseHead {
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let mut lines = vec![
        ("Access-Control-Allow-Origin", origin.to_owned()),
        ("Access-Control-Allow-Credentials", "true".to_owned()),
        ("Access-Control-Allow-Methods", method.to_owned()),
    ];
    if !names.is_empty() {
        lines.push(("Access-Control-Allow-Headers", names.join(", ")));
    }
    let headers = lines.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    ResponseHead { status: 200, headers }
}

#[cfg(test)]
mod tests {
    use diagnosis::FollowUpRequest;
    use matrix::{FetchCredentials, RequestApi, RequestMechanism};

    use super::*;

    fn question() -> Question {
        let url = |text: &str| text.parse().unwrap();
        let (page, request) = (url("https://www.example.com/"), url("https://api.example.com/"));
        Question::fetch(page, request, FetchCredentials::Include, Timestamp(0))
    }

    /// Checks why a question is not played, after this change.
    #[track_caller]
    fn check_not_played(change: impl FnOnce(&mut Question), why: &str) {
        let mut question = question();
        change(&mut question);
        let error = PlayedScript::of(&question).unwrap_err();
        assert!(error.contains(why), "{error}");
    }

    fn later(question: &Question) -> FollowUpRequest {
        let request = RequestScript::bare(RequestApi::Fetch(FetchCredentials::Include));
        let (document, url) = (question.document(), question.url.clone());
        FollowUpRequest { document, url, request, after_secs: 0 }
    }

    fn with_line(question: &mut Question, line: &str) {
        question.response.headers.push(("Set-Cookie".to_owned(), line.to_owned()));
    }

    #[test]
    fn what_a_browser_would_not_do_as_it_is_written_is_not_played() {
        let frame = || vec!["https://frame.example.org/".parse().unwrap()];
        check_not_played(|one| one.frames = frame(), "frames");
        let form = RequestApi::Mechanism(RequestMechanism::FormPost);
        check_not_played(|one| one.request.api = form, "`form-post` is not played");
        check_not_played(|one| one.page = "app://host/".parse().unwrap(), "scheme `app`");
        let after = |one: &mut Question| {
            one.follow_up = Some(FollowUpRequest { after_secs: 5, ..later(one) });
        };
        check_not_played(after, "`after`");
        let elsewhere = |one: &mut Question| {
            let mut then = later(one);
            then.document.page = "https://other.example/".parse().unwrap();
            one.follow_up = Some(then);
        };
        check_not_played(elsewhere, "another page");
        let expired = "old=1; Expires=Tue, 01 Jan 2019 00:00:00 GMT";
        check_not_played(|one| with_line(one, expired), "the present time, and `old`");
        check_not_played(|one| with_line(one, "a=\u{1}"), "`Set-Cookie` of the response");
    }

    #[test]
    fn a_date_that_decides_the_same_is_played() {
        let mut question = question();
        with_line(&mut question, "a=1; Expires=Tue, 01 Jan 2019 00:00:00 GMT; Max-Age=5");
        with_line(&mut question, "b=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
        question.follow_up = Some(later(&question));
        let played = PlayedScript::of(&question).unwrap();
        assert_eq!(played.later.map(|later| later.url), Some(question.url));
    }
}
