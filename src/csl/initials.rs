//! Initials: made of given names, or as they stand in the style's form.

/// The initials of given names, each with what the style puts behind them.
pub(super) fn initials(given: &str, with: &str, hyphens: bool) -> String {
    let mut out = String::new();
    // Without hyphens the parts of a name are names of their own.
    let given = if hyphens { given.to_owned() } else { given.replace(['-', '‐'], " ") };
    for word in given.split_whitespace() {
        let lower = word.chars().next().is_some_and(char::is_lowercase);
        if lower {
            // "de", "y": what is no name of its own stays as it is.
            let trimmed = out.trim_end().len();
            out.truncate(trimmed);
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            out.push(' ');
            continue;
        }
        for (at, part) in word.split(['-', '‐', '–']).filter(|part| !part.is_empty()).enumerate() {
            let (open, part, close) = peeled(part);
            let lower = part.chars().next().is_some_and(char::is_lowercase);
            if at > 0 && lower {
                continue;
            }
            if at > 0 {
                let trimmed = out.trim_end().len();
                out.truncate(trimmed);
                out.push('-');
            }
            out.push_str(open);
            // "J.R." holds two initials, "Ph." one of two letters.
            let pieces: Vec<&str> = part.split('.').filter(|piece| !piece.is_empty()).collect();
            let dotted = part.contains('.');
            for piece in &pieces {
                let letters: Vec<char> = piece.chars().collect();
                let many = dotted && (2..=3).contains(&letters.len());
                match many {
                    true => out.push_str(piece),
                    // One sound of two letters: "TSerendorj".
                    false if letters.len() > 2 && letters[1].is_uppercase() && letters[2].is_lowercase() => {
                        out.push(letters[0]);
                        out.extend(letters[1].to_lowercase());
                    }
                    false => out.extend(letters.iter().take(1).flat_map(|c| c.to_uppercase())),
                }
                out.push_str(with);
            }
            if !close.is_empty() {
                let spaces = out.len() - out.trim_end().len();
                out.insert_str(out.len() - spaces, close);
            }
        }
    }
    out.trim_end().to_owned()
}

/// A word without the tags around it: "<b>John</b>".
fn peeled(word: &str) -> (&str, &str, &str) {
    let open = if word.starts_with('<') { word.find('>').map_or(0, |at| at + 1) } else { 0 };
    let close = if word.ends_with('>') { word.rfind("</").unwrap_or(word.len()) } else { word.len() };
    match open <= close {
        true => (&word[..open], &word[open..close], &word[close..]),
        false => ("", word, ""),
    }
}

/// Initials as they stand, in the style's form; whole names stay.
pub(super) fn normal_initials(given: &str, with: &str) -> String {
    let mut out = String::new();
    let mut after_initial = false;
    for word in given.split_whitespace() {
        let longest = if word.contains('.') { 3 } else { 1 };
        let is_initial = |part: &str| part.chars().count() <= longest && part.starts_with(char::is_uppercase);
        let is_initials = word.split(['.', '-']).filter(|part| !part.is_empty()).all(is_initial) && word.chars().any(char::is_alphabetic);
        if is_initials {
            if !after_initial && !out.is_empty() {
                out.push(' ');
            }
            for (at, piece) in word.split('-').enumerate() {
                if at > 0 && with.contains('.') {
                    let trimmed = out.trim_end().len();
                    out.truncate(trimmed);
                    out.push('-');
                }
                for letter in piece.split('.').filter(|part| !part.is_empty()) {
                    out.push_str(letter);
                    out.push_str(with);
                }
            }
        } else {
            let trimmed = out.trim_end().len();
            out.truncate(trimmed);
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        after_initial = is_initials;
    }
    out.trim_end().to_owned()
}
