//! What can be written on the command line.

mod check;
#[cfg(unix)]
mod diagnose;
mod explain;
mod option_labels;
#[cfg(unix)]
mod page_actions;
mod story;
mod values;
#[cfg(unix)]
mod visit;

use clap::{Args, Parser, Subcommand, builder::styling::AnsiColor, builder::styling::Styles};

pub(crate) use check::CheckArgs;
#[cfg(unix)]
pub(crate) use diagnose::DiagnoseArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use option_labels::OptionLabels;
#[cfg(unix)]
pub(crate) use visit::{VisitArgs, VisitedBrowser};

use crate::exit::ExitedCommand;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Explain why a cookie does not work with CORS: what each browser does with it, why, and how to
/// fix it.
#[derive(Debug, Parser)]
#[command(name = "gingersnap", styles = STYLES, version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes begin at 0, where everything works; each command's --help lists its \
                  own."
)]
pub(crate) struct GingersnapCli {
    #[command(subcommand)]
    pub(crate) command: GingersnapCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GingersnapCommand {
    /// Explain from headers what each browser does with the cookies, and how to fix it.
    #[command(after_long_help = ExitedCommand::Explain.help_behind(explain::EXAMPLES))]
    Explain(Box<ExplainArgs>),
    /// Test a running site in real browsers and explain what happens to its cookies.
    #[cfg(unix)]
    #[command(after_help = ExitedCommand::Diagnose.help_behind(diagnose::NOTES))]
    Diagnose(Box<DiagnoseArgs>),
    /// Check in CI that cookies work as a file expects it, in each browser.
    #[command(after_long_help = ExitedCommand::Check.help_behind(check::EXAMPLE))]
    Check(CheckArgs),
    /// Serve `explain` as a web page on this machine: a form with the answer below it.
    Serve(ServeArgs),
    /// Play cells of the matrix in a browser that nobody drives, by a page that it opens.
    #[cfg(unix)]
    #[command(after_long_help = ExitedCommand::Visit.help_behind(visit::NOTES))]
    Visit(VisitArgs),
}

/// What `serve` needs.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeArgs {
    /// Port on 127.0.0.1 [default: any free port].
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
}
