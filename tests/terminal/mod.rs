//! The program in a terminal: what is typed, and what is seen.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

fn size(number: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(number).unwrap()
}

/// A terminal with the program in it.
pub struct Terminal {
    pty: Arc<pty_process::blocking::Pty>,
    child: std::process::Child,
    seen: Arc<Mutex<vt100::Parser>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Terminal {
    /// Starts the program in a terminal of that size.
    pub fn start(folder: &Path, args: &[&str], columns: u16, lines: u16) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(pty_process::Size::new(lines, columns)).unwrap();
        let command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_ibidem"));
        let command = command
            .args(args)
            .current_dir(folder)
            .env("TERM", "xterm-256color")
            .env("EDITOR", "./editor")
            .env_remove("VISUAL")
            .env_remove("COLUMNS")
            .env_remove("NO_COLOR");
        let child = command.spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let seen = Arc::new(Mutex::new(vt100::Parser::new(size(lines), size(columns), 1000)));
        let (from, into) = (Arc::clone(&pty), Arc::clone(&seen));
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The end of the program is an error of reading.
            while let Ok(count @ 1..) = (&*from).read(&mut bytes) {
                into.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self { pty, child, seen, reader: Some(reader) }
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until these words are seen.
    pub fn wait_for(&mut self, words: &str) {
        let started = Instant::now();
        while !self.text().contains(words) {
            assert!(started.elapsed() < PATIENCE, "{words:?} is not shown:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The lines on the screen, long ones put together.
    pub fn text(&self) -> String {
        self.seen.lock().unwrap().screen().contents()
    }

    /// The screen as it is seen, line by line.
    pub fn screen(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let columns = seen.screen().size().1;
        let lines: Vec<String> = seen.screen().rows(0, columns.get()).map(|line| line.trim_end().to_owned() + "\n").collect();
        lines.concat()
    }

    /// Whether the screen is that of a full-screen program.
    pub fn is_alternate(&self) -> bool {
        self.seen.lock().unwrap().screen().alternate_screen()
    }

    /// Whether a line goes on in the next one because it did not fit.
    pub fn is_wrapped(&self) -> bool {
        let seen = self.seen.lock().unwrap();
        (0..seen.screen().size().0.get()).any(|row| seen.screen().row_wrapped(row))
    }

    /// Waits for the end: what is seen then.
    pub fn end(&mut self) -> String {
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            if started.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("the program does not end:\n{}", self.text());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
        self.text()
    }
}
