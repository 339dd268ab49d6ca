"""A release made a site's own: from its cleared scans to a candidate, rung by rung, and a report of what each gave."""
