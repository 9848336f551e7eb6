"""The branches of the library."""

from flask import Blueprint

from library.branches.views import BranchList, BranchNotice, OpeningHours, Wishlist

branches_bp = Blueprint("branches", __name__)
branches_bp.add_url_rule("/", view_func=BranchList.as_view("list"))
branches_bp.add_url_rule("/<int:branch_id>/notice", view_func=BranchNotice.as_view("notice"))
branches_bp.add_url_rule("/<int:branch_id>/hours", view_func=OpeningHours.as_view("hours"))
branches_bp.add_url_rule("/wishlist", view_func=Wishlist.as_view("wishlist"))
