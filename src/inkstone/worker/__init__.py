"""The worker role: claims jobs for its engines, keeps their leases, drains well."""
