//! Errors with their causes, for people.

use std::error::Error;

/// Returns an error and the causes below it, in order.
pub fn error_causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e dyn Error> {
    std::iter::successors(Some(error as &dyn Error), |error| (**error).source())
}

/// Returns an error with all its causes in one line.
pub fn error_chain(error: &(dyn Error + 'static)) -> String {
    error_causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("failed to read the jar")]
    struct Outer(#[source] io::Error);

    #[test]
    fn an_error_comes_before_its_causes() {
        let error = Outer(io::Error::other("no window"));
        assert_eq!(error_chain(&error), "failed to read the jar: no window");
    }
}
