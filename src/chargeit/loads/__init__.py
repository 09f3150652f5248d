"""What loads are made of and how they are read: files of hourly loads and of charging reports."""
