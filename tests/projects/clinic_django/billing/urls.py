"""URLs below /billing/."""

from django.urls import path

from billing import views

urlpatterns = [
    path("invoices/", views.InvoiceList.as_view(), name="invoices"),
    path("invoices/<int:pk>/pay/", views.pay, name="invoice-pay"),
    path("invoices/<int:pk>/claim/", views.claim, name="invoice-claim"),
    path("invoices/<int:pk>/settle/", views.settle, name="invoice-settle"),
    path("webhooks/cards/", views.card_webhook, name="card-webhook"),
]
