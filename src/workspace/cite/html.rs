//! A marked document as HTML. What the document says in HTML itself stays as it is; what entries say is escaped already.

use super::write::Marked;
use crate::document::citations::clusters;
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

/// The document.
pub(super) fn html(marked: &Marked) -> String {
    let mut out = String::new();
    html::push_html(&mut out, events(marked, &Event::InlineHtml).into_iter());
    out
}

/// A piece of a line.
pub(super) fn inline(markdown: &str) -> String {
    let mut out = String::new();
    let inner =
        Parser::new_ext(markdown, clusters::options()).filter(|event| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)));
    html::push_html(&mut out, inner);
    out.trim_end().to_owned()
}

/// The events of a marked document, with what stands for the marks in their place; the bibliography is a block of its own.
pub(super) fn events<'m>(marked: &'m Marked, made: &dyn Fn(CowStr<'m>) -> Event<'m>) -> Vec<Event<'m>> {
    let mut events: Vec<Event> = Vec::new();
    let mut list = false;
    let mut images = 0;
    for event in Parser::new_ext(&marked.markdown, clusters::options()) {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ => {}
        }
        match event {
            Event::Text(text) if text.contains(marked.mark) => {
                for (at, part) in text.split(marked.mark).enumerate() {
                    let piece = (at % 2 == 1).then(|| part.parse::<usize>().ok()).flatten();
                    match piece.and_then(|piece| Some((piece, marked.pieces.get(piece)?))) {
                        Some((piece, text)) if Some(piece) == marked.list => {
                            // The paragraph around it goes.
                            events.pop_if(|before| matches!(before, Event::Start(Tag::Paragraph)));
                            events.push(Event::Html(CowStr::Borrowed(text)));
                            events.push(Event::Html("\n".into()));
                            list = true;
                        }
                        // Words that describe an image hold no markup.
                        Some((_, text)) if images > 0 => events.push(Event::Text(bare(text).into())),
                        Some((_, text)) => events.push(made(CowStr::Borrowed(text))),
                        None if part.is_empty() => {}
                        None => events.push(Event::Text(part.to_owned().into())),
                    }
                }
            }
            Event::End(TagEnd::Paragraph) if std::mem::take(&mut list) => {}
            event => events.push(event),
        }
    }
    events
}

/// The words of a piece of HTML.
fn bare(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}
