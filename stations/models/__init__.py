"""Stations and their people; visits and what residents say at them."""

from stations.models.concerns import LONGEST_PART, MATTER, Concern, Contact, ContactReveal, Feedback, WordsCorrection
from stations.models.people import Appointment, Representative
from stations.models.places import Category, CategoryList, Station, Subdistrict
from stations.models.visits import Visit

__all__ = [
    "LONGEST_PART",
    "MATTER",
    "Appointment",
    "Category",
    "CategoryList",
    "Concern",
    "Contact",
    "ContactReveal",
    "Feedback",
    "Representative",
    "Station",
    "Subdistrict",
    "Visit",
    "WordsCorrection",
]
