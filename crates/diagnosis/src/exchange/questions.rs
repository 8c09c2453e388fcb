//! From exchanges that somebody saw to questions: one for each response that sets a cookie, and for
//! each preflight without a request after it.

use matrix::{FetchCredentials, RequestApi};
use run_model::plan::RequestScript;
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

use crate::exchange::cookie_trace::{CookieTrace, refused, set_before, trace, undeleted};
use crate::exchange::observed::ObservedExchange;
use crate::exchange::question::{CookieEvidenceEntry, ExchangeQuestion, RequestCookies};
use crate::exchange::request::{
    ExchangeAssumption, KnownContext, RequestOrigin, assumed_api, page_of, request_origin,
};
use crate::exchange::skipped::{SkipReason, SkippedEntry};
use crate::http::response_head::ResponseHead;
use crate::http::script_headers::{announced_headers, script_headers};
use crate::question::{FollowUpRequest, FollowUpSource, PriorCookie, Question};

/// Returns the question of each exchange whose response sets a cookie, whose response CORS may keep
/// from a script, or that is a preflight without a request after it; and the exchanges with which
/// nothing can be done. Exchanges are looked at in the order of their times.
pub fn exchange_questions(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let order = order_of_time(exchanges);
    let sorted: Vec<ObservedExchange> =
        order.iter().map(|position| exchanges[*position].clone()).collect();
    let (mut questions, mut skipped) = questions_in_order(&sorted, known);
    for question in &mut questions {
        question.entry = order[question.entry];
        let seen = question.evidence.iter_mut().chain(&mut question.refused);
        seen.for_each(|seen| seen.entry = order[seen.entry]);
        question.undeleted.iter_mut().for_each(|left| left.entry = order[left.entry]);
    }
    skipped.iter_mut().for_each(|entry| entry.number = order[entry.number - 1] + 1);
    let led_to = questions.iter_mut().flat_map(|question| &mut question.led_to);
    led_to.for_each(|entry| *entry = order[*entry]);
    questions.sort_by_key(|question| question.entry);
    skipped.sort_by_key(|entry| entry.number);
    (questions, skipped)
}

/// Returns the positions of exchanges in the order of their times, if all have one.
fn order_of_time(exchanges: &[ObservedExchange]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..exchanges.len()).collect();
    if exchanges.iter().all(|exchange| exchange.started.is_some()) {
        order.sort_by_key(|position| exchanges[*position].started);
    }
    order
}

fn questions_in_order(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let (mut questions, mut skipped) = (Vec::new(), Vec::new());
    let mut led_to: Vec<usize> = Vec::new();
    for (number, exchange) in exchanges.iter().enumerate() {
        if led_to.contains(&number) {
            continue;
        }
        let chain = redirect_chain(exchanges, number);
        let sets_cookie = chain.iter().any(|entry| exchanges[*entry].sets_cookie());
        let question = if exchange.is_of_test_client() {
            if !sets_cookie {
                continue;
            }
            Err(SkipReason::TestClient)
        } else if exchange.is_preflight() {
            if !is_end(exchanges, number) {
                continue;
            }
            behind_preflight(exchanges, number, known)
        } else if sets_cookie || exchange.is_subject_to_cors() {
            led_to.extend(&chain[1..]);
            question(exchanges, &chain, known)
        } else {
            continue;
        };
        match question {
            Ok(question) => questions.push(question),
            // Without a cookie, nobody asks.
            Err(_) if !sets_cookie && !exchange.is_preflight() => {}
            Err(why) => skipped.push(SkippedEntry { number: number + 1, why }),
        }
    }
    (questions, skipped)
}

/// How many other exchanges may lie between a redirect and the request that it leads to.
const MAX_BETWEEN: usize = 8;

/// Returns the positions of the exchanges that an exchange was led to by redirects, itself first.
fn redirect_chain(exchanges: &[ObservedExchange], number: usize) -> Vec<usize> {
    let mut chain = vec![number];
    while let Some(target) = exchanges[chain[chain.len() - 1]].redirects_to() {
        let is_next = |(_, one): &(usize, &ObservedExchange)| {
            !one.is_preflight() && Url::parse(&one.url).is_ok_and(|url| url == target)
        };
        let from = chain[chain.len() - 1] + 1;
        let next = exchanges.iter().enumerate().skip(from).take(MAX_BETWEEN).find(is_next);
        match next {
            Some((next, _)) if chain.len() < Question::MAX_REDIRECTS => chain.push(next),
            Some(_) | None => break,
        }
    }
    chain
}

fn question(
    exchanges: &[ObservedExchange],
    chain: &[usize],
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, SkipReason> {
    let (number, last) = (chain[0], chain[chain.len() - 1]);
    let exchange = &exchanges[number];
    let url = parse_url(exchange)?;
    let RequestOrigin { document, mut api, by_script, mut assumptions } =
        request_origin(exchange, &url, known)?;
    let mut response = exchanges[last].response.clone();
    if response.status == 0 {
        let failure = exchanges[last].failure.clone().unwrap_or_else(|| "no status".to_owned());
        assumptions.push(ExchangeAssumption::StatusUnknown { failure });
        response.status = ResponseHead::ok().status;
    }
    let now = received(exchange, known);
    let LaterEvidence { shown, source, refused_elsewhere } =
        later_evidence(exchanges, chain, &url, now);
    let is_guess = |one: &ExchangeAssumption| one.other_api().is_some();
    if shown.as_ref().is_some_and(|found| found.lacks.is_empty())
        && let Some(guess) = assumptions.iter_mut().find(|one| is_guess(one))
    {
        *guess = ExchangeAssumption::IncludeAsItStoredCookies;
        api = RequestApi::Fetch(FetchCredentials::Include);
    }
    let other_api = assumptions.iter().find_map(ExchangeAssumption::other_api);
    let follow_up = match &shown {
        // What a redirect leads to is no request of a page that could be asked about by itself.
        Some(found) if !chain.contains(&found.entry) => {
            let (request, assumed) = follow_up(&exchanges[found.entry], now, known)?;
            // What makes both the same way is said once.
            if request.request.api != api {
                assumptions.extend(assumed);
            }
            Some(request)
        }
        Some(_) | None => None,
    };
    let redirects = chain[..chain.len() - 1].iter();
    let heads = redirects.map(|entry| exchanges[*entry].response.clone());
    let mut question = Question {
        frames: document.frames,
        preflight: preflight(exchanges, number),
        request: RequestScript {
            api,
            method: exchange.method.clone(),
            headers: if by_script { script_headers(&exchange.request_headers) } else { Vec::new() },
            body: None,
            reads: None,
            init: matrix::FetchInit::default(),
        },
        redirects: heads.collect(),
        response,
        follow_up,
        ..Question::fetch(document.page, url, FetchCredentials::Include, now)
    };
    if question.follow_up.is_some() {
        question.follow_up_source = source;
    } else {
        question.follow_up = question.visit_again();
    }
    let requests = if exchanges.iter().all(|one| one.cookie_names().is_empty()) {
        RequestCookies::NeverShown
    } else {
        RequestCookies::Shown
    };
    let seen = |CookieTrace { entry, lacks }| CookieEvidenceEntry { entry, lacks, requests };
    let (evidence, refused) = (shown.map(seen), refused_elsewhere.map(seen));
    let undeleted = undeleted(exchanges, chain, now);
    if let Some(left) = &undeleted {
        add_cookies_before(&mut question, exchanges, chain[0], &left.names);
    }
    let other_reading = other_api.map(|api| {
        let mut other = question.clone();
        other.request.api = api;
        other
    });
    Ok(ExchangeQuestion {
        entry: number,
        led_to: chain[1..].to_vec(),
        question,
        by_script,
        evidence,
        refused,
        undeleted,
        assumptions,
        other_reading,
    })
}

/// What later exchanges show of the cookies that one of them has set.
struct LaterEvidence {
    /// The one that carries them, lacks them, or was refused on the same host.
    shown: Option<CookieTrace>,
    source: FollowUpSource,
    /// The one that another host refused, where nothing is shown: it may need nothing that was set
    /// here.
    refused_elsewhere: Option<CookieTrace>,
}

/// Returns what later exchanges show of the cookies that a chain has set, which began at this URL.
fn later_evidence(
    exchanges: &[ObservedExchange],
    chain: &[usize],
    url: &Url,
    now: Timestamp,
) -> LaterEvidence {
    let is_of_host = |found: &CookieTrace| {
        Url::parse(&exchanges[found.entry].url).is_ok_and(|later| later.host() == url.host())
    };
    let (shown, source, refused_elsewhere) = match trace(exchanges, chain, now) {
        Some(shown) => (Some(shown), FollowUpSource::Seen, None),
        None => match refused(exchanges, chain, now) {
            Some(refused) if is_of_host(&refused) => (Some(refused), FollowUpSource::Refused, None),
            elsewhere => (None, FollowUpSource::Usual, elsewhere),
        },
    };
    LaterEvidence { shown, source, refused_elsewhere }
}

/// Adds the cookies with these names that exchanges before this one set.
fn add_cookies_before(
    question: &mut Question,
    exchanges: &[ObservedExchange],
    number: usize,
    names: &[String],
) {
    for name in names {
        let Some((entry, line)) = set_before(exchanges, number, name) else { continue };
        let Ok(url) = Url::parse(&exchanges[entry].url) else { continue };
        let age = exchanges[entry].started.map_or(0, |at| question.now.0.saturating_sub(at.0));
        question.prior_age_secs = question.prior_age_secs.max(age);
        question.prior.push(PriorCookie::there(url, line.to_owned()));
    }
}

/// Returns a later request that was seen, as the one that is asked about.
fn follow_up(
    exchange: &ObservedExchange,
    now: Timestamp,
    known: &KnownContext<'_>,
) -> Result<(FollowUpRequest, Vec<ExchangeAssumption>), SkipReason> {
    let url = parse_url(exchange)?;
    let RequestOrigin { document, api, assumptions, .. } = request_origin(exchange, &url, known)?;
    let request = RequestScript { method: exchange.method.clone(), ..RequestScript::bare(api) };
    let after_secs = exchange.started.map_or(0, |at| at.0.saturating_sub(now.0).max(0));
    Ok((FollowUpRequest { document, url, request, after_secs }, assumptions))
}

/// Whether an exchange is the first preflight for a request that was never answered.
fn is_end(exchanges: &[ObservedExchange], number: usize) -> bool {
    let exchange = &exchanges[number];
    let of_url = |one: &&ObservedExchange| one.url == exchange.url;
    let is_answered = |one: &ObservedExchange| !one.is_preflight() && one.response.status > 0;
    exchange.is_preflight()
        && !exchanges[..number].iter().filter(of_url).any(ObservedExchange::is_preflight)
        && !exchanges.iter().filter(of_url).any(is_answered)
}

/// Returns the question of the request that a preflight announces.
fn behind_preflight(
    exchanges: &[ObservedExchange],
    number: usize,
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, SkipReason> {
    let exchange = &exchanges[number];
    let (url, page) = (parse_url(exchange)?, page_of(exchange, known)?);
    let (api, assumption) = match known.api.or(exchange.api) {
        Some(api) => (api, None),
        None => {
            let (api, assumption) = assumed_api(exchange);
            (api, Some(assumption))
        }
    };
    let now = exchange.started.unwrap_or(known.now);
    let mut question = Question::fetch(page, url, FetchCredentials::Include, now);
    question.request.api = api;
    if let Some(method) = exchange.request_header("Access-Control-Request-Method") {
        method.clone_into(&mut question.request.method);
    }
    let names = exchange.request_header("Access-Control-Request-Headers").unwrap_or_default();
    question.request.headers = announced_headers(names);
    question.response = ResponseHead::unseen(&question.page);
    question.preflight = Some(exchange.response.clone());
    let assumptions =
        [Some(ExchangeAssumption::NoResponse), assumption].into_iter().flatten().collect();
    Ok(ExchangeQuestion {
        entry: number,
        led_to: Vec::new(),
        question,
        by_script: true,
        evidence: None,
        refused: None,
        undeleted: None,
        assumptions,
        other_reading: None,
    })
}

fn parse_url(exchange: &ObservedExchange) -> Result<Url, SkipReason> {
    Url::parse(&exchange.url).map_err(|_| SkipReason::UrlInvalid)
}

/// Returns when a response came: as it says itself, as it was written down, or as is known
/// besides.
fn received(exchange: &ObservedExchange, known: &KnownContext<'_>) -> Timestamp {
    let date = exchange.response.values("Date").next();
    date.and_then(|date| parse_cookie_date(date.as_bytes()))
        .or(exchange.started)
        .unwrap_or(known.now)
}

/// Returns the answer to the last preflight before an exchange for its URL.
fn preflight(exchanges: &[ObservedExchange], number: usize) -> Option<ResponseHead> {
    let url = &exchanges[number].url;
    let is_its_preflight = |one: &&ObservedExchange| one.url == *url && one.is_preflight();
    // Some browsers list the preflight behind the request that it is for.
    let (before, after) = exchanges.split_at(number);
    let found = before.iter().rev().find(is_its_preflight);
    found.or_else(|| after.iter().find(is_its_preflight)).map(|one| one.response.clone())
}

#[cfg(test)]
mod tests;
