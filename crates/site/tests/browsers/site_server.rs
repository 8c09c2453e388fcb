//! The site on a port of its own, below a folder, with the module that was built.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path as UrlPath;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use site::{SiteFile, SiteInputs, site_files};
use tokio::net::TcpListener;

/// Returns the module that `cargo xtask site` built, if it did.
pub(crate) fn built_module(target: &Path) -> Option<Vec<u8>> {
    std::fs::read(target.join("wasm/wasm32-unknown-unknown/wasm/checker_wasm.wasm")).ok()
}

/// The site, served until this is dropped.
pub(crate) struct SiteServer {
    /// Where it listens: `127.0.0.1:4711`.
    pub(crate) address: String,
    task: tokio::task::JoinHandle<()>,
}

impl SiteServer {
    pub(crate) async fn start(module: &[u8]) -> Self {
        let matrix = diagnosis::Recordings::built_in().matrix();
        let address = "https://site.test/".parse().unwrap();
        let files = site_files(&SiteInputs {
            matrix,
            claims: &[],
            lanes: &[],
            module: Some(module),
            address: &address,
        });
        let files: BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|SiteFile { path, octets }| (path, octets)).collect();
        let files = Arc::new(files);
        let file = move |path: String| {
            let name = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path
            };
            let octets = files.get(&name).cloned().ok_or(StatusCode::NOT_FOUND)?;
            Ok::<_, StatusCode>(([(CONTENT_TYPE, kind(&name))], octets))
        };
        let root = file.clone();
        let router =
            Router::new().route("/below/", get(move || async move { root(String::new()) })).route(
                "/below/{*path}",
                get(move |UrlPath(path): UrlPath<String>| async move { file(path) }),
            );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, task }
    }
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some(_) | None => "text/html; charset=utf-8",
    }
}
