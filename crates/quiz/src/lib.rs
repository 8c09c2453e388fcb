//! Random questions, each played in a real browser and compared with what [`diagnosis`] explains.
//!
//! A [`QuizQuestion`] is what a user could ask: a page, a request with credentials, and a response
//! with CORS fields and cookies, typed as people type them. Its sites are served by a server that
//! shares nothing with the fixtures of the matrix ([`QuizSite`]). A [`QuizPlayer`] plays it and
//! returns [`QuizFacts`]; [`explained_facts`] says what `gingersnap explain` answers. Where they
//! differ, [`simplifications`] makes the question smaller while it stays a disagreement.
//!
//! A browser that fails, or a site that is not reached, is an error and never a fact.

mod command;
mod compare;
mod http;
mod play;
mod question;
mod random;
mod run;
mod simplify;
mod site;

pub use compare::{QuizFacts, explained_facts};
pub use play::{PlayError, QuizPlayer};
pub use question::{QuizDocument, QuizQuestion, QuizRequest, QuizVisit};
pub use random::random_question;
pub use run::{Disagreement, QuizFault, QuizOutcome, QuizPlan, present, run_quiz};
pub use simplify::simplifications;
pub use site::{QuizSite, SeenRequest};
