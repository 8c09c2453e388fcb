//! A command line of `curl`, as developer tools copy it and people write it.

use url::Url;

use crate::http::text::{HttpTextError, HttpTextProblem};
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::pasted_request::{PastedRequest, SchemeSource};
use crate::paste::shell_prompt::command_place;
use crate::paste::shell_words::{ShellSyntax, shell_words};
use crate::paste::text_lines::TextLine;

/// Options with a value that say something about the request.
const USED: &[(&str, UsedOption)] = &[
    ("-A", UsedOption::Field("User-Agent")),
    ("--user-agent", UsedOption::Field("User-Agent")),
    ("-b", UsedOption::Cookie),
    ("--cookie", UsedOption::Cookie),
    ("-d", UsedOption::Data),
    ("--data", UsedOption::Data),
    ("--data-ascii", UsedOption::Data),
    ("--data-binary", UsedOption::Data),
    ("--data-raw", UsedOption::Data),
    ("--data-urlencode", UsedOption::Data),
    ("-e", UsedOption::Field("Referer")),
    ("--referer", UsedOption::Field("Referer")),
    ("-F", UsedOption::Form),
    ("--form", UsedOption::Form),
    ("--form-string", UsedOption::Form),
    ("-H", UsedOption::Header),
    ("--header", UsedOption::Header),
    ("--json", UsedOption::Json),
    ("--oauth2-bearer", UsedOption::Authorization),
    ("-u", UsedOption::Authorization),
    ("--user", UsedOption::Authorization),
    ("--url", UsedOption::Url),
    ("-X", UsedOption::Method),
    ("--request", UsedOption::Method),
];

/// Further options of one letter with a value.
const SHORT_WITH_VALUE: &str = "cCDEhKmoPQrtTUwxyYz";

/// Further options with a value that people write.
const LONG_WITH_VALUE: &[&str] = &[
    "--cacert",
    "--cert",
    "--ciphers",
    "--config",
    "--connect-timeout",
    "--connect-to",
    "--cookie-jar",
    "--dump-header",
    "--interface",
    "--key",
    "--limit-rate",
    "--max-redirs",
    "--max-time",
    "--noproxy",
    "--output",
    "--proxy",
    "--range",
    "--resolve",
    "--retry",
    "--retry-delay",
    "--tls-max",
    "--trace",
    "--trace-ascii",
    "--upload-file",
    "--write-out",
];

/// What an option with a value says.
#[derive(Clone, Copy, Debug)]
enum UsedOption {
    Authorization,
    Cookie,
    Data,
    Field(&'static str),
    Form,
    Header,
    Json,
    Method,
    Url,
}

/// What the program is called.
const NAMES: [&str; 2] = ["curl", "curl.exe"];

/// Returns whether a line begins such a command, perhaps behind a prompt.
pub(crate) fn begins(text: &str) -> bool {
    command_place(text, &NAMES).is_some_and(|at| text.len() > at + NAMES[0].len())
}

/// Reads the command that begins in a line; returns where it ends.
pub(crate) fn read(
    text: &str,
    start: usize,
    builder: &mut ExchangeBuilder,
) -> Result<usize, HttpTextError> {
    let line = TextLine::indented(text, start);
    let name = line.start + command_place(line.text, &NAMES).unwrap_or_default();
    let (words, end) = shell_words(text, name, ShellSyntax::of(&text[name..]))?;
    let mut command = CurlCommand::default();
    command.read(words.into_iter().skip(1));
    let span = name..name + "curl".len();
    let url = command.url.clone().ok_or(HttpTextError { problem: HttpTextProblem::NoUrl, span })?;
    builder.recognize(PasteFormat::CurlCommand);
    builder.request(command.request(&url));
    Ok(end)
}

#[derive(Debug, Default)]
struct CurlCommand {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    body_type: Option<&'static str>,
    is_head: bool,
    is_get: bool,
}

impl CurlCommand {
    fn read(&mut self, mut words: impl Iterator<Item = String>) {
        while let Some(word) = words.next() {
            let (option, own_value) = split_option(&word);
            if let Some((_, used)) = USED.iter().find(|(name, _)| *name == option) {
                let value = own_value.map(str::to_owned).or_else(|| words.next());
                self.apply(*used, &value.unwrap_or_default());
            } else if takes_value(option) {
                if own_value.is_none() {
                    words.next();
                }
            } else if !word.starts_with('-') {
                self.url.get_or_insert(word);
            } else {
                self.is_head |= word == "--head" || is_cluster_with(&word, 'I');
                self.is_get |= word == "--get" || is_cluster_with(&word, 'G');
            }
        }
    }

    fn apply(&mut self, option: UsedOption, value: &str) {
        let mut field = |name: &str, value: &str| {
            self.headers.push((name.to_owned(), value.trim().to_owned()));
        };
        match option {
            UsedOption::Authorization => field("Authorization", "…"),
            // Without `=` it is the name of a file.
            UsedOption::Cookie if value.contains('=') => field("Cookie", value),
            UsedOption::Cookie => {}
            UsedOption::Data => self.body_type = Some("application/x-www-form-urlencoded"),
            UsedOption::Field(name) => field(name, value),
            UsedOption::Form => self.body_type = Some("multipart/form-data"),
            UsedOption::Header => match value.split_once(':') {
                Some((name, value)) => field(name.trim(), value),
                // A field without a value ends with `;`.
                None => field(value.trim().trim_end_matches(';'), ""),
            },
            UsedOption::Json => self.body_type = Some("application/json"),
            UsedOption::Method => self.method = Some(value.to_owned()),
            UsedOption::Url => self.url = Some(value.to_owned()),
        }
    }

    fn request(self, url: &str) -> PastedRequest {
        let written = Url::parse(url).ok().filter(Url::has_host);
        let scheme = if written.is_some() { SchemeSource::Written } else { SchemeSource::Assumed };
        // Without a scheme, `curl` takes http.
        let url = written.or_else(|| Url::parse(&format!("http://{url}")).ok());
        let method = match (self.method, self.body_type) {
            (Some(method), _) => method,
            (None, _) if self.is_head => "HEAD".to_owned(),
            (None, Some(_)) if !self.is_get => "POST".to_owned(),
            (None, _) => "GET".to_owned(),
        };
        let mut request = PastedRequest {
            method: Some(method),
            url,
            scheme,
            headers: self.headers,
            ..PastedRequest::default()
        };
        if let Some(body_type) = self.body_type.filter(|_| !self.is_get)
            && request.header("Content-Type").is_none()
        {
            request.headers.push(("Content-Type".to_owned(), body_type.to_owned()));
        }
        request
    }
}

/// Splits `-XPOST` and `--request=POST` into option and value.
fn split_option(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    }
    match word.char_indices().nth(2) {
        Some((second, _)) if word.starts_with('-') && takes_value(&word[..second]) => {
            (&word[..second], Some(&word[second..]))
        }
        _ => (word, None),
    }
}

fn takes_value(option: &str) -> bool {
    let is_short = option.len() == 2 && option.starts_with('-');
    USED.iter().any(|(name, _)| *name == option)
        || LONG_WITH_VALUE.contains(&option)
        || (is_short && option[1..].chars().all(|letter| SHORT_WITH_VALUE.contains(letter)))
}

fn is_cluster_with(word: &str, letter: char) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(letter)
}
