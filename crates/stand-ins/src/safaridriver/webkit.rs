//! WebKitGTK's driver with a display of its own, and what it is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use browser_driver::{Browser, BrowserPurpose, SearchPaths, find};
use serde_json::{Value, json};
use stand_ins::{DriverBehind, StandInResult};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// How often it is looked whether the driver listens.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The driver behind the stand-in. Its programs end with the stand-in's process group.
#[derive(Debug)]
pub(crate) struct WebKitDriver {
    pub(crate) driver: DriverBehind,
    browser: PathBuf,
    _programs: [Child; 2],
}

impl WebKitDriver {
    /// Starts it. Where there is a hosts file, its browser finds names by that.
    pub(crate) async fn start(
        search_path: Vec<PathBuf>,
        hosts: Option<String>,
        folder: &Path,
    ) -> StandInResult<Self> {
        let locations = SearchPaths { search_path, tools_dir: folder.to_owned() };
        let found = find(Browser::WebKitGtk, &locations).await;
        let part = |name| found.extras.iter().find(|extra| extra.name == name);
        let x_server = part("Xvfb").ok_or("expected Xvfb")?.path.clone();
        let bubblewrap = part("bwrap").map(|extra| extra.path.clone());
        let installed =
            found.installed(BrowserPurpose::Matrix).ok_or("expected WebKitGTK and its driver")?;

        let mut display = Command::new(x_server)
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let number = display.stdout.take().ok_or("expected the number of a display")?;
        let number = BufReader::new(number).lines().next_line().await?.unwrap_or_default();

        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let home = folder.join("home");
        fs::create_dir_all(&home)?;
        let driver = installed.driver().ok_or("expected a driver")?.path.as_os_str();
        let mut command = match hosts {
            Some(hosts) => {
                let mut command = Command::new(bubblewrap.ok_or("expected bubblewrap")?);
                command.args(["--dev-bind", "/", "/", "--ro-bind", &hosts, "/etc/hosts"]);
                command.arg(driver);
                command
            }
            None => Command::new(driver),
        };
        for name in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(name, &home);
        }
        command.env("DISPLAY", format!(":{}", number.trim())).env("GDK_BACKEND", "x11");
        command.env("NO_AT_BRIDGE", "1").env("GSETTINGS_BACKEND", "memory");
        let driver = command.arg(format!("--port={port}")).kill_on_drop(true).spawn()?;
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        Ok(Self {
            driver: DriverBehind::on_port(port),
            browser: installed.program().path.clone(),
            _programs: [driver, display],
        })
    }

    /// Returns what WebKitGTK's driver is asked for in place of what safaridriver was.
    pub(crate) fn capabilities(&self, asked: &Value, proxy: Option<&str>) -> Value {
        let mut args = ["--automation", "--javascript-can-open-windows-automatically=TRUE"]
            .map(str::to_owned)
            .to_vec();
        args.extend(proxy.map(|place| format!("--proxy=socks5://{place}")));
        let mut wanted = asked.as_object().cloned().unwrap_or_default();
        wanted.remove("browserName");
        // With it WebKitGTK's driver loses navigations: the only faults are to be those by script.
        wanted.remove("pageLoadStrategy");
        let options = json!({ "binary": self.browser, "args": args });
        wanted.insert("webkitgtk:browserOptions".to_owned(), options);
        json!({ "capabilities": { "alwaysMatch": wanted } })
    }
}
