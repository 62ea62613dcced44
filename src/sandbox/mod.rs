//! A simulated Organization behind the HTTP door.
