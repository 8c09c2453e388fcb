//! Output to the person: notes on standard error, results on standard output. A closed stream is no
//! reason to fail.

/// Writes one line to standard error.
#[macro_export]
macro_rules! note {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}

/// Writes to standard output.
#[macro_export]
macro_rules! out {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        _ = write!(std::io::stdout(), $($argument)*);
    }};
}
