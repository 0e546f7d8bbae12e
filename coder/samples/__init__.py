"""Sample stories for `coder demo`: news that we made up, on real countries."""
