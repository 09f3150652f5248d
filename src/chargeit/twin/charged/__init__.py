"""Batteries that come to charge, seen through OCPP transactions alone: energy for each step of the SoC they report."""
