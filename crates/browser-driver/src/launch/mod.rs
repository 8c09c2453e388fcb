//! From an installation and a profile to a session that answers: what the browser is told at its
//! start, and by which channel it is talked to. Browsers that nobody drives are started here too.

pub(crate) mod capabilities;
pub(crate) mod extra_capabilities;
pub(crate) mod options;
pub(crate) mod safari;
pub(crate) mod session_channel;
pub(crate) mod settings;
pub(crate) mod undriven;

use std::{ffi::OsString, fs, path::Path, time::Duration};

use fantoccini::wd::Capabilities;
use run_model::error_chain;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::bidi::{BidiClient, start_firefox, start_lightpanda};
use crate::browser::driver_vendor::DriverVendor;
use crate::launch::capabilities::{LIGHTPANDA_OPTIONS, LocalPaths, capabilities, timeouts};
use crate::launch::options::{DriverSource, LaunchOptions, WindowMode};
use crate::launch::session_channel::SessionChannel;
use crate::system::process::{LaunchCommand, ProcessGroup, READY_TIMEOUT, complete_lines};
use crate::system::root_certificates::hide_root_certificates;
use crate::system::work_dir::WorkDir;
use crate::webdriver::open_session::ask_to_the_end;
use crate::webdriver::{WebDriverClient, new_session};
use crate::{
    Browser, ExtraCapabilities, InstalledBrowser, InstalledProgram, LaunchError, SessionFault,
};

/// How long a driver may take to give a session: longer than geckodriver waits for Firefox, so that
/// its own error is the one reported.
const SESSION_TIMEOUT: Duration = Duration::from_secs(120);

/// How often another port is tried when the one that was free a moment ago is taken.
const MAX_PORT_ATTEMPTS: usize = 5;

/// What is needed to ask a driver for a session, and again for another one.
#[derive(Debug)]
pub(crate) struct DriverConnection {
    pub(crate) browser: Browser,
    output: String,
    listener: SessionListener,
    /// In the order in which they are to be ended. They are dropped before the folder that they
    /// write to.
    programs: Vec<ProcessGroup>,
    _work_dir: Option<WorkDir>,
}

/// Who gives sessions.
#[derive(Debug)]
enum SessionListener {
    /// A driver, asked for a browser with these capabilities.
    Driver { url: Url, capabilities: Capabilities },
    /// A driver that was not started here, in the same way.
    RemoteDriver { url: Url, capabilities: Capabilities, extra: ExtraCapabilities },
    /// A browser that runs and listens on this port.
    Browser { port: u16 },
}

impl DriverConnection {
    /// Starts the driver, or takes the one that runs.
    pub(crate) async fn start(
        source: DriverSource,
        options: &LaunchOptions,
    ) -> Result<Self, LaunchError> {
        let browser = match &source {
            DriverSource::Installed(installed) => installed.browser(),
            DriverSource::Running(remote) => remote.browser,
        };
        if options.profile.engine != browser.kind() {
            return Err(LaunchError::ProfileOfAnotherEngine {
                profile: options.profile.engine,
                browser,
            });
        }
        let capabilities = |vendor, paths| capabilities(browser, vendor, options, paths);
        match source {
            DriverSource::Running(_) if browser == Browser::Lightpanda => {
                Err(LaunchError::NotByDriver { browser })
            }
            DriverSource::Running(remote) => {
                let url = remote.url.clone();
                let output = format!("its own log, as it runs at `{url}`");
                let vendor = remote.extra.vendor();
                let mut capabilities = capabilities(vendor, None);
                if remote.grid.is_some() {
                    // By it the grid chooses a node.
                    let name = browser.webdriver_name();
                    capabilities.insert("browserName".to_owned(), name.into());
                }
                remote.extra.add_to(&mut capabilities);
                Ok(Self {
                    browser,
                    output,
                    listener: SessionListener::RemoteDriver {
                        url,
                        capabilities,
                        extra: remote.extra.clone(),
                    },
                    programs: Vec::new(),
                    _work_dir: None,
                })
            }
            DriverSource::Installed(installed) => {
                let work_dir = WorkDir::create(&options.work_dir, browser.kind().name()).map_err(
                    |source| LaunchError::WorkDir { path: options.work_dir.clone(), source },
                )?;
                let program = &installed.program().path;
                let paths = LocalPaths { program, user_data: work_dir.user_data() };
                let driver = installed.driver().and_then(|driver| driver.product.as_deref());
                let vendor = DriverVendor::of_product(driver);
                let capabilities = capabilities(vendor, Some(paths));
                let environment = match browser {
                    // The permission to be driven lies below the user's own folder.
                    Browser::Safari => BrowserEnvironment { env: Vec::new(), x_server: None },
                    Browser::Chromium
                    | Browser::Firefox
                    | Browser::Lightpanda
                    | Browser::WebKitGtk => {
                        let display_server = installed.display_server();
                        let window_mode = options.window_mode;
                        BrowserEnvironment::start(display_server, window_mode, &work_dir).await?
                    }
                };
                let (listener, programs) = match installed.driver() {
                    _ if browser == Browser::Lightpanda => {
                        let own = &capabilities[LIGHTPANDA_OPTIONS];
                        let env = environment.env;
                        let (port, started) =
                            start_lightpanda(program, own, env, &work_dir).await?;
                        (SessionListener::Browser { port }, vec![started])
                    }
                    Some(driver) => {
                        let started = start_driver(&installed, driver, environment, &work_dir);
                        let (port, programs) = started.await?;
                        let url = driver_url(port);
                        (SessionListener::Driver { url, capabilities }, programs)
                    }
                    // Firefox is the only other one that is launched without.
                    None => {
                        let own = &capabilities["moz:firefoxOptions"];
                        let BrowserEnvironment { env, x_server } = environment;
                        let (port, firefox) = start_firefox(program, own, env, &work_dir).await?;
                        let programs = [Some(firefox), x_server].into_iter().flatten().collect();
                        (SessionListener::Browser { port }, programs)
                    }
                };
                Ok(Self {
                    browser,
                    output: format!("`{}`", work_dir.log().display()),
                    listener,
                    programs,
                    _work_dir: Some(work_dir),
                })
            }
        }
    }

    /// Asks for a session; safaridriver is asked again where it refuses for now.
    pub(crate) async fn session(&self) -> Result<SessionChannel, LaunchError> {
        let (waits, limit): (&[Duration], Duration) = match self.browser {
            Browser::Safari => (&safari::RETRY_WAITS, safari::SESSION_TIMEOUT),
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {
                (&[], SESSION_TIMEOUT)
            }
        };
        let mut waits = waits.iter();
        loop {
            let Ok(asked) = tokio::time::timeout(limit, self.new_session()).await else {
                let (browser, output) = (self.browser, self.output.clone());
                return Err(LaunchError::SessionTimeout { browser, waited: limit, output });
            };
            match (asked, waits.next()) {
                (Err(LaunchError::Session { source, .. }), Some(wait))
                    if safari::is_passing_refusal(&source.to_string()) =>
                {
                    tracing::debug!(%source, ?wait, "the driver is asked again for a session");
                    tokio::time::sleep(*wait).await;
                }
                (asked, _) => return asked,
            }
        }
    }

    async fn new_session(&self) -> Result<SessionChannel, LaunchError> {
        let output = self.output.clone();
        match &self.listener {
            SessionListener::Browser { port } => {
                let client = BidiClient::connect(self.browser, *port, &output).await?;
                Ok(SessionChannel::Browser(Box::new(client)))
            }
            SessionListener::Driver { url, capabilities } => {
                let asked = new_session(url, capabilities, output.clone()).await;
                self.set_up(asked).await
            }
            SessionListener::RemoteDriver { url, capabilities, extra } => {
                let (url, capabilities) = (url.clone(), capabilities.clone());
                let asked = ask_to_the_end(async move {
                    let asked = new_session(&url, &capabilities, output).await;
                    asked.map(|client| client.end_with(&url))
                });
                let asked = asked.await.unwrap_or(Err(SessionFault::RequestLost));
                // Drivers may say what they were asked for.
                let asked = asked.map_err(|fault| match extra.redacted(&error_chain(&fault)) {
                    Some(text) => SessionFault::Redacted(text),
                    None => fault,
                });
                self.set_up(asked).await
            }
        }
    }

    /// Tells a new session what its capabilities could not say.
    async fn set_up(
        &self,
        asked: Result<WebDriverClient, SessionFault>,
    ) -> Result<SessionChannel, LaunchError> {
        let (browser, output) = (self.browser, self.output.clone());
        let client = asked.map_err(|fault| LaunchError::Session {
            browser,
            output,
            source: Box::new(fault),
        })?;
        match browser {
            Browser::Safari => set_timeouts(&client).await?,
            Browser::Chromium | Browser::Firefox | Browser::Lightpanda | Browser::WebKitGtk => {}
        }
        Ok(SessionChannel::Driver(Box::new(client)))
    }

    /// Ends each program that was started.
    pub(crate) async fn end(&mut self) {
        for program in self.programs.drain(..) {
            program.end().await;
        }
    }
}

/// Starts the driver; returns its port and the programs in the order in which they are to be ended.
async fn start_driver(
    installed: &InstalledBrowser,
    driver: &InstalledProgram,
    environment: BrowserEnvironment,
    work_dir: &WorkDir,
) -> Result<(u16, Vec<ProcessGroup>), LaunchError> {
    let BrowserEnvironment { env, x_server } = environment;
    let launch = |args| LaunchCommand { program: driver.path.clone(), args, env: env.clone() };
    let (port, driver) = match installed.browser() {
        Browser::Chromium => {
            listening(&launch(vec!["--port=0".into()]), work_dir, "started successfully on port ")
                .await?
        }
        Browser::Firefox => {
            let mut args: Vec<OsString> =
                ["--port", "0", "--websocket-port", "0", "--allow-system-access"]
                    .map(OsString::from)
                    .into();
            args.extend(["--profile-root".into(), work_dir.user_data().into()]);
            listening(&launch(args), work_dir, "Listening on 127.0.0.1:").await?
        }
        // Driven without.
        Browser::Lightpanda => {
            return Err(LaunchError::NotByDriver { browser: Browser::Lightpanda });
        }
        Browser::Safari => {
            let timing =
                PortTiming::OpensLate { limit: safari::PORT_TIMEOUT, starts: safari::MAX_STARTS };
            on_free_port(work_dir, timing, |port| launch(safari::arguments(port))).await?
        }
        Browser::WebKitGtk => {
            let empty = work_dir.temporary().join("no-roots.pem");
            fs::write(&empty, "")
                .map_err(|source| LaunchError::WorkDir { path: empty.clone(), source })?;
            let launch = |port| {
                let launch = launch(vec![format!("--port={port}").into()]);
                match installed.bubblewrap() {
                    Some(bubblewrap) => hide_root_certificates(launch, bubblewrap, &empty),
                    None => launch,
                }
            };
            on_free_port(work_dir, PortTiming::Opens, launch).await?
        }
    };
    Ok((port, [Some(driver), x_server].into_iter().flatten().collect()))
}

/// What the programs of a session find around them.
#[derive(Debug)]
pub(crate) struct BrowserEnvironment {
    pub(crate) env: Vec<(&'static str, OsString)>,
    /// The display that they draw on, where it is our own.
    pub(crate) x_server: Option<ProcessGroup>,
}

impl BrowserEnvironment {
    pub(crate) async fn start(
        display_server: Option<&Path>,
        window_mode: WindowMode,
        work_dir: &WorkDir,
    ) -> Result<Self, LaunchError> {
        let mut env: Vec<(&'static str, OsString)> = vec![
            ("MOZ_CRASHREPORTER_DISABLE", "1".into()),
            // A released Firefox heeds the preference for the server of its remote settings only
            // with this.
            ("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1".into()),
            ("TMPDIR", work_dir.temporary().into()),
        ];
        if window_mode == WindowMode::Headless {
            // A display that is shown may need the user's own settings to be reached.
            for name in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
                env.push((name, work_dir.user_data().into()));
            }
        }
        let (Some(program), WindowMode::Headless) = (display_server, window_mode) else {
            return Ok(Self { env, x_server: None });
        };
        let args = ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
            .map(OsString::from);
        let launch =
            LaunchCommand { program: program.to_owned(), args: args.into(), env: Vec::new() };
        let mut group = ProcessGroup::start(&launch, work_dir.log())?;
        let number = group
            .wait_for_output(|output| {
                complete_lines(output).find_map(|line| line.trim().parse::<u32>().ok())
            })
            .await?;
        env.push(("DISPLAY", format!(":{number}").into()));
        env.push(("GDK_BACKEND", "x11".into()));
        env.push(("NO_AT_BRIDGE", "1".into()));
        env.push(("GSETTINGS_BACKEND", "memory".into()));
        Ok(Self { env, x_server: Some(group) })
    }
}

/// Starts a driver that chooses its port itself and names it behind `announcement`.
async fn listening(
    launch: &LaunchCommand,
    work_dir: &WorkDir,
    announcement: &str,
) -> Result<(u16, ProcessGroup), LaunchError> {
    let port =
        |line: &str| line.split_once(announcement)?.1.trim().trim_end_matches('.').parse().ok();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let mut group = ProcessGroup::start(launch, work_dir.log())?;
        match group.wait_for_output(|output| complete_lines(output).find_map(port)).await {
            Ok(port) => return Ok((port, group)),
            // Its port was free for one version of IP, and somebody else has it for the other.
            Err(LaunchError::Ended { .. }) if attempts < MAX_PORT_ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
}

/// Tells safaridriver what its capabilities could not say.
async fn set_timeouts(client: &WebDriverClient) -> Result<(), LaunchError> {
    let set = client.post("timeouts", timeouts()).await;
    set.map(drop).map_err(|source| LaunchError::Setup { browser: Browser::Safari, source })
}

/// Whether a driver can be relied on to open its port.
#[derive(Clone, Copy, Debug)]
enum PortTiming {
    /// It opens it, or ends.
    Opens,
    /// It may leave it shut for ever, and open one when it is started again.
    OpensLate {
        /// How long it is waited for.
        limit: Duration,
        /// How often it is started.
        starts: usize,
    },
}

/// Starts a driver that must be told its port.
async fn on_free_port(
    work_dir: &WorkDir,
    timing: PortTiming,
    launch: impl Fn(u16) -> LaunchCommand,
) -> Result<(u16, ProcessGroup), LaunchError> {
    let (limit, max_attempts) = match timing {
        PortTiming::Opens => (READY_TIMEOUT, MAX_PORT_ATTEMPTS),
        PortTiming::OpensLate { limit, starts } => (limit, starts),
    };
    let mut attempts = 0;
    loop {
        attempts += 1;
        let port = free_port().await.map_err(|source| LaunchError::Start {
            program: launch(0).program.display().to_string(),
            source,
        })?;
        let mut group = ProcessGroup::start(&launch(port), work_dir.log())?;
        let is_open = async |_: &ProcessGroup| TcpStream::connect(("127.0.0.1", port)).await.ok();
        let Err(error) = group.wait_until(limit, is_open).await else {
            return Ok((port, group));
        };
        group.end().await;
        // Somebody else took the port in between.
        let is_taken = matches!(error, LaunchError::Ended { .. });
        let opens_late = matches!(timing, PortTiming::OpensLate { .. })
            && matches!(error, LaunchError::NotReady { .. });
        if !(is_taken || opens_late) || attempts == max_attempts {
            return Err(error);
        }
        tracing::debug!(%error, "the driver is started again");
    }
}

async fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port())
}

fn driver_url(port: u16) -> Url {
    let mut url = Url::parse("http://127.0.0.1/").expect("the text is a URL");
    url.set_port(Some(port)).expect("a URL with a host takes a port");
    url
}
