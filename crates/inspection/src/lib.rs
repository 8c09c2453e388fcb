//! What a real browser does on a real site: the requests as they went over the wire, the cookies
//! that were there before and after, what scripts could read, and what the browser says itself of
//! what it refused.
//!
//! A [`SiteInspector`] holds a browser with an empty jar behind a recorder, which lets it reach
//! only the hosts that are named. It opens the page, makes a request there as a script of the page
//! would, twice, so that it is seen whether the cookies of the first answer come back; or it only
//! watches. What it saw is a [`SiteCapture`].
//!
//! Like all that gathers evidence it cannot name the model of the standards. A server that was not
//! reached, a window that is elsewhere, a jar that could not be read are errors, and never
//! sightings.
//!
//! ```no_run
//! use inspection::{InspectError, InspectorOptions, PageRequest, SiteInspector};
//!
//! # async fn example(
//! #     setup: InspectorOptions,
//! #     page: url::Url,
//! #     request: PageRequest,
//! # ) -> Result<(), InspectError> {
//! let mut inspector = SiteInspector::start(setup).await?;
//! inspector.open(&page, &request.url).await?;
//! inspector.make_request(&request).await?;
//! let capture = inspector.finish().await?;
//! println!("{:?}", capture.after.jar);
//! # Ok(()) }
//! ```

mod capture;
mod error;
mod inspector;
mod outcome;
mod page_action;
pub mod proxy;
mod request;
mod storage_state;

pub use capture::{CookieReading, FetchResult, InspectionStep, SiteCapture};
pub use error::InspectError;
pub use inspector::{InspectorOptions, SiteInspector};
pub use outcome::{RequestOutcome, SetCookieOutcome};
pub use page_action::PageAction;
pub use request::{PageMeans, PageRequest};
pub use storage_state::{StorageState, StorageStateError};
