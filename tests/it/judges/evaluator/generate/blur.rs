//! Patterns made of what they are to match, or nearly.

use super::random::Random;

/// A pattern made of a text: often one that matches it. It holds no wildcard where `text` is empty.
pub fn blur(random: &mut Random, text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.is_empty() {
        return String::new();
    }
    let at = random.below(letters.len());
    let end = random.between(at, letters.len());
    let join = |parts: &[&[char]], between: &str| -> String {
        let parts: Vec<String> = parts.iter().map(|part| part.iter().collect()).collect();
        parts.join(between)
    };
    match random.weighted(&[30, 20, 9, 14, 8, 5, 4, 3, 1, 1, 3, 3]) {
        0 => text.to_owned(),
        1 => join(&[&letters[..at], &[]], "*"),
        2 => join(&[&[], &letters[at..]], "*"),
        3 => join(&[&letters[..at], &letters[end..]], "*"),
        4 => join(&[&letters[..at], &letters[at + 1..]], "?"),
        5 => join(&[&[], &letters[at..end], &[]], "*"),
        6 => join(&[&letters[..at], &letters[end..]], "?*"),
        7 => letters
            .iter()
            .enumerate()
            .map(|(index, letter)| if index >= at { other_case(*letter) } else { *letter })
            .collect(),
        8 => join(&[&letters[..at], &letters[at + 1..]], ""),
        9 => format!("{text}x"),
        10 => join(&[&letters[..at], &letters[at..]], "**"),
        _ => "*".to_owned(),
    }
}

fn other_case(letter: char) -> char {
    if letter.is_ascii_lowercase() {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    }
}

/// A text in which the case of letters is another.
pub fn respelt(random: &mut Random, text: &str) -> String {
    text.chars()
        .map(|letter| if random.chance(30) { other_case(letter) } else { letter })
        .collect()
}

/// A pattern for an action: wildcards in the name only, as AWS asks.
pub fn blur_action(random: &mut Random, service: &str, name: &str) -> String {
    let service = if random.chance(5) {
        respelt(random, service)
    } else {
        service.to_owned()
    };
    let name = match random.weighted(&[27, 61, 12]) {
        0 => "*".to_owned(),
        1 => blur(random, name),
        _ => respelt(random, name),
    };
    format!("{service}:{}", if name.is_empty() { "*" } else { &name })
}

/// A pattern for an ARN; the service's part stays. Before the fifth colon the case of letters stays too: whether it counts there is written nowhere.
pub fn blur_arn(random: &mut Random, arn: &str) -> String {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let &[arn_word, partition, service, region, account, resource] = parts.as_slice() else {
        return arn.to_owned();
    };
    let part = |random: &mut Random, part: &str| match random.weighted(&[60, 30, 10]) {
        0 => part.to_owned(),
        1 => "*".to_owned(),
        _ => blur_in_case(random, part),
    };
    let partition = if random.chance(85) {
        partition.to_owned()
    } else {
        part(random, partition)
    };
    match random.weighted(&[76, 8, 5, 6, 5]) {
        // Part by part.
        0 => {
            let region = part(random, region);
            let account = part(random, account);
            let resource = blur(random, resource);
            format!("{arn_word}:{partition}:{service}:{region}:{account}:{resource}")
        }
        // One asterisk for all that follows the service, or the Region.
        1 => format!("{arn_word}:{partition}:{service}:*"),
        2 => format!("{arn_word}:{partition}:{service}:{region}:*"),
        // Wildcards that know no parts.
        3 => {
            let rest = blur_in_case(random, &format!("{region}:{account}:{resource}"));
            format!("{arn_word}:{partition}:{service}:{rest}")
        }
        _ => "*".to_owned(),
    }
}

/// A pattern in which every letter has the case that it has in the text.
fn blur_in_case(random: &mut Random, text: &str) -> String {
    let blurred = blur(random, text);
    let same = |letter: char| !letter.is_ascii_alphabetic() || text.contains(letter);
    if blurred.chars().all(same) {
        blurred
    } else {
        text.to_owned()
    }
}
