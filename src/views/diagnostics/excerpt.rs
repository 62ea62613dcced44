//! The lines of a file that a diagnostic is about.

use std::collections::BTreeMap;
use std::ops::Range;

use super::words::{MESSAGE, push_visible, visible};
use crate::diagnostics::{FileId, Mark, SourceMap, Span};

/// How much of one source line is shown round what is marked, in characters.
const LINE: usize = 200;
/// How much of a line is shown before the first mark, when the line is longer than [`LINE`].
const LEAD: usize = 60;

/// Some lines of a file, safe to print.
pub(super) struct Excerpt {
    pub text: String,
    pub first_line: usize,
    /// Where the first mark begins in the file, counted from 1.
    pub line: usize,
    pub column: usize,
    pub marks: Vec<(bool, Range<usize>, String)>,
}

/// The files with the places where their lines begin, found once.
pub(super) struct Pages<'s> {
    pub sources: &'s SourceMap,
    starts: BTreeMap<FileId, Vec<usize>>,
}

impl<'s> Pages<'s> {
    pub fn new(sources: &'s SourceMap) -> Self {
        Self {
            sources,
            starts: BTreeMap::new(),
        }
    }

    pub fn excerpt(&mut self, file: FileId, marks: &[(bool, Mark)]) -> Option<Excerpt> {
        let text = self.sources.text(file);
        let starts = self.starts.entry(file).or_insert_with(|| {
            let after = text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after).collect()
        });
        let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let clip = |offset: u32| floor(text, offset as usize);
        let lines = marks.iter().map(|(_, mark)| line_of(clip(mark.span.start)));
        let (first, last) = (lines.clone().min()?, lines.clone().max()?);
        let mut shown = Excerpt {
            text: String::new(),
            first_line: first + 1,
            line: lines.clone().next()? + 1,
            column: 1,
            marks: Vec::new(),
        };
        for line in first..=last {
            let start = starts.get(line).copied()?;
            let end = starts.get(line + 1).copied().unwrap_or(text.len());
            let content = text.get(start..end)?.trim_end_matches(['\n', '\r']);
            let here: Vec<&(bool, Mark)> = marks
                .iter()
                .zip(lines.clone())
                .filter_map(|(mark, of)| (of == line).then_some(mark))
                .collect();
            if line + 1 == shown.line {
                let at = marks.first().map(|(_, mark)| clip(mark.span.start)).unwrap_or_default();
                shown.column = self.sources.line_column(Span::new(file, at..at)).1;
            }
            let ranges = here.iter().map(|(_, mark)| {
                let from = clip(mark.span.start) - start;
                // Of a place that spans lines the first is marked: a table's end is of no interest.
                from.min(content.len())
                    ..(clip(mark.span.end).saturating_sub(start)).clamp(from.min(content.len()), content.len())
            });
            let (safe, ranges) = safe_line(content, ranges.collect());
            let offset = shown.text.len();
            for ((is_primary, mark), range) in here.into_iter().zip(ranges) {
                let label = visible(&mark.label, MESSAGE);
                shown
                    .marks
                    .push((*is_primary, offset + range.start..offset + range.end, label));
            }
            shown.text.push_str(&safe);
            shown.text.push('\n');
        }
        Some(shown)
    }
}

/// A line cut to the part round its marks, with everything invisible made visible, and the marks moved along.
fn safe_line(line: &str, marks: Vec<Range<usize>>) -> (String, Vec<Range<usize>>) {
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    // Only the window is gone through: a line may be as long as its file.
    let is_long = line.chars().nth(LINE).is_some();
    let lead = line.get(..first).unwrap_or_default().char_indices().rev().nth(LEAD - 1);
    let from = lead.filter(|_| is_long).map_or(0, |(at, _)| at);
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    // For every character boundary that is shown: where it was and where it is now.
    let mut moved: Vec<(usize, usize)> = Vec::new();
    let mut cut = false;
    let window = line.get(from..).unwrap_or_default();
    for (index, (at, character)) in window.char_indices().enumerate() {
        moved.push((from + at, out.len()));
        if index >= LINE {
            cut = true;
            break;
        }
        push_visible(&mut out, character);
    }
    if !cut {
        moved.push((line.len(), out.len()));
    }
    let end = out.len();
    let now = |offset: usize| moved.iter().find(|(was, _)| *was >= offset).map_or(end, |(_, is)| *is);
    let ranges = marks.into_iter().map(|mark| now(mark.start)..now(mark.end)).collect();
    if cut {
        out.push('…');
    }
    (out, ranges)
}

/// The character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
