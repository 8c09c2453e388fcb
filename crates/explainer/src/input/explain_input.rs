//! Everything that somebody gives to have a request explained.

use std::time::Duration;

use diagnosis::UserGoal;
use matrix::{ProfileChoice, RequestApi};
use spec_model::Timestamp;
use url::Url;

use crate::input::input_field::{FieldLabels, PlainLabels};
use crate::input::input_text::InputText;
use crate::input::mechanism_choice::MechanismChoice;

/// What somebody gives to have a request explained: texts to be read, and single values.
#[derive(Clone, Debug)]
pub struct ExplainInput {
    /// The URL of the page; that of a pasted request where nobody says.
    pub page: Option<Url>,
    /// The URL of the request; that of a pasted request where nobody says.
    pub request: Option<Url>,
    /// The URLs of frames, the outermost first; the innermost makes the request.
    pub frames: Vec<Url>,
    /// How the request is made.
    pub credentials: Option<RequestApi>,
    /// The method of the request.
    pub method: Option<String>,
    /// Header fields that the script adds to the request.
    pub request_headers: Vec<String>,
    /// Header fields of the response.
    pub response_headers: Vec<String>,
    /// The header field of the response that the script reads.
    pub read_field: Option<String>,
    /// What was pasted: a response, a request, or several of them.
    pub response: Option<InputText>,
    /// The response to the preflight.
    pub preflight_response: Option<InputText>,
    /// A HAR file, which then takes the place of everything pasted.
    pub har: Option<InputText>,
    /// What the URL of an entry of the HAR must contain.
    pub har_url: Option<String>,
    /// When the response came.
    pub now: Option<Timestamp>,
    /// What was there before, and which request is asked about behind it.
    pub story: StoryInput,
    /// What has to work.
    pub goals: Vec<UserGoal>,
    /// The names of the cookies that must work; empty where all must.
    pub cookies: Vec<String>,
    /// The browsers to answer for; empty where nobody says.
    pub browsers: Vec<ProfileChoice>,
    /// What the front end calls these fields.
    pub labels: &'static dyn FieldLabels,
}

impl Default for ExplainInput {
    fn default() -> Self {
        Self {
            page: None,
            request: None,
            frames: Vec::new(),
            credentials: None,
            method: None,
            request_headers: Vec::new(),
            response_headers: Vec::new(),
            read_field: None,
            response: None,
            preflight_response: None,
            har: None,
            har_url: None,
            now: None,
            story: StoryInput::default(),
            goals: UserGoal::USUAL.to_vec(),
            cookies: Vec::new(),
            browsers: Vec::new(),
            labels: &PlainLabels,
        }
    }
}

/// What was there before a request, and which request is asked about behind it.
#[derive(Clone, Debug, Default)]
pub struct StoryInput {
    /// What makes the request.
    pub mechanism: Option<MechanismChoice>,
    /// `Set-Cookie` lines of cookies that are there already.
    pub have: Vec<String>,
    /// The URL whose response set them; the request's where nobody says.
    pub have_from: Option<Url>,
    /// Lines that the page's script writes to `document.cookie` before the request.
    pub script_sets: Vec<String>,
    /// The URL of the later request that must carry the cookies.
    pub then: Option<Url>,
    /// What makes the later request.
    pub then_mechanism: Option<MechanismChoice>,
    /// The credentials mode of the later request.
    pub then_credentials: Option<RequestApi>,
    /// The URL of the page that makes the later request.
    pub then_page: Option<Url>,
    /// The URLs of frames in that page.
    pub then_frames: Vec<Url>,
    /// How long after the response the later request is made.
    pub after: Option<Duration>,
}
