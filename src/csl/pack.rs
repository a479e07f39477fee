//! Many styles in one small file, each read without the others: what `ibidem style add` makes of the repository of CSL styles.
//!
//! ```text
//! "ibidem styles 1\n"   blocks: LZMA, each some 400 kB of styles   index of styles   index of dependent styles   table: where the indices lie
//! ```
//!
//! Styles lie by name, so that those of one family share a block. An index is lines of fields with tabs between them. Files are another's
//! affair: a pack is read from anything that can be read and sought in.

use super::CslError;
use super::style::{Info, Style};
use lzma_rust2::{LzmaOptions, LzmaReader, LzmaWriter};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};

const MAGIC: &[u8; 16] = b"ibidem styles 1\n";
/// Bytes of styles in a block. Larger ones make a smaller file, and a style slower to find.
const BLOCK: usize = 400_000;
/// What is unpacked at once may not be larger.
const LARGEST: u64 = 64 << 20;
/// The memory that unpacking may take, in KiB.
const MEMORY: u32 = 128 << 10;
/// Behind the indices: where each begins and how long it is.
const TABLE: usize = 32;

/// Styles, dependent styles and locales to be packed: by name, without `.csl` or `locales-` and `.xml`.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// The text of each style, and of each locale under `locales-xx-XX`.
    styles: BTreeMap<String, (Info, String)>,
    /// What each dependent style says of itself.
    dependents: BTreeMap<String, Info>,
}

/// How a file of a collection begins that is a locale.
const LOCALE: &str = "locales-";

impl Collection {
    /// Adds a style or a locale, in place of what has the name.
    ///
    /// # Errors
    /// A text that is none, or that the processor refuses.
    pub fn add(&mut self, name: &str, xml: &str) -> std::result::Result<(), CslError> {
        if name.starts_with(LOCALE) {
            super::locale::read(xml)?;
            self.styles.insert(name.to_owned(), (Info::default(), compact(xml)));
            return Ok(());
        }
        let info = Info::of(xml)?;
        if info.parent.is_some() {
            self.dependents.insert(name.to_owned(), info);
            return Ok(());
        }
        Style::from_csl(xml)?;
        self.styles.insert(name.to_owned(), (info, compact(xml)));
        Ok(())
    }

    /// How many styles, dependent styles and locales it holds.
    pub fn counts(&self) -> (usize, usize, usize) {
        let locales = self.styles.keys().filter(|name| name.starts_with(LOCALE)).count();
        (self.styles.len() - locales, self.dependents.len(), locales)
    }

    /// The pack.
    ///
    /// # Errors
    /// None but those of memory: it is written to memory.
    pub fn pack(&self) -> Result<Vec<u8>> {
        let mut file = MAGIC.to_vec();
        let mut index = String::new();
        let mut block = String::new();
        let mut waiting: Vec<(&str, &Info, usize, usize)> = Vec::new();
        let mut flush = |block: &mut String, waiting: &mut Vec<(&str, &Info, usize, usize)>, file: &mut Vec<u8>| -> Result<()> {
            let packed = squeeze(block.as_bytes())?;
            for (name, info, start, length) in waiting.drain(..) {
                index.push_str(&format!("{name}\t{}\t{}\t{start}\t{length}\t{}\n", file.len(), packed.len(), info.line(name)));
            }
            block.clear();
            file.extend(packed);
            Ok(())
        };
        for (name, (info, xml)) in &self.styles {
            waiting.push((name, info, block.len(), xml.len()));
            block.push_str(xml);
            if block.len() >= BLOCK {
                flush(&mut block, &mut waiting, &mut file)?;
            }
        }
        flush(&mut block, &mut waiting, &mut file)?;
        let dependents: String = self.dependents.iter().map(|(name, info)| format!("{name}\t{}\n", info.line(name))).collect();
        let mut table = Vec::with_capacity(TABLE);
        for index in [index, dependents] {
            let packed = squeeze(index.as_bytes())?;
            table.extend((file.len() as u64).to_le_bytes());
            table.extend((packed.len() as u64).to_le_bytes());
            file.extend(packed);
        }
        file.extend(table);
        Ok(file)
    }
}

/// A pack that styles are read from.
pub struct Pack<R> {
    reader: R,
    styles: Vec<u8>,
    dependents: Option<Vec<u8>>,
    table: [u64; 4],
}

/// What a pack has under a name.
pub enum Found {
    /// A style: its text.
    Style(String),
    /// A dependent style: the name of its parent, and its own locale.
    Dependent(String, Option<String>),
}

impl<R: Read + Seek> Pack<R> {
    /// Opens a pack and reads its index of styles.
    ///
    /// # Errors
    /// What is no pack, or cannot be read.
    pub fn open(mut reader: R) -> Result<Self> {
        let mut magic = [0; MAGIC.len()];
        reader.read_exact(&mut magic)?;
        if &magic != MAGIC {
            return Err(broken("this is no collection of styles"));
        }
        reader.seek(SeekFrom::End(-(TABLE as i64)))?;
        let mut bytes = [0; TABLE];
        reader.read_exact(&mut bytes)?;
        let mut table = [0; 4];
        for (number, bytes) in table.iter_mut().zip(bytes.chunks_exact(8)) {
            *number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        }
        let styles = piece(&mut reader, table[0], table[1])?;
        Ok(Self { reader, styles, dependents: None, table })
    }

    /// The locale of a language: `de-DE`.
    ///
    /// # Errors
    /// A pack that cannot be read.
    pub fn locale(&mut self, lang: &str) -> Result<Option<String>> {
        Ok(match self.find(&format!("{LOCALE}{lang}"))? {
            Some(Found::Style(xml)) => Some(xml),
            _ => None,
        })
    }

    /// What has that name, or the identifier that ends in it.
    ///
    /// # Errors
    /// A pack that cannot be read.
    pub fn find(&mut self, name: &str) -> Result<Option<Found>> {
        let name = name.rsplit('/').next().unwrap_or(name);
        if let Some(line) = line_of(&self.styles, name) {
            let fields: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).ok_or_else(|| broken("the index is broken"));
            let (place, packed, start, length) = (number(1)?, number(2)?, number(3)?, number(4)?);
            let block = piece(&mut self.reader, place, packed)?;
            let range = usize::try_from(start).ok().zip(usize::try_from(start.saturating_add(length)).ok());
            let text = range.and_then(|(start, end)| block.get(start..end)).and_then(|bytes| std::str::from_utf8(bytes).ok());
            return text.map(|text| Some(Found::Style(text.to_owned()))).ok_or_else(|| broken("a style is broken"));
        }
        let found = line_of(self.dependents()?, name).map(|line| Info::read(name, line.split('\t').skip(1)));
        Ok(found.and_then(|info| Some(Found::Dependent(info.parent?, info.locale))))
    }

    fn dependents(&mut self) -> Result<&[u8]> {
        if self.dependents.is_none() {
            self.dependents = Some(piece(&mut self.reader, self.table[2], self.table[3])?);
        }
        Ok(self.dependents.as_deref().unwrap_or_default())
    }

    /// All styles with what they say of themselves, dependent ones too.
    ///
    /// # Errors
    /// A pack that cannot be read.
    pub fn all(&mut self) -> Result<Vec<(String, Info)>> {
        let named = |line: &str, skip: usize| {
            let name = line.split('\t').next().unwrap_or_default();
            (name.to_owned(), Info::read(name, line.split('\t').skip(skip)))
        };
        let mut all: Vec<(String, Info)> = lines(&self.styles).filter(|line| !line.starts_with(LOCALE)).map(|line| named(line, 5)).collect();
        all.extend(lines(self.dependents()?).map(|line| named(line, 1)));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    }

    /// All that it holds, to be packed again with more.
    ///
    /// # Errors
    /// A pack that cannot be read.
    pub fn collection(&mut self) -> Result<Collection> {
        let mut collection = Collection::default();
        let styles = std::mem::take(&mut self.styles);
        let mut block: (u64, Vec<u8>) = (0, Vec::new());
        for line in lines(&styles) {
            let fields: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).ok_or_else(|| broken("the index is broken"));
            let (place, packed, start, length) = (number(1)?, number(2)?, number(3)?, number(4)?);
            if block.0 != place {
                block = (place, piece(&mut self.reader, place, packed)?);
            }
            let end = usize::try_from(start.saturating_add(length)).unwrap_or(usize::MAX);
            let text = usize::try_from(start).ok().and_then(|start| block.1.get(start..end)).ok_or_else(|| broken("a style is broken"))?;
            let name = fields.first().copied().unwrap_or_default();
            let info = Info::read(name, fields.iter().skip(5).copied());
            collection.styles.insert(name.to_owned(), (info, String::from_utf8_lossy(text).into_owned()));
        }
        self.styles = styles;
        for line in lines(self.dependents()?) {
            let name = line.split('\t').next().unwrap_or_default();
            collection.dependents.insert(name.to_owned(), Info::read(name, line.split('\t').skip(1)));
        }
        Ok(collection)
    }
}

fn broken(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, message)
}

fn lines(index: &[u8]) -> impl Iterator<Item = &str> {
    std::str::from_utf8(index).unwrap_or_default().lines()
}

/// The line of a name in an index, whose lines are sorted by name.
fn line_of<'i>(index: &'i [u8], name: &str) -> Option<&'i str> {
    lines(index).find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with('\t')))
}

fn squeeze(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(6);
    options.dict_size = u32::try_from(bytes.len()).unwrap_or(u32::MAX).clamp(1 << 16, 8 << 20);
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(bytes.len() as u64))?;
    writer.write_all(bytes)?;
    writer.finish()
}

/// A packed piece of a file, unpacked.
fn piece(reader: &mut (impl Read + Seek), place: u64, length: u64) -> Result<Vec<u8>> {
    let end = reader.seek(SeekFrom::End(0))?;
    if place.checked_add(length).is_none_or(|behind| behind > end) {
        return Err(broken("the collection of styles is cut off"));
    }
    reader.seek(SeekFrom::Start(place))?;
    let mut packed = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut packed)?;
    let mut bytes = Vec::new();
    let unpacked = LzmaReader::new_mem_limit(packed.as_slice(), MEMORY, None)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if unpacked as u64 > LARGEST {
        return Err(broken("a part of the collection of styles is larger than it may be"));
    }
    Ok(bytes)
}

/// A style without the line breaks between its elements.
fn compact(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(end) = rest.find('>') {
        let (tag, behind) = rest.split_at(end + 1);
        out.push_str(tag);
        let bare = behind.trim_start();
        let gap = &behind[..behind.len() - bare.len()];
        rest = if gap.contains('\n') && bare.starts_with('<') { bare } else { behind };
    }
    out + rest.trim_end()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn style(title: &str) -> String {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\n  <info>\n    <title>{title}</title>\n    \
             <id>http://www.zotero.org/styles/{title}</id>\n    <category citation-format=\"numeric\"/>\n    <category field=\"physics\"/>\n    \
             <rights license=\"http://l/\">Licence &amp; Co.</rights>\n  </info>\n  <citation>\n    <layout>\n      <text variable=\"title\" suffix=\" \"/>\n    </layout>\n  </citation>\n</style>\n"
        )
    }

    fn dependent(parent: &str) -> String {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" default-locale=\"de-DE\"><info><title>Child</title><id>http://x/child</id>\
             <link href=\"http://www.zotero.org/styles/{parent}\" rel=\"independent-parent\"/></info></style>"
        )
    }

    #[test]
    fn what_is_packed_is_found_again() {
        let mut collection = Collection::default();
        for at in 0..40 {
            collection.add(&format!("s{at}"), &style(&format!("s{at}"))).unwrap();
        }
        collection.add("child", &dependent("s7")).unwrap();
        assert!(collection.add("bad", "<style>").is_err());
        assert_eq!(collection.counts(), (40, 1, 0));
        let bytes = collection.pack().unwrap();
        let mut pack = Pack::open(Cursor::new(&bytes)).unwrap();
        for name in ["s7", "http://www.zotero.org/styles/s7"] {
            let Some(Found::Style(xml)) = pack.find(name).unwrap() else { panic!("{name}") };
            assert!(xml.contains("<title>s7</title>") && xml.contains("suffix=\" \"") && !xml.contains('\n'), "{xml}");
            assert!(Style::from_csl(&xml).is_ok());
        }
        assert!(matches!(pack.find("child").unwrap(), Some(Found::Dependent(parent, Some(lang))) if parent == "s7" && lang == "de-DE"));
        assert!(pack.find("s").unwrap().is_none());
        let all = pack.all().unwrap();
        assert_eq!(all.len(), 41);
        assert_eq!((all[0].1.title.as_str(), all[0].1.id.as_str()), ("Child", "http://x/child"));
        let info = &all[1].1;
        assert_eq!(
            (info.format.as_str(), info.fields.as_slice(), info.licence.as_str()),
            ("numeric", &["physics".to_owned()][..], "Licence & Co. <http://l/>")
        );
        assert_eq!(pack.collection().unwrap().pack().unwrap(), bytes);
    }

    #[test]
    fn broken_packs_are_refused() {
        let mut collection = Collection::default();
        collection.add("a", &style("a")).unwrap();
        let bytes = collection.pack().unwrap();
        for length in 0..bytes.len() {
            let _ = Pack::open(Cursor::new(&bytes[..length])).map(|mut pack| pack.find("a").map(|_| ()));
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            let _ = Pack::open(Cursor::new(&changed)).and_then(|mut pack| pack.find("a").and_then(|_| pack.all()).map(|_| ()));
        }
    }
}
