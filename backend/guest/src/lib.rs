//! Nothing lives here: this crate exists so that cargo builds its dependencies for guests.
