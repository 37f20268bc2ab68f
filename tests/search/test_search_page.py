"""The search page: what is published is found, filtered, counted, ordered; what is not published is found nowhere."""
