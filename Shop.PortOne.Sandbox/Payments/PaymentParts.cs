// JSON parts that payments, attempts and ledger events share.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Parts of API responses.</summary>
public static class PaymentParts
{
    public const string MerchantId = "merchant-00000000-0000-4000-8000-000000000000";
    public const string Version = "V2";
    public const string PgMerchantId = "sandbox";
    public const string CardBrand = "LOCAL";
    public const string CardType = "CREDIT";
    public const string CardOwnerType = "PERSONAL";

    public static object Channel(PaymentOrder order) => new
    {
        Type = order.ChannelType,
        Id = order.ChannelKey.Replace("channel-key-", "channel-id-", StringComparison.Ordinal),
        Key = order.ChannelKey,
        Name = "Sandbox",
        PgProvider = order.Provider,
        PgMerchantId,
    };

    // `paid` is the total less discounts, also before the capture. Only the status says whether money was captured.
    public static object Amount(Payment payment, PaymentOrder order) => new
    {
        Total = order.TotalAmount,
        TaxFree = order.TaxFreeAmount,
        order.Vat,
        Supply = order.TotalAmount - order.TaxFreeAmount - order.Vat,
        Discount = 0L,
        Paid = order.TotalAmount,
        Cancelled = payment.CancelledAmount,
        CancelledTaxFree = payment.CancelledTaxFreeAmount,
    };

    public static object Method(Payment payment, Attempt attempt) => attempt.Order.Method switch
    {
        PayMethod.Card => new
        {
            Type = "PaymentMethodCard",
            Card = Card,
            ApprovalNumber = attempt.PgTxId is null ? null : "00000000",
            Installment = new { Month = 0, IsInterestFree = false },
            PointUsed = false,
        },
        PayMethod.EasyPay => new
        {
            Type = "PaymentMethodEasyPay",
            Provider = attempt.Order.Wallet,
            EasyPayMethod = new { Type = "PaymentMethodCard", Card },
        },
        // The API has no type for these wallets, so the browser SDK's name of each is the provider.
        PayMethod.Paypal => new { Type = "PaymentMethodEasyPay", Provider = "PAYPAL" },
        PayMethod.Alipay => new { Type = "PaymentMethodEasyPay", Provider = "ALIPAY" },
        PayMethod.AlipayPlus => new { Type = "PaymentMethodEasyPay", Provider = "ALIPAY_PLUS" },
        PayMethod.ConvenienceStore => new { Type = "PaymentMethodConvenienceStore" },
        PayMethod.Transfer => new { Type = "PaymentMethodTransfer", Bank = "SHINHAN" },
        PayMethod.VirtualAccount => new
        {
            Type = "PaymentMethodVirtualAccount",
            payment.VirtualAccount?.Bank,
            AccountNumber = payment.VirtualAccount?.AccountNumber ?? "",
            AccountType = "NORMAL",
            payment.VirtualAccount?.RemitteeName,
            payment.VirtualAccount?.IssuedAt,
            payment.VirtualAccount?.ExpiredAt,
        },
        PayMethod.Mobile => new { Type = "PaymentMethodMobile" },
        PayMethod.GiftCertificate => new
        {
            Type = "PaymentMethodGiftCertificate",
            GiftCertificateType = "CULTURELAND",
            ApprovalNumber = "00000000",
        },
        _ => throw new InvalidOperationException($"{attempt.Order.Method} is not a payment method."),
    };

    /// <summary>The webhooks of a payment that were sent at least once; null if there are none.</summary>
    public static IReadOnlyList<object>? WebhooksOf(SandboxState state, Payment payment)
    {
        object[] sent = [.. payment.WebhookIds
            .Select(state.Deliveries.Find)
            .OfType<Delivery>()
            .Where(delivery => delivery.LastExchange is not null)
            .Select(WebhookView.Of)];
        return sent.Length == 0 ? null : sent;
    }

    private static object Card => new
    {
        Publisher = "SHINHAN_CARD",
        Issuer = "SHINHAN_CARD",
        Brand = CardBrand,
        Type = CardType,
        OwnerType = CardOwnerType,
        Bin = "433333",
        Name = "Sandbox card",
        Number = "43333300****000*",
    };
}
