// A window that is open, or was: whose it is and where its result goes. The page in the shopper's browser knows no more
// than the transaction's id.
using Microsoft.AspNetCore.WebUtilities;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>One window.</summary>
/// <param name="SubjectId">The payment or the identity verification.</param>
/// <param name="OpenerOrigin">The page that opened it, and may hold it in a frame and hear from it.</param>
/// <param name="RedirectUrl">Where the browser goes afterwards; null when the opener waits for a message.</param>
public sealed record WindowSession(
    string TransactionId, string SubjectId, string OpenerOrigin, string Locale, string? RedirectUrl = null)
{
    private const string English = "EN";

    /// <summary>The two languages of the window: English where it was asked for, else Korean.</summary>
    public string Language => Locale.StartsWith(English, StringComparison.OrdinalIgnoreCase) ? "en" : "ko";

    /// <summary>Whom the shopper deals with, as far as the window knows.</summary>
    public string Merchant => Uri.TryCreate(OpenerOrigin, UriKind.Absolute, out var opener) ? opener.Host : "";

    /// <summary>The page that asks, as the browser tells it; empty when it does not.</summary>
    public static string OriginOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            ? origin.GetLeftPart(UriPartial.Authority)
            : "";

    /// <summary>What the page does when it is done.</summary>
    public WindowEnd End(WindowResult result) => new(
        result,
        RedirectUrl is null ? null : QueryHelpers.AddQueryString(RedirectUrl, result.AsQuery()));
}

/// <summary>The window's last word: told to the opener, or taken along to <paramref name="RedirectTo"/>.</summary>
public sealed record WindowEnd(WindowResult Result, string? RedirectTo);

/// <summary>What the shop's page hears. Failure is that there is a code.</summary>
public sealed record WindowResult(
    string TransactionType,
    string? PaymentId = null,
    string? TxId = null,
    string? IdentityVerificationId = null,
    string? IdentityVerificationTxId = null,
    string? Code = null,
    string? Message = null,
    string? PgCode = null,
    string? PgMessage = null)
{
    private const string PgFailure = "FAILURE_TYPE_PG";

    public static WindowResult OfPayment(string paymentId, string txId) => new("PAYMENT", paymentId, txId);

    public static WindowResult OfIdentityVerification(string id, string txId) =>
        new("IDENTITY_VERIFICATION", IdentityVerificationId: id, IdentityVerificationTxId: txId);

    /// <summary>What comes from the gateway has one code; the gateway's own stands beside it.</summary>
    public WindowResult RefusedByGateway(string pgCode, string pgMessage) =>
        this with { Code = PgFailure, Message = pgMessage, PgCode = pgCode, PgMessage = pgMessage };

    public WindowResult Refused(string code, string message) => this with { Code = code, Message = message };

    public IEnumerable<KeyValuePair<string, string?>> AsQuery() =>
        new Dictionary<string, string?>
        {
            ["transactionType"] = TransactionType,
            ["paymentId"] = PaymentId,
            ["txId"] = TxId,
            ["identityVerificationId"] = IdentityVerificationId,
            ["identityVerificationTxId"] = IdentityVerificationTxId,
            ["code"] = Code,
            ["message"] = Message,
            ["pgCode"] = PgCode,
            ["pgMessage"] = PgMessage,
        }.Where(parameter => parameter.Value is not null);
}
