using System.Text.Json.Nodes;

namespace Shop.Web.PortOne;

/// <summary>The payment options and requests of the pages that open PortOne's windows.</summary>
public sealed class PortOneWindows(PortOneSettings settings, ShopSettings shop)
{
    private readonly IdentityChannel _identity = IdentityChannel.Parse(settings.IdentityChannel);

    public IReadOnlyList<PaymentOption> Options { get; } =
        [.. PaymentChannel.Parse(settings.PaymentChannels).SelectMany(channel => channel.Options())];

    public string SdkUrl => settings.SdkUrl;

    /// <summary>True if a provider requires an e-mail address and the seller has none to use instead.</summary>
    public bool NeedsEmail => shop.Seller.Email.Length == 0 && Options.Any(option => option.Provider.NeedsEmail);

    /// <summary>
    /// Why an order cannot be paid with this e-mail address, which may be empty; null if it can. An address that the
    /// provider of the chosen option refuses is replaced by the seller's, if the seller has one.
    /// </summary>
    public string? EmailError(string? chosen, string email, Texts text) => email.Length switch
    {
        0 => NeedsEmail ? text.IsNeeded : null,
        _ => shop.Seller.Email.Length > 0 || Choose(chosen).Provider.TakesEmail(email) ? null : text.EmailNotTaken,
    };

    /// <summary>False if every option refuses the amount, because it is too small.</summary>
    public bool CanPay(long amountWon) => Options.Any(option => option.Takes(amountWon));

    /// <summary>The chosen option, or the first one if it does not exist.</summary>
    public PaymentOption Choose(string? id) => Options.FirstOrDefault(option => option.Id == id) ?? Options[0];

    /// <summary>The request of each option for this order, by the option's id.</summary>
    public JsonObject RequestsFor(OrderDetailReply order, string accountId, Texts text)
    {
        var to = order.Shipping;
        var buyer = new Buyer(accountId, to.Recipient, to.Phone, to.Email ?? "");
        return new(Options.Where(option => option.Takes(order.AmountWon)).Select(option =>
            KeyValuePair.Create(option.Id, (JsonNode?)PaymentWindowRequest.Build(
                settings.StoreId, option, order, buyer, shop.Seller, text.IsKorean))));
    }

    public JsonObject RequestFor(IdentityVerification verification) =>
        _identity.RequestFor(settings.StoreId, verification.Id, verification.TicketHash);
}
