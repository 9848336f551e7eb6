"""Patients and their records."""
