//! Serves a site by hand, and says how it is diagnosed: `cargo run -p sample-apps --example serve
//! -- bare-host`.

use std::error::Error;
use std::io::Write as _;

use sample_apps::{SampleApp, SampleFlow, SampleServer};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (apps, flows) = (sample_apps::all()?, sample_apps::flows()?);
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let app = apps.iter().find(|app| app.id == wanted);
    let flow = flows.iter().find(|flow| flow.id == wanted);
    let (served, about, mut command) = match (app, flow) {
        (Some(app), _) => (SampleServer::start(app).await?, &app.about, of_app(app)),
        (None, Some(flow)) => (SampleServer::start_flow(flow).await?, &flow.about, of_flow(flow)),
        (None, None) => {
            let ids = apps.iter().map(|app| &app.id).chain(flows.iter().map(|flow| &flow.id));
            let ids: Vec<&str> = ids.map(String::as_str).collect();
            return Err(format!("name one of: {}", ids.join(", ")).into());
        }
    };
    for (place, address) in served.resolve() {
        command += &format!(" --resolve {place}={address}");
        if flow.is_some() {
            command += &format!(" --allow {}", place.host());
        }
    }
    writeln!(std::io::stdout(), "# {about}\n{command}")?;
    tokio::signal::ctrl_c().await?;
    served.stop().await;
    Ok(())
}

fn of_app(app: &SampleApp) -> String {
    let mut command = format!(
        "gingersnap diagnose --insecure --page {} --request {} --credentials {} --method {}",
        app.page, app.script.url, app.script.credentials, app.script.method
    );
    for (name, value) in &app.script.headers {
        command += &format!(" --request-header '{name}: {value}'");
    }
    command
}

fn of_flow(flow: &SampleFlow) -> String {
    let mut command = format!("gingersnap diagnose --insecure --page {}", flow.page);
    for (name, selector) in &flow.actions {
        command += &format!(" --{name} '{selector}'");
    }
    command + " --watch 1"
}
