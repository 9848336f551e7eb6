"""The services outside this process that the shop depends on."""

from shop.gateways.payments import PaymentGateway

__all__ = ["PaymentGateway"]
