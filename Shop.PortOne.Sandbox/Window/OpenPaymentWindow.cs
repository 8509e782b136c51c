// Opens the payment window for the shop's page. The shopper can change what the page sends, except for the values that
// the shop's server has pre-registered.
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>Opens a payment window.</summary>
public sealed class OpenPaymentWindow(
    OpenPayment open, SandboxChannels channels, IOptions<SandboxSettings> settings)
{
    private const string CurrencyPrefix = "CURRENCY_";

    public Reply Run(SandboxState state, OpenPaymentWindowRequest asked, HttpContext http)
    {
        var request = asked.Request;
        var known = state.Payments.Find(request.PaymentId);
        var channel = request.ChannelGroupId is null
            ? channels.FindPayment(request.ChannelKey)
            : channels.DefaultPayment;
        var order = OrderOf(asked, channel ?? channels.DefaultPayment, http);
        if (Problem(state, request, known, order, channel) is { } refusal)
        {
            return refusal;
        }

        if (ProviderRules.RefusalOf(channel!.Provider, request, asked.PlatformType) is { } refused)
        {
            return Refuse("PGProviderError", refused);
        }

        var txId = open.Run(state, request.PaymentId, order)!.Attempt.TransactionId;
        state.Windows.Put(new(
            txId,
            request.PaymentId,
            WindowSession.OriginOf(http.Request),
            request.Locale ?? "",
            asked.Redirects ? request.RedirectUrl : null));
        return Reply.Ok(new OpenedWindow(
            txId, $"/window/payments/{txId}", ProviderRules.HandsOverByForm(channel.Provider)));
    }

    private Reply? Problem(
        SandboxState state, PaymentWindowRequest request, Payment? known, PaymentOrder order, SandboxChannel? channel)
    {
        var isOurAmount = state.PinnedAmounts.Find(request.PaymentId)?.Allows(order) ?? true;
        return known switch
        {
            _ when request.StoreId != settings.Value.StoreId => Refuse("StoreNotFound", "There is no such store."),
            _ when channel is null => Refuse("ChannelNotFound", "The store has no such channel."),
            _ when request.TotalAmount < 0 || request.TaxFreeAmount < 0 =>
                Refuse("BadRequest", "Amounts must not be negative."),
            { WasCaptured: true } => Refuse("PaymentAlreadyPaid", "The payment is paid already."),
            { CanBeAttempted: false } => Refuse("InvalidEntityState", "The payment can no longer be attempted."),
            _ when !isOurAmount =>
                Refuse("AmountNotEqualToPredefined", "The amount differs from the pre-registered amount."),
            _ => null,
        };
    }

    private PaymentOrder OrderOf(OpenPaymentWindowRequest asked, SandboxChannel channel, HttpContext http)
    {
        var request = asked.Request;
        return new(
            request.StoreId,
            request.TotalAmount,
            request.Currency.Replace(CurrencyPrefix, "", StringComparison.Ordinal),
            request.OrderName,
            request.PayMethod,
            settings.Value.ChannelType,
            channel.Key,
            new(
                asked.PlatformType,
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                http.Request.Headers.UserAgent.ToString(),
                asked.Url),
            request.TaxFreeAmount,
            request.VatAmount,
            request.Customer?.ForPayment(),
            TextOf(request.CustomData),
            request.NoticeUrls,
            request.Products,
            channel.Provider,
            ProviderRules.WalletOf(channel.Provider) ?? request.EasyPay?.EasyPayProvider ?? "KAKAOPAY");
    }

    // The browser SDK passes an object; the API returns text.
    private static string? TextOf(JsonElement? customData) => customData switch
    {
        null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } data => data.GetRawText(),
    };

    private static Reply Refuse(string code, string message) => WindowEndpoints.Refuse(code, message);
}
