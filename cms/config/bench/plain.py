"""The two measures: "hello", and T, which is one query for twenty rows and a template with an include per post.

T must never be made slower: every gate is a multiple of it.
"""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


class Post(models.Model):
    author = models.CharField(max_length=60)
    html = models.TextField()
    at = models.DateTimeField()
    helped = models.PositiveIntegerField()

    class Meta:
        app_label = "plain"
        db_table = "bench_post"

    def __str__(self) -> str:
        return self.author


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def posts(request: HttpRequest) -> HttpResponse:
    return render(request, "plain/posts.html", {"posts": list(Post._default_manager.order_by("pk")[:20])})


urlpatterns = [path("hello/", hello), path("posts/", posts)]
