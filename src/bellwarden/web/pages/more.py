"""Every place on one page: what the bottom bar of a phone leaves out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.web.access import page


@page(section="more")
def more(request: HttpRequest) -> HttpResponse:
    return render(request, "home/more.html")


PAGES = [path("more", more, name="more")]
