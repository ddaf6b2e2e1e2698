"""Tests across services: the rules of the code base, journeys, crashes, hostile input."""
