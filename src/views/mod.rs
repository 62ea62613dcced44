//! Plans, events and diagnostics as text, JSON, Markdown, SARIF, JUnit and HTML.

pub mod diagnostics;
