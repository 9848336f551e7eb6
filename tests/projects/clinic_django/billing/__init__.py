"""Invoices and how they are paid."""
