//! Whether what asked for a response takes it, by its status and its fields.

use matrix::{RequestApi, RequestMechanism};
use spec_model::Decision;
use spec_model::fetch::{
    Headers, classic_script_decision, event_source_decision, frame_ancestors_decision,
    module_script_decision, redirect_mode_decision, style_sheet_decision, web_socket_decision,
    x_frame_options_decision,
};
use url::Origin;

use crate::decisions::both;
use crate::document::ClientDocument;
use crate::request::ScriptRequest;

/// Decides whether what asked for the last response takes it.
pub(crate) fn use_decision(
    api: RequestApi,
    request: &ScriptRequest,
    status: u16,
    headers: &Headers,
    document: &ClientDocument,
) -> Decision {
    let RequestApi::Mechanism(mechanism) = api else {
        return redirect_mode_decision(&request.request, status);
    };
    match mechanism {
        RequestMechanism::EventSource | RequestMechanism::EventSourceWithCredentials => {
            event_source_decision(status, headers)
        }
        RequestMechanism::ModuleScript => module_script_decision(status, headers),
        RequestMechanism::Script
        | RequestMechanism::ScriptAnonymous
        | RequestMechanism::ScriptUseCredentials => classic_script_decision(status, headers),
        RequestMechanism::Stylesheet => style_sheet_decision(status, headers),
        RequestMechanism::WebSocket => web_socket_decision(status),
        RequestMechanism::FormGetIntoFrame
        | RequestMechanism::FormPostIntoFrame
        | RequestMechanism::Iframe
        | RequestMechanism::Object => frame_decision(request, headers, document),
        RequestMechanism::Beacon
        | RequestMechanism::DedicatedWorker
        | RequestMechanism::FetchKeepalive
        | RequestMechanism::Font
        | RequestMechanism::FormGet
        | RequestMechanism::FormPost
        | RequestMechanism::Img
        | RequestMechanism::Link
        | RequestMechanism::LinkBlank
        | RequestMechanism::Location
        | RequestMechanism::MetaRefresh
        | RequestMechanism::Prefetch
        | RequestMechanism::Preload
        | RequestMechanism::RefreshHeader
        | RequestMechanism::ServiceWorker
        | RequestMechanism::SharedWorker
        | RequestMechanism::Video
        | RequestMechanism::WindowOpen => Decision::default(),
    }
}

fn frame_decision(
    request: &ScriptRequest,
    headers: &Headers,
    document: &ClientDocument,
) -> Decision {
    let client = &document.client;
    let mut ancestors: Vec<Origin> = vec![client.top_level.clone()];
    ancestors.extend(client.ancestors.iter().cloned());
    ancestors.push(client.origin.clone());
    both(
        &frame_ancestors_decision(headers, request.url(), &ancestors),
        &x_frame_options_decision(headers, request.url(), &ancestors),
    )
}
