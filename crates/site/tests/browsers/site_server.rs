//! The site on a port of its own, below a folder, with the module that was built.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path as UrlPath;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use cell_explorer::{CellColumn, ColumnHead, ExplorerCells, ExplorerHead, SuiteHead};
use matrix::{Matrix, Profile, Selection};
use site::{SUITES_FOLDER, SiteFile, SiteInputs, site_files};
use spec_model::{EngineModel, Quirk};
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
    pub(crate) async fn start(module: Option<&[u8]>) -> Self {
        let matrix = diagnosis::Recordings::built_in().matrix();
        let address = "https://site.test/".parse().unwrap();
        let (explorer, suites) = predicted_cells(matrix);
        let files = site_files(&SiteInputs {
            matrix,
            claims: &[],
            lanes: &[],
            histories: &[],
            explorer: &explorer,
            suites: &suites,
            module,
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
        let framed = |UrlPath(path): UrlPath<String>| async move {
            Html(format!("<!doctype html><iframe sandbox=allow-same-origin src=/below/{path}>"))
        };
        let router = Router::new()
            .route("/framed/{*path}", get(framed))
            .route("/framed/", get(move || framed(UrlPath(String::new()))))
            .route("/below/", get(move || async move { root(String::new()) }))
            .route(
                "/below/{*path}",
                get(move |UrlPath(path): UrlPath<String>| async move { file(path) }),
            );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, task }
    }
}

/// Returns two suites as if WebKitGTK had done what its model does.
fn predicted_cells(matrix: &Matrix) -> (ExplorerHead, Vec<ExplorerCells>) {
    let of_webkitgtk = |profile: &&Profile| profile.to_string() == "webkitgtk:default";
    let profile = matrix.profiles.iter().find(of_webkitgtk).unwrap();
    let suites = ["cors-credentials", "sandbox"].map(|name| &matrix.suites[name]);
    let cells = |suite| {
        let core = Selection::core(suite);
        let standards = oracle::predict_selection(matrix, &core, &EngineModel::standard());
        let shown = oracle::predict_selection(matrix, &core, &profile.model);
        let differing = (0..shown.len()).filter(|cell| shown[*cell] != standards[*cell]);
        let columns = [
            CellColumn::seen(standards.iter().map(Some)),
            CellColumn::seen(shown.iter().map(Some))
                .with_quirk(Quirk::NoneWithoutSecure, differing),
        ];
        ExplorerCells::new(matrix, &core, &columns).unwrap()
    };
    let column = |name: &str, profile: Option<String>| ColumnHead {
        name: name.to_owned(),
        note: String::new(),
        profile,
        shown: true,
    };
    let head = ExplorerHead {
        columns: vec![column("Standards", None), column("WebKitGTK", Some(profile.to_string()))],
        suites: suites
            .iter()
            .map(|suite| SuiteHead {
                name: suite.name.clone(),
                summary: suite.summary.clone(),
                cells: Selection::core(suite).cells(),
            })
            .collect(),
        reasons: "../reasons/".to_owned(),
        folder: Some(SUITES_FOLDER.to_owned()),
        before: "Recorded was".to_owned(),
    };
    (head, suites.map(cells).into())
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some(_) | None => "text/html; charset=utf-8",
    }
}
