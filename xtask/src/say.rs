//! Words to the person: notices on standard error, results on standard output. A closed stream is
//! no reason to fail.

/// Says one line on standard error.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}

/// Prints to standard output.
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        _ = write!(std::io::stdout(), $($argument)*);
    }};
}
