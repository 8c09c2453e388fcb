//! The checker's module as `cargo xtask site` built it, run by node through the worker of the page.

#![expect(clippy::print_stderr, reason = "a test says what it skips")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use diagnosis::Recordings;
use serde_json::Value;

/// Node, with the module in it, waiting for requests.
struct BuiltModule {
    requests: ChildStdin,
    replies: BufReader<ChildStdout>,
    /// It ends when its standard input does.
    _node: Child,
}

static MODULE: LazyLock<Option<Mutex<BuiltModule>>> = LazyLock::new(|| {
    let module = BuiltModule::start();
    if module.is_none() {
        eprintln!(
            "the checker's module is not asked: it needs `node`, and `cargo xtask site --out \
             target/site`"
        );
    }
    module.map(Mutex::new)
});

/// What the worker of the page needs of a browser.
const BROWSER: &str = r#"
    const fs = require("node:fs");
    const folder = process.argv[1] + "/";
    globalThis.fetch = async (path) => {
        const octets = fs.readFileSync(folder + path);
        return {
            ok: true,
            arrayBuffer: async () => octets,
            text: async () => octets.toString(),
        };
    };
    globalThis.postMessage = ({ reply }) => fs.writeSync(1, JSON.stringify(reply) + "\n");
    globalThis.onmessage = null;
    require("node:vm").runInThisContext(fs.readFileSync(folder + "worker.js", "utf8"));
    const lines = require("node:readline").createInterface({ input: process.stdin });
    lines.on("line", (line) => onmessage({ data: { request: JSON.parse(line) } }));
"#;

impl BuiltModule {
    #[expect(clippy::disallowed_methods, reason = "node ends with its standard input")]
    fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let built = root.join("target/wasm/wasm32-unknown-unknown/wasm");
        let small = built.join("checker_wasm.small.wasm");
        let module = fs::read(small).or_else(|_| fs::read(built.join("checker_wasm.wasm"))).ok()?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("built-module");
        fs::create_dir_all(folder.join("recorded")).ok()?;
        fs::write(folder.join("checker.wasm"), module).ok()?;
        fs::copy(root.join("crates/site/assets/worker.js"), folder.join("worker.js")).ok()?;
        let recordings = Recordings::built_in();
        for suite in recordings.matrix().suites.values() {
            let file = folder.join("recorded").join(format!("{}.json", suite.name));
            fs::write(file, recordings.snapshots_of(suite)).ok()?;
        }
        let mut node = Command::new("node")
            .args(["-e", BROWSER])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let requests = node.stdin.take()?;
        let replies = BufReader::new(node.stdout.take()?);
        Some(Self { requests, replies, _node: node })
    }

    fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.requests, "{request}").expect("node reads");
        let mut reply = String::new();
        self.replies.read_line(&mut reply).expect("node answers");
        serde_json::from_str(&reply).expect("the worker replies with JSON")
    }
}

/// Returns whether the module and node are there.
pub(crate) fn is_there() -> bool {
    MODULE.is_some()
}

/// Returns the reply of the module to a request, where it and node are there.
pub(crate) fn ask(request: &Value) -> Option<Value> {
    let module = MODULE.as_ref()?;
    Some(module.lock().unwrap_or_else(PoisonError::into_inner).ask(request))
}
