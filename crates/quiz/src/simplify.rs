//! Smaller questions, to show what a disagreement needs.

use crate::question::QuizQuestion;

/// Returns questions that lack one thing that this one has.
pub fn simplifications(question: &QuizQuestion) -> Vec<QuizQuestion> {
    let mut all = Vec::new();
    let without = |fields: &[(String, String)], index: usize| {
        let kept = fields.iter().enumerate().filter(|(at, _)| *at != index);
        kept.map(|(_, field)| field.clone()).collect::<Vec<_>>()
    };
    for index in 0..question.request_headers.len() {
        let request_headers = without(&question.request_headers, index);
        all.push(QuizQuestion { request_headers, ..question.clone() });
    }
    if question.method != "GET" {
        all.push(QuizQuestion { method: "GET".to_owned(), ..question.clone() });
    }
    for index in 0..question.response.len() {
        let response = without(&question.response, index);
        all.push(QuizQuestion { response, ..question.clone() });
        let (name, value) = &question.response[index];
        if !name.eq_ignore_ascii_case("Set-Cookie") {
            continue;
        }
        let parts: Vec<&str> = value.split(';').collect();
        for left_out in 1..parts.len() {
            let kept = parts.iter().enumerate().filter(|(at, _)| *at != left_out);
            let line = kept.map(|(_, part)| *part).collect::<Vec<_>>().join(";");
            let mut response = question.response.clone();
            response[index].1 = line;
            all.push(QuizQuestion { response, ..question.clone() });
        }
    }
    for index in 0..question.preflight.1.len() {
        let preflight = (question.preflight.0, without(&question.preflight.1, index));
        all.push(QuizQuestion { preflight, ..question.clone() });
    }
    all
}
